"""Who may see which order: its customer, and the browser that holds its link (T1)."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.translation import get_language

from cart.browser import COOKIE as CART_COOKIE
from checkout.models import AccessLink, Order
from checkout.models.order import OrderQuerySet

# The link in the e-mail opens again for years; a browser lent to somebody else closes sooner.
COOKIE = "__Secure-order" if settings.SECURE else "order"
COOKIE_TIME = timedelta(hours=2)


def orders_of(request: HttpRequest) -> OrderQuerySet:
    """Return the orders this person may see; private pages reach orders only through here."""
    key = request.COOKIES.get(_cookie_in(get_language()), "")
    links = AccessLink.objects.opened_by(key, AccessLink.Purpose.ORDER)
    allowed = Q(pk__in=links.values("order"))
    if request.user.is_authenticated:
        allowed |= Q(customer=request.user)
    return Order.objects.filter(allowed)


def let_in(response: HttpResponseBase, order: Order, key: str = "") -> None:
    """Let this browser see one order, and nothing else, for the next two hours."""
    key = key or AccessLink.to(order, AccessLink.Purpose.ORDER).key
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            response.set_cookie(
                _cookie_in(language),
                key,
                max_age=COOKIE_TIME,
                path=order.get_absolute_url(),
                secure=settings.SECURE,
                httponly=True,
                samesite="Lax",
            )


def _cookie_in(language: str | None) -> str:
    """Return the cookie's name: each language has its address, and a cookie lives below one."""
    return COOKIE if language == settings.LANGUAGE_CODE else f"{COOKIE}-{language}"


def order_of_cart(request: HttpRequest) -> Order | None:
    """Return the order that this browser's cart has become."""
    token = request.COOKIES.get(CART_COOKIE, "")
    return Order.objects.filter(cart__token=token).first() if token else None
