"""Prolonging a hold that has not ended (WCAG 2.2.1)."""

from datetime import datetime

from django.db import transaction

from cart.models import Cart
from cart.models.cart import EXTENSION


class HoldEnded(Exception):
    """The hold has ended: there is nothing to prolong, only to hold again."""


class LongestHoldReached(Exception):
    """The hold has been prolonged as often and as long as the shop allows."""


@transaction.atomic
def extend_hold(cart: Cart, *, seen: datetime | None = None) -> None:
    """Give the hold EXTENSION more, within LONGEST_HOLD of its start.

    `seen` is the end that the page showed: when another click has moved it since, nothing is added.
    Raises HoldEnded, LongestHoldReached or CartClosed.
    """
    cart.claim()
    if cart.held_until is None or not cart.is_held():
        raise HoldEnded
    if seen and seen != cart.held_until:
        return
    if not cart.can_extend:
        raise LongestHoldReached
    cart.held_until = min(cart.held_until + EXTENSION, cart.last_end)
    cart.extensions += 1
    cart.save(update_fields=["held_until", "extensions"])
