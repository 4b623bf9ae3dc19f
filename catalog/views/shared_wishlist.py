"""A list as others see it, by the address that its owner gave them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.models import Wishlist


@require_safe
def shared_wishlist(request: HttpRequest, key: str) -> HttpResponse:
    """Show the name of a list and its articles, without its notes or anything of its owner."""
    found = Wishlist.objects.shared_by(key).first()
    if found is None:
        raise Http404
    lines = found.lines.on_sale().for_page()
    return render(request, "catalog/shared_wishlist.html", {"wishlist": found, "lines": lines})
