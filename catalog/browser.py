"""The lists of a visitor: found by a session or a cookie, made at the first heart.

Without either cookie nothing is looked up.
"""

import secrets
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from catalog.models import Wishlist, WishlistLine
from catalog.models.wishlist import KEPT, WishlistQuerySet, digest
from shop.models import User

COOKIE = "__Host-favourites" if settings.SECURE else "favourites"
TOKEN_LENGTH = 43  # what 256 random bits come to


class Hearts(NamedTuple):
    """How many articles are kept, and which hearts are full: « p12 v45 »."""

    articles: int
    full: str


def customer_of(request: HttpRequest) -> User | None:
    """Return who is signed in; without a session's cookie nobody is looked up."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if request.user.is_authenticated else None


def token_of(request: HttpRequest) -> str:
    """Return the token of the browser's cookie, or nothing; only one of ours is believed."""
    token = request.COOKIES.get(COOKIE, "")
    return token if len(token) == TOKEN_LENGTH else ""


def lists_of(request: HttpRequest) -> WishlistQuerySet:
    """Return the lists that this person may see and change, the oldest first."""
    customer, token = customer_of(request), token_of(request)
    if customer:
        return Wishlist.objects.of_customer(customer)
    return Wishlist.objects.of_browser(token) if token else Wishlist.objects.none()


def first_list(request: HttpRequest) -> Wishlist:
    """Return the list to which hearts add, made now if there is none."""
    found = lists_of(request).first()
    if found is None:
        found, _is_new = Wishlist.objects.get_or_create(**owner(request), name="")
    return found


def owner(request: HttpRequest) -> dict[str, Any]:
    """Return whose a new list is; a browser without a token is given one (see `remember`)."""
    customer = customer_of(request)
    if customer:
        return {"customer": customer}
    token = token_of(request) or secrets.token_urlsafe(32)
    request.COOKIES[COOKIE] = token
    return {"browser": digest(token)}


def remember(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give a visitor's browser the cookie of its lists, for as long as they are kept."""
    token = token_of(request)
    if token and not customer_of(request):
        response.set_cookie(
            COOKIE,
            token,
            max_age=KEPT,
            secure=settings.SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def hearts_of(request: HttpRequest) -> Hearts:
    """Return what the header tells of the lists; nothing is read without a cookie."""
    if not (token_of(request) or customer_of(request)):
        return Hearts(0, "")
    lines = WishlistLine.objects.filter(wishlist__in=lists_of(request).order_by())
    kept = list(lines.values_list("variant__product", "variant").order_by("-pk"))
    found = [pair for pair in kept if pair[1]]
    keys = {f"p{product}" for product, _ in found} | {f"v{variant}" for _, variant in found}
    return Hearts(len(kept), " ".join(sorted(keys)))
