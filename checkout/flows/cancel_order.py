"""Cancelling an order that has not left: stock back, money back."""

from django.db import transaction
from django.utils import timezone

from catalog.flows.claim_offers import give_back_offers, show_resumed
from catalog.models import Variant
from checkout import emails
from checkout.flows.refund_payment import refund_payment
from checkout.flows.settle_payment import settle_payment
from checkout.gateways import stripe
from checkout.models import Order, Payment
from shop.models import User
from shop.states import IllegalMove


@transaction.atomic
def cancel_order(order: Order, *, actor: User | None = None, note: str = "") -> Order:
    """Cancel an order that is not shipped, give its stock back and refund what was paid.

    Raises IllegalMove when a part has left or a service has begun, or it is cancelled already.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if not order.can_be_cancelled:
        raise IllegalMove(order.number)
    was_unpaid = order.is_awaiting_payment
    order.move_to(Order.Status.CANCELLED, cancelled_at=timezone.now())
    for payment in order.payments.select_for_update().order_by("pk"):
        if payment.status == Payment.Status.PENDING:
            payment.move_to(Payment.Status.FAILED, error="order_cancelled")
        elif payment.refundable:
            refund_payment(payment, payment.refundable, reason="cancelled", actor=actor)
    at_offers = order.at_offers() if was_unpaid else {}  # what was paid for was sold
    give_back_offers(at_offers)
    Variant.objects.put_back(order.quantities(), reference=order.number)
    show_resumed(at_offers)
    order.log("cancelled", actor=actor, note=note)
    emails.withdraw_order_received(order)
    emails.order_cancelled(order)
    return order


def cancel_overdue(order: Order) -> None:
    """Cancel an order that was not paid in time, once its payment can no longer succeed.

    If Stripe says that it did succeed after all, the order is paid instead (F36). Raises
    stripe.GatewayDown when Stripe cannot be asked: the next round tries again.
    """
    for payment in order.payments.pending().by_card():
        truth = stripe.close(intent_id=payment.intent_id, session_id=payment.session_id)
        if truth.state is stripe.State.CAPTURED:
            settle_payment(payment)
    try:
        with transaction.atomic():
            fresh = Order.objects.select_for_update().get(pk=order.pk)
            if fresh.is_awaiting_payment:
                cancel_order(fresh, note="not paid in time")
    except IllegalMove:
        return
