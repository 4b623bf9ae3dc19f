"""The cart of a browser: found by a cookie, made at the first article, kept thirty days."""

import hashlib
import hmac

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cart.models import Cart
from cart.models.cart import LIFETIME
from shop.network import client_network

COOKIE = "__Host-cart" if settings.SECURE else "cart"


def cart_of(request: HttpRequest) -> Cart | None:
    """Return the browser's open cart, read once a request; without a cookie nothing is read."""
    if not hasattr(request, "_cart"):
        token = request.COOKIES.get(COOKIE, "")
        request._cart = Cart.objects.with_token(token).counted().first() if token else None  # type: ignore[attr-defined]
    found: Cart | None = request._cart  # type: ignore[attr-defined]
    return found


def cart_shown(request: HttpRequest) -> Cart | None:
    """Return the browser's open cart with its lines, which its own page shows."""
    token = request.COOKIES.get(COOKIE, "")
    request._cart = Cart.objects.whole(token) if token else None  # type: ignore[attr-defined]
    return cart_of(request)


def open_cart(request: HttpRequest) -> Cart:
    """Return the browser's cart, made now if there is none, locked until the transaction ends.

    It remembers the visitor's network. Who waited here for an order to be placed gets a new cart.
    """
    token, key = request.COOKIES.get(COOKIE, ""), address_key(request)
    cart = Cart.objects.with_token(token).select_for_update().first() if token else None
    if cart is None:
        customer = request.user if request.user.is_authenticated else None
        cart = Cart.objects.create(address_key=key, customer=customer)
    elif cart.address_key != key:
        cart.address_key = key
        cart.save(update_fields=["address_key"])
    request._cart = cart  # type: ignore[attr-defined]
    return cart


def remember(response: HttpResponse, cart: Cart) -> HttpResponse:
    """Give the browser the cookie of its cart, for thirty days from now."""
    response.set_cookie(
        COOKIE,
        cart.token,
        max_age=LIFETIME,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def address_key(request: HttpRequest) -> str:
    """Return a keyed hash of the visitor's network: enough to count, too little to know who."""
    network = client_network(request).encode()
    return hmac.new(settings.SECRET_KEY.encode(), network, hashlib.sha256).hexdigest()[:32]
