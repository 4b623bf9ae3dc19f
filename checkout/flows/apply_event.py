"""Applying what the provider told us: by asking it again, never by believing the message."""

from datetime import timedelta

import structlog
from django.db.models import F
from django.utils import timezone

from checkout.flows.refund_payment import fail_refund, finish_refund
from checkout.flows.settle_payment import settle_payment
from checkout.gateways import stripe
from checkout.models import Payment, PaymentEvent, Refund

log = structlog.get_logger(__name__)

# Stripe repeats an event for three days; what is unknown after that is shown to staff.
PATIENCE = timedelta(days=3)


def apply_event(event: PaymentEvent) -> None:
    """Apply one stored event; the order and the number of deliveries change nothing (I23).

    What is about a payment that we do not know yet stays to be applied later (F21).
    """
    if event.applied_at:
        return
    try:
        is_known = _apply(event)
    except (stripe.GatewayDown, stripe.Refused) as error:
        log.warning("event.not_applied", event=event.pk, error=str(error))
        is_known = False
    rows = PaymentEvent.objects.filter(pk=event.pk)
    is_given_up = event.received_at < timezone.now() - PATIENCE
    if is_known or is_given_up:
        rows.update(applied_at=timezone.now(), attempts=F("attempts") + 1)
    else:
        rows.update(attempts=F("attempts") + 1)


def _apply(event: PaymentEvent) -> bool:
    if event.kind.startswith("refund."):
        return _apply_refund(event)
    payment = _payment_of(event)
    if payment is None:
        return not event.is_about_payment
    settle_payment(payment)
    return True


def _payment_of(event: PaymentEvent) -> Payment | None:
    by_object = Payment.objects.filter(intent_id=event.object_id) if event.object_id else None
    found = by_object.first() if by_object is not None else None
    if found is None and event.object_id:
        found = Payment.objects.filter(session_id=event.object_id).first()
    if found is None and event.payment_ref.isdigit():
        found = Payment.objects.filter(pk=event.payment_ref).first()
    return found


def _apply_refund(event: PaymentEvent) -> bool:
    refund = Refund.objects.filter(provider_id=event.object_id).first()
    if refund is None:
        return False
    status = stripe.refund_status(event.object_id)
    if status == "succeeded":
        finish_refund(refund)
    elif status in {"failed", "canceled"}:
        fail_refund(refund, status)
    return True
