"""The page of a product."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from catalog.models import Product
from catalog.models.listing import fetch_page
from catalog.models.options import options, variant_asked, variant_chosen
from catalog.views.moved import moved_or_gone

NEIGHBOURS = 4


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a product, with the variant that the address names."""
    found = _visible(request, slug)
    if found is None:
        return moved_or_gone(request, slug)
    neighbours = list(Product.objects.published().neighbours_of(found)[:NEIGHBOURS])
    fetch_page(found, neighbours)
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
        "neighbours": neighbours,
    }
    return render(request, "catalog/product.html", context)


def _visible(request: HttpRequest, slug: str) -> Product | None:
    # The visitor is only asked who they are when the product is not for everybody.
    products = Product.objects.for_page().filter(slug=slug)
    return products.published().first() or products.previewed_by(request.user).first()
