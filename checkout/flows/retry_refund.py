"""Asking again for a refund that did not go through."""

from django.db import transaction
from django.utils import timezone

from checkout.models import Order, Refund
from shop.models import User
from shop.queue import enqueue


@transaction.atomic
def retry_refund(refund: Refund, *, actor: User | None = None) -> Refund:
    """Set the amount of a failed refund aside anew, and ask for it under a key of its own.

    Raises IllegalMove when it has not failed, or is asked for again already, and RefundTooLarge
    when the money has gone back another way meanwhile.
    """
    order = Order.objects.select_for_update().get(pk=refund.payment.order_id)
    refund.move_to(
        Refund.Status.REQUESTED, created_at=timezone.now(), done_at=None, provider_id="", error=""
    )
    refund.payment.reserve_refund(refund.amount)
    order.log("refund_requested", actor=actor, amount=str(refund.amount), reason=refund.reason)
    enqueue("checkout.tasks.send_refund", refund.pk)
    return refund
