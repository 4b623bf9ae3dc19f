"""What the payment page and « pay again » share: limits, Stripe's own addresses, the way to pay."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from checkout.access import let_in
from checkout.flows.settle_payment import settle_payment
from checkout.flows.start_payment import AlreadyPaid, start_card, start_hosted
from checkout.gateways import stripe
from checkout.models import Order, Payment
from checkout.views.screens import go, thanks_path, wants_json
from shop.limits import allows
from shop.money import to_cents
from shop.network import client_network

V = TypeVar("V", bound=Callable[..., HttpResponse])
_script = urlsplit(settings.STRIPE_JS_URL)
_origins = sorted({f"{_script.scheme}://{_script.netloc}", *settings.STRIPE_ORIGINS})


def with_stripe(view: V) -> V:
    """Let Stripe's script and frames in: only the two pages that take a card do."""
    allowed = dict.fromkeys(("script-src", "frame-src", "connect-src"), _origins)
    return cast(V, csp_update(allowed)(view))


def too_many(request: HttpRequest, cart_id: int) -> bool:
    """Count one try to pay; tell whether it is one too many (card testing)."""
    a_cart = allows("pay-cart", str(cart_id), most=10, per=timedelta(minutes=10))
    who = client_network(request)
    return not (allows("pay-network", who, most=20, per=timedelta(hours=1)) and a_cart)


def too_many_words() -> str:
    """Say how long to wait."""
    return _("Trop d'essais de paiement. Réessayez dans dix minutes. Rien n'a été débité.")


def card_form(amount: Decimal) -> dict[str, Any] | None:
    """Return what the script needs to show the card fields; nothing where cards are not taken."""
    if not stripe.is_configured():
        return None
    return {
        "script": settings.STRIPE_JS_URL,
        "key": settings.STRIPE_PUBLISHABLE_KEY,
        "cents": to_cents(amount),
        "locale": get_language() or "fr",
    }


def pay(request: HttpRequest, payment: Payment) -> HttpResponse:
    """Lead the buyer to where a payment is made; call it outside any transaction."""
    order = payment.order
    if payment.means == Payment.Means.TRANSFER:
        response = go(request, thanks_path(order))
    else:
        response = _pay_by_card(request, payment)
    let_in(response, order)
    return response


def _pay_by_card(request: HttpRequest, payment: Payment) -> HttpResponse:
    order = payment.order
    again = reverse("checkout:pay_again", args=[order.number])
    try:
        if not wants_json(request):
            return go(request, start_hosted(payment))
        secret = start_card(payment)
    except AlreadyPaid:
        return go(request, thanks_path(order))
    except (stripe.GatewayDown, stripe.Refused):
        messages.error(request, gateway_down_words())
        return go(request, again)
    thanks = settings.SITE_URL + thanks_path(order)
    return JsonResponse({"client_secret": secret, "return_url": thanks, "pay_again_url": again})


def gateway_down_words() -> str:
    """Say that Stripe is out of reach, and that nothing is lost."""
    return _(
        "Le service de paiement ne répond pas pour le moment. Votre commande est enregistrée et "
        "rien n'a été débité : réessayez dans quelques minutes, ou payez par virement."
    )


def settle(order: Order) -> Payment | None:
    """Ask Stripe how the last payment of an unpaid order ended; silence changes nothing."""
    payment = order.payments.last()
    if payment is None or not order.is_awaiting_payment:
        return payment
    try:
        return settle_payment(payment)
    except (stripe.GatewayDown, stripe.Refused):
        return payment
