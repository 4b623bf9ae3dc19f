"""Guides: a list, and a page each."""

from typing import NamedTuple

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models import Finder, Guide, Product
from catalog.models.listing import fetch_cards
from catalog.views.moved import moved
from shop.rich_text import safe_html

PAGE_SIZE = 12


class Shelf(NamedTuple):
    """The list of guides, as the step before a guide."""

    name: str
    url: str

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the list's page."""
        return self.url


@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """Show the guides that can be read, the newest first."""
    page = Paginator(Guide.objects.published(), PAGE_SIZE).get_page(request.GET.get("page"))
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    context = {"page": page, "pages": pages, "finders": Finder.objects.published()}
    return render(request, "catalog/guides/list.html", context)


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a guide from its date on; staff see it before."""
    # The visitor is only asked who they are when the guide is not for everybody.
    found = Guide.objects.filter(slug=slug).first()
    if found is None or not (found.is_published or request.user.has_perm("catalog.view_guide")):
        return moved(request, Guide.objects.published(), slug)
    products = list(Product.objects.published().filter(guides=found).newest())
    fetch_cards(products)
    context = {
        "guide": found,
        "parents": [Shelf(str(_("Guides")), reverse("catalog:guides"))],
        "html": safe_html(found.body),
        "products": products,
    }
    return render(request, "catalog/guides/guide.html", context)
