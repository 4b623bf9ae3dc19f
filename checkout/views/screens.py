"""What the three screens share: whose checkout it is, and which screen comes next."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cart.browser import cart_of
from cart.flows.hold_cart import hold_cart
from cart.models import Cart, CartClosed
from cart.models.cart import CHECKOUT_TIME
from checkout.access import let_in, order_of_cart
from checkout.models import AccessLink, Checkout, Order, Payment, Quote
from checkout.models.checkout import ADDRESS_FIELDS

Screen = Callable[[HttpRequest, Checkout], HttpResponse]
# Asking for the hold again on each page would only cost time.
NEARLY = CHECKOUT_TIME - timedelta(minutes=5)


def with_checkout(view: Screen) -> Callable[[HttpRequest], HttpResponse]:
    """Give a screen the checkout of this browser, or lead the browser where it should be."""

    @wraps(view)
    def screen(request: HttpRequest) -> HttpResponse:
        cart = cart_of(request)
        if cart is None or not cart.buyable:
            return _elsewhere(request)
        try:
            return view(request, _checkout_of(request, cart))
        except CartClosed:  # another tab has just placed the order
            return _elsewhere(request)

    return screen


def _checkout_of(request: HttpRequest, cart: Cart) -> Checkout:
    known = Checkout.objects.select_related("delivery_method", "pickup_point").filter(cart=cart)
    checkout = known.first()
    if checkout is None:
        known_facts = {**_known_of(request), **({"email": cart.email} if cart.email else {})}
        checkout, _created = Checkout.objects.get_or_create(cart=cart, defaults=known_facts)
    checkout.cart = cart
    return checkout


def _known_of(request: HttpRequest) -> dict[str, str]:
    """Return what a customer who is signed in need not type again: e-mail and last address."""
    if not request.user.is_authenticated:
        return {}
    facts = {"email": request.user.email}
    addresses = ["shipping_address", "billing_address"]
    last = Order.objects.filter(customer=request.user).select_related(*addresses).first()
    if last:
        facts |= {f"ship_{name}": getattr(last.buyer, name) for name in ADDRESS_FIELDS}
    return facts


def _elsewhere(request: HttpRequest) -> HttpResponse:
    if order := order_of_cart(request):
        return to_order(request, order)
    messages.info(request, _("Votre panier est vide : choisissez d'abord un article."))
    return go(request, reverse("cart:cart"))


def to_order(request: HttpRequest, order: Order) -> HttpResponse:
    """Lead to the page of an order already made: to pay it, or to read that it is made."""
    payment = order.payments.pending().first()
    if order.is_awaiting_payment and payment and payment.means == Payment.Means.CARD:
        response = go(request, reverse("checkout:pay_again", args=[order.number]))
        let_in(response, order)
        return response
    return go(request, thanks_path(order))


def thanks_path(order: Order) -> str:
    """Return the page that says thank you for an order."""
    link = AccessLink.to(order, AccessLink.Purpose.THANKS)
    return reverse("checkout:thanks", args=[link.key])


def hold(request: HttpRequest, checkout: Checkout) -> None:
    """Hold the articles for at least half an hour from the moment the checkout starts."""
    cart = checkout.cart
    if cart.is_held(timezone.now() + NEARLY):
        return
    for adjusted in hold_cart(cart, at_least=CHECKOUT_TIME):
        text = _(
            "Il ne reste que %(left)d « %(name)s » : quantité ajustée de %(wanted)d à %(left)d."
        )
        facts = {"left": adjusted.quantity, "wanted": adjusted.wanted}
        messages.warning(request, text % {**facts, "name": adjusted.line.variant})
    cart.forget_lines()


def first_missing(checkout: Checkout, quote: Quote | None) -> str:
    """Return the name of the first screen that is not filled in, or nothing."""
    if not checkout.has_contact:
        return "checkout:contact"
    is_reached = quote or not checkout.needs_delivery
    return "" if checkout.has_delivery and is_reached else "checkout:delivery"


def wants_json(request: HttpRequest) -> bool:
    """Tell whether our own script asks, and not the browser itself."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Redirect a browser; tell our script the address that it should open."""
    if wants_json(request):
        return JsonResponse({"location": url})
    response = redirect(url)
    response.status_code = 303
    return response
