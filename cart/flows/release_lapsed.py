"""Tidying up the holds that have ended."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cart.flows.hold_cart import give_back
from cart.models import Cart


def release_lapsed(now: datetime | None = None) -> int:
    """Give back what ended holds still count, cart by cart; returns how many carts had some.

    Lines stay in their carts. Safe to run twice at once: a cart that another process has locked is
    passed over.
    """
    now = now or timezone.now()
    ended = list(Cart.objects.lapsed(now).order_by("held_until").values_list("pk", flat=True))
    return sum(_release(pk, now) for pk in ended)


@transaction.atomic
def _release(pk: int, now: datetime) -> bool:
    cart = Cart.objects.lapsed(now).select_for_update(skip_locked=True).filter(pk=pk).first()
    if cart is None:
        return False
    give_back(cart.lines.filter(held__gt=0))
    return True
