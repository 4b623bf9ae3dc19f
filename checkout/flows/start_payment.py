"""Starting to pay by card: on our own page, or on Stripe's for those without JavaScript.

Both are called after the order is committed, outside any transaction. A payment has one open way
to be paid at a time, so that a buyer with two tabs is not charged twice.
"""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from checkout.flows.settle_payment import settle_payment
from checkout.gateways import stripe
from checkout.models import AccessLink, Order, Payment


class AlreadyPaid(Exception):
    """The money is here; there is nothing left to pay."""


def start_card(payment: Payment) -> str:
    """Return the client secret with which the page's form confirms a payment.

    Raises AlreadyPaid, stripe.GatewayDown or stripe.Refused.
    """
    if payment.session_id:
        _close_way(payment)
    if payment.intent_id:
        return stripe.client_secret(payment.intent_id)
    intent_id, secret = stripe.create_intent(
        key=_key(payment), amount=payment.amount, metadata=_metadata(payment)
    )
    _store(payment, intent_id=intent_id)
    return secret


def start_hosted(payment: Payment) -> str:
    """Return the address of Stripe's own page for a payment.

    Raises AlreadyPaid, stripe.GatewayDown or stripe.Refused.
    """
    if payment.session_id and (url := stripe.session_url(payment.session_id)):
        return url
    if payment.session_id or payment.intent_id:
        _close_way(payment)
    order = payment.order
    session_id, url = stripe.create_session(
        key=_key(payment),
        amount=payment.amount,
        label=order.number,
        email=order.email,
        metadata=_metadata(payment),
        success_url=thanks_url(order),
        cancel_url=_absolute("checkout:pay_again", order, order.number),
        language=order.language,
    )
    _store(payment, session_id=session_id)
    return url


def thanks_url(order: Order) -> str:
    """Return the page that a buyer comes back to after paying."""
    link = AccessLink.to(order, AccessLink.Purpose.THANKS)
    return _absolute("checkout:thanks", order, link.key)


def _close_way(payment: Payment) -> None:
    """Close the way that is open, before another one opens."""
    truth = stripe.close(intent_id=payment.intent_id, session_id=payment.session_id)
    if truth.state is stripe.State.CAPTURED:
        settle_payment(payment)
        raise AlreadyPaid
    _store(payment, ways=payment.ways + 1)


def _key(payment: Payment) -> str:
    # Another key only once the last way is closed: a retry finds the same object at Stripe.
    return f"{payment.key}-{payment.ways}"


def _metadata(payment: Payment) -> dict[str, str]:
    return {"payment": str(payment.pk), "order": payment.order.number}


def _store(
    payment: Payment, *, intent_id: str = "", session_id: str = "", ways: int | None = None
) -> None:
    payment.intent_id, payment.session_id = intent_id, session_id
    payment.ways = payment.ways if ways is None else ways
    payment.save(update_fields=["intent_id", "session_id", "ways"])


def _absolute(name: str, order: Order, *args: str) -> str:
    with translation.override(order.language):
        return settings.SITE_URL + reverse(name, args=args)
