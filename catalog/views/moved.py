"""What answers at an address where no page stands today: a move, a farewell, or nothing."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from catalog.models import OldAddress, Product
from catalog.models.listing import fetch_cards

SIMILAR = 4


def moved(request: HttpRequest, rows: Any, slug: str) -> HttpResponse:
    """Lead to where a row stands now, with the query it was asked with; raises Http404."""
    old = OldAddress.objects.of(rows.model, slug)
    row = old and rows.filter(pk=old.row_id).first()
    if not row:
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    address = row.get_absolute_url()
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


def moved_or_gone(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to where a product moved, or say that it is no longer sold; raises Http404."""
    retired = Product.objects.retired()
    if product := retired.filter(slug=slug).first():
        return _gone(request, product.name, product)
    old = OldAddress.objects.of(Product, slug)
    if old and (product := retired.filter(pk=old.row_id).first()):
        return _gone(request, product.name, product)
    if old and not Product.objects.filter(pk=old.row_id).exists():
        return _gone(request, old.name, None)
    return moved(request, Product.objects.published(), slug)


def _gone(request: HttpRequest, name: str, product: Product | None) -> HttpResponse:
    on_sale = Product.objects.published()
    similar = list(on_sale.neighbours_of(product)[:SIMILAR]) if product else []
    similar = similar or list(on_sale.newest()[:SIMILAR])
    fetch_cards(similar)
    context = {"name": name, "similar": similar}
    return render(request, "catalog/gone.html", context, status=410)
