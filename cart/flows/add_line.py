"""Putting an article in a cart."""

from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from cart.flows.hold_cart import hold_lines, lines_to_hold, lower_to_what_is_left
from cart.models import Cart, CartLine
from cart.models.line import MOST_PER_LINE
from catalog.models import Variant

NEVER = timedelta(0)


class Added(NamedTuple):
    """The line, what it would count had everything been possible, and what it counts."""

    line: CartLine
    wanted: int
    quantity: int


@transaction.atomic
def add_line(  # noqa: PLR0913 - what is added, and how it was asked for
    cart: Cart,
    variant: Variant,
    quantity: int,
    *,
    personalisation: str = "",
    double_click: timedelta = NEVER,
    is_claimed: bool = False,
) -> Added:
    """Add units of a variant to a cart, and hold the cart from now.

    A line of the same variant and text grows, up to MOST_PER_LINE and to what is obtainable. Within
    `double_click` after the line last grew nothing is added: it is the same click. Raises
    OutOfStock when not one unit is obtainable, or CartClosed. `is_claimed`: the caller has just
    read and locked the cart.
    """
    if not is_claimed:
        cart.claim()
    cart.renew_hold()
    lines = lines_to_hold(cart)
    line = _line(cart, lines, variant, personalisation)
    if line.pk and line.added_at > timezone.now() - double_click:
        return Added(line, line.quantity, line.quantity)
    wanted = quantity + (line.quantity if line.pk else 0)
    line.quantity = min(wanted, MOST_PER_LINE)
    line.price_seen = variant.price_for(line.quantity)
    line.added_at = timezone.now()
    hold_lines(cart, lines, changed=line)
    lower_to_what_is_left(line)
    return Added(line, wanted, line.quantity)


def _line(cart: Cart, lines: list[CartLine], variant: Variant, personalisation: str) -> CartLine:
    for line in lines:
        if line.variant_id == variant.pk and line.personalisation == personalisation:
            return line
    line = CartLine(cart=cart, variant=variant, quantity=1, personalisation=personalisation)
    lines.append(line)
    return line
