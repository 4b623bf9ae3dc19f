"""The cards of products that a browser remembers: the server is told which, and keeps nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.models import Product
from catalog.models.listing import fetch_cards

MOST = 8


@require_safe
@cache_control(private=True, max_age=60)
def recent(request: HttpRequest) -> HttpResponse:
    """Show the cards of the products named, in their order; those that are gone are left out."""
    slugs = request.GET.getlist("p")[:MOST]
    found = {
        product.slug: product for product in Product.objects.published().filter(slug__in=slugs)
    }
    products = [found[slug] for slug in dict.fromkeys(slugs) if slug in found]
    fetch_cards(products)
    response = render(request, "catalog/_recent.html", {"products": products})
    response["X-Robots-Tag"] = "noindex"
    return response
