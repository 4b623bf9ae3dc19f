"""Giving money back: the amount is set aside first, the provider is asked after commit."""

from decimal import Decimal

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from checkout import emails
from checkout.gateways import stripe
from checkout.models import Order, Payment, Refund
from shop.models import User
from shop.money import to_the_cent
from shop.queue import enqueue
from shop.states import IllegalMove

log = structlog.get_logger(__name__)


@transaction.atomic
def refund_payment(
    payment: Payment, amount: Decimal, *, reason: str, actor: User | None = None
) -> Refund:
    """Decide to give an amount in euros back; raises RefundTooLarge when less is left."""
    payment.reserve_refund(amount)
    refund = Refund.objects.create(payment=payment, amount=amount, reason=reason)
    payment.order.log("refund_requested", actor=actor, amount=str(amount), reason=reason)
    enqueue("checkout.tasks.send_refund", refund.pk)
    return refund


def send_refund(refund: Refund) -> None:
    """Ask Stripe for a requested card refund, under its own key; a transfer is sent by staff.

    Stripe out of reach leaves the refund requested: the schedule asks again, with the same key.
    """
    payment = refund.payment
    if refund.status != Refund.Status.REQUESTED or payment.means != Payment.Means.CARD:
        return
    try:
        provider_id, status = stripe.refund(
            key=refund.key, intent_id=payment.intent_id, amount=refund.amount
        )
    except stripe.GatewayDown as error:
        log.warning("refund.gateway_down", refund=refund.pk, error=str(error))
        return
    except stripe.Refused as error:
        fail_refund(refund, error.code)
        return
    Refund.objects.filter(pk=refund.pk).update(provider_id=provider_id)
    if status == "succeeded":
        finish_refund(refund)
    elif status in {"failed", "canceled"}:
        fail_refund(refund, status)


@transaction.atomic
def finish_refund(refund: Refund, *, actor: User | None = None) -> None:
    """Record that the money has gone back, and tell the buyer; a second call does nothing."""
    order = Order.objects.select_for_update().get(pk=refund.payment.order_id)
    try:
        refund.move_to(Refund.Status.DONE, done_at=timezone.now(), error="")
    except IllegalMove:
        return
    order.log("refunded", actor=actor, amount=str(refund.amount))
    emails.refund_done(order, refund)


@transaction.atomic
def fail_refund(refund: Refund, error: str) -> None:
    """Record that a refund did not go through: the debt is open again, staff see it (I32)."""
    order = Order.objects.select_for_update().get(pk=refund.payment.order_id)
    try:
        refund.move_to(Refund.Status.FAILED, error=error)
    except IllegalMove:
        return
    given_up = to_the_cent(F("refunded") - refund.amount)
    Payment.objects.filter(pk=refund.payment_id).update(refunded=given_up)
    order.log("refund_failed", amount=str(refund.amount), code=error)
    log.error("refund.failed", refund=refund.pk, code=error)
