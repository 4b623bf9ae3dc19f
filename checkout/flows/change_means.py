"""Paying the same order by another means."""

from django.db import transaction
from django.utils import timezone

from checkout import emails
from checkout.flows.settle_payment import settle_payment
from checkout.flows.start_payment import AlreadyPaid
from checkout.gateways import stripe
from checkout.models import AccessLink, Order, Payment
from checkout.models.order import CARD_TIME, TRANSFER_TIME
from shop.queue import enqueue
from shop.states import IllegalMove


def change_means(order: Order, means: str) -> Payment:
    """Return the pending payment of an order by a means, the present one if it is the same.

    Raises AlreadyPaid, IllegalMove when the order can no longer be paid, or stripe.GatewayDown
    when it cannot be known whether the card was charged.
    """
    payment = order.payments.pending().first()
    if payment and payment.means == means:
        return payment
    if payment and payment.means == Payment.Means.CARD:
        truth = stripe.close(intent_id=payment.intent_id, session_id=payment.session_id)
        if truth.state is stripe.State.CAPTURED:
            settle_payment(payment)
            raise AlreadyPaid
    return _switch(order, means)


@transaction.atomic
def _switch(order: Order, means: str) -> Payment:
    order = Order.objects.select_for_update().get(pk=order.pk)
    if not order.is_awaiting_payment:
        raise IllegalMove(f"order {order.number} can no longer be paid")
    for payment in order.payments.pending().select_for_update():
        if payment.means == means:
            return payment
        payment.move_to(Payment.Status.FAILED, error="changed")
    time = TRANSFER_TIME if means == Payment.Means.TRANSFER else CARD_TIME
    Order.objects.filter(pk=order.pk).update(pay_before=timezone.now() + time)
    payment = Payment.objects.create(order=order, means=means, amount=order.total)
    order.log("payment_changed", means=means)
    if means == Payment.Means.TRANSFER:
        emails.transfer_chosen(order, payment, AccessLink.to(order, AccessLink.Purpose.ORDER))
        enqueue("checkout.tasks.render_documents")
    return payment
