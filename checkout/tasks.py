"""Background work of the contract: fetch a row by id and call; safe to run twice."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.utils import timezone

from checkout.flows.apply_event import apply_event
from checkout.flows.cancel_order import cancel_overdue
from checkout.flows.refund_payment import send_refund as send_one_refund
from checkout.flows.render_documents import render_documents as render_all
from checkout.flows.settle_payment import settle_payment
from checkout.gateways.stripe import GatewayDown, Refused
from checkout.models import Order, Payment, PaymentEvent, Refund

log = structlog.get_logger(__name__)

# A payment younger than this is still in its buyer's hands.
PATIENCE = timedelta(minutes=10)


@shared_task
def render_documents() -> None:
    """Render the PDFs that messages wait for."""
    render_all()


@shared_task
def apply_payment_event(event_id: int) -> None:
    """Apply one event of the provider."""
    apply_event(PaymentEvent.objects.get(pk=event_id))


@shared_task
def apply_payment_events() -> None:
    """Apply the events that were stored and not applied: nothing that Stripe said is forgotten."""
    for event in PaymentEvent.objects.to_apply():
        apply_event(event)


@shared_task
def reconcile_payments() -> None:
    """Ask Stripe about each card payment whose end no webhook and no page told us (F7)."""
    old = Payment.objects.by_card().pending().filter(created_at__lt=timezone.now() - PATIENCE)
    for payment in old.order_by("pk"):
        try:
            settle_payment(payment)
        except (GatewayDown, Refused) as error:
            log.warning("payment.unknown", payment=payment.pk, error=str(error))


@shared_task
def cancel_overdue_orders() -> None:
    """Cancel the orders that were not paid in time."""
    for order in Order.objects.overdue():
        try:
            cancel_overdue(order)
        except (GatewayDown, Refused) as error:
            log.warning("order.not_cancelled", order=order.number, error=str(error))


@shared_task
def send_refund(refund_id: int) -> None:
    """Send one refund to the provider."""
    send_one_refund(Refund.objects.get(pk=refund_id))


@shared_task
def send_refunds() -> None:
    """Send the refunds that a dead worker or a provider out of reach left."""
    for refund in Refund.objects.filter(status=Refund.Status.REQUESTED).order_by("pk"):
        send_one_refund(refund)
