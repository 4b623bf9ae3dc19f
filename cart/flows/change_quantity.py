"""Changing how many of an article a cart wants, down to none."""

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from cart.flows.hold_cart import hold_lines, lines_to_hold, lower_to_what_is_left
from cart.models import Cart, CartLine
from cart.models.line import MOST_PER_LINE


class LineGone(Exception):
    """The line was taken out of the cart in the meantime."""


class Changed(NamedTuple):
    """The line, what was asked for, and what it counts now.

    A line that was taken out keeps its variant, its text and its former quantity: all that
    `add_line` needs to put it back.
    """

    line: CartLine
    wanted: int
    quantity: int


@transaction.atomic
def change_quantity(line: CartLine, quantity: int) -> Changed:
    """Set what a line counts, 0 to take it out, and hold the cart from now.

    The quantity is lowered to MOST_PER_LINE and to what is obtainable. Raises LineGone, OutOfStock
    when nothing is left, or CartClosed.
    """
    cart = line.cart
    cart.claim()
    cart.renew_hold()
    lines = lines_to_hold(cart)
    found = next((other for other in lines if other.pk == line.pk), None)
    if found is None:
        raise LineGone
    if quantity <= 0:
        return _take_out(cart, lines, found)
    found.quantity = min(quantity, MOST_PER_LINE)
    found.price_seen = found.unit_price
    hold_lines(cart, lines, changed=found)
    lower_to_what_is_left(found)
    return Changed(found, quantity, found.quantity)


def _take_out(cart: Cart, lines: list[CartLine], line: CartLine) -> Changed:
    # What is set aside holds nothing: its units go back in their turn, between the others'.
    line.set_aside_at = timezone.now()
    hold_lines(cart, lines)
    line.delete()
    return Changed(line, 0, 0)
