"""The page of a product."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from catalog.models import Product
from catalog.models.listing import fetch_page
from catalog.models.options import options, variant_asked, variant_chosen
from catalog.models.proposals import around
from catalog.views.moved import moved_or_gone


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a product, with the variant that the address names."""
    rows = around(slug)
    if not rows or not _is_visible(rows[0], request):
        return moved_or_gone(request, slug)
    found, proposals = rows[0], rows[1:]
    fetch_page(found, proposals)
    shown = variant_asked(found, request.GET)
    chosen = shown and variant_chosen(found, shown, request.GET)
    if chosen:
        return redirect(chosen)
    context = {
        "product": found,
        "parents": found.category.trail(),
        "variant": shown,
        "options": shown and options(found, shown),
        "pictures": found.pictures_of(shown),
        "proposals": proposals,
    }
    return render(request, "catalog/product.html", context)


def _is_visible(product: Product, request: HttpRequest) -> bool:
    # The visitor is only asked who they are when the product is not for everybody.
    return product.is_published or request.user.has_perm("catalog.view_product")
