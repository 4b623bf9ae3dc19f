"""Taking note of what has changed in a cart."""

from django.db import transaction

from cart.flows.hold_cart import Adjusted, hold_cart
from cart.models import Cart


@transaction.atomic
def accept_changes(cart: Cart) -> list[Adjusted]:
    """Remember the present prices as seen, and hold what is left; returns the lowered lines.

    Raises CartClosed.
    """
    adjusted = hold_cart(cart)
    for line in cart.wanted():
        if line.price_changed:
            line.price_seen = line.unit_price
            line.save(update_fields=["price_seen"])
    return adjusted
