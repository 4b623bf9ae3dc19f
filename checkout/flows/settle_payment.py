"""Settling a payment: ask the provider what is true, then write it down once.

The webhook, the page that buyers come back to, the reconciler and staff all call this; nothing
else ever calls an order paid.
"""

from django.db import transaction
from django.utils import timezone

from checkout import emails
from checkout.flows.refund_payment import refund_payment
from checkout.gateways import stripe
from checkout.gateways.stripe import State, Truth
from checkout.models import AccessLink, Order, Payment
from shop.models import User
from shop.money import ZERO
from shop.queue import enqueue


def settle_payment(payment: Payment) -> Payment:
    """Bring a card payment and its order to what Stripe says; safe to call again at any time.

    Raises stripe.GatewayDown when nothing can be known now.
    """
    if payment.means == Payment.Means.CARD and payment.status != Payment.Status.CAPTURED:
        truth = stripe.look_up(intent_id=payment.intent_id, session_id=payment.session_id)
        _record(payment, truth)
        payment.refresh_from_db()
    return payment


def receive_transfer(payment: Payment, *, actor: User) -> Payment:
    """Record that a bank transfer of the whole amount has arrived, as a member of staff saw it."""
    _record(payment, Truth(State.CAPTURED, amount=payment.amount), actor=actor)
    payment.refresh_from_db()
    return payment


@transaction.atomic
def _record(payment: Payment, truth: Truth, *, actor: User | None = None) -> None:
    # The decision is read inside the locks, never before (order, then payment).
    order = Order.objects.select_for_update().get(pk=payment.order_id)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if truth.intent_id and not payment.intent_id:
        payment.intent_id = truth.intent_id
        payment.save(update_fields=["intent_id"])
    if payment.status == Payment.Status.CAPTURED:
        return
    if truth.state is State.CAPTURED:
        _capture(order, payment, truth, actor)
    elif truth.state is State.CANCELLED and payment.status == Payment.Status.PENDING:
        payment.move_to(Payment.Status.FAILED, error=truth.error or "cancelled")
    elif truth.error and truth.error != payment.error:
        Payment.objects.filter(pk=payment.pk).update(error=truth.error)
        order.log("payment_refused", code=truth.error)


def _capture(order: Order, payment: Payment, truth: Truth, actor: User | None) -> None:
    if (truth.amount, truth.currency) != (payment.amount, stripe.CURRENCY):
        _quarantine(order, truth)
        return
    payment.move_to(Payment.Status.CAPTURED, captured_at=timezone.now(), card=truth.card, error="")
    if order.is_awaiting_payment:
        _pay(order, payment, actor)
    else:
        # A fact is always recorded; what can no longer buy anything goes back at once (I27).
        order.log("paid_too_late", amount=str(payment.amount))
        refund_payment(payment, payment.amount, reason="late")


def _pay(order: Order, payment: Payment, actor: User | None) -> None:
    order.move_to(Order.Status.PAID, paid_at=timezone.now())
    order.log("paid", actor=actor, amount=str(payment.amount), means=payment.means)
    for other in order.payments.pending():
        other.move_to(Payment.Status.FAILED, error="superseded")
    emails.withdraw_order_received(order)
    emails.order_confirmed(order, payment, AccessLink.to(order, AccessLink.Purpose.ORDER))
    enqueue("checkout.tasks.render_documents")


def _quarantine(order: Order, truth: Truth) -> None:
    """Show staff a payment of another amount or currency; the order is not paid by it (F38)."""
    if not order.events.filter(kind="payment_mismatch").exists():
        order.log("payment_mismatch", amount=str(truth.amount or ZERO), currency=truth.currency)
