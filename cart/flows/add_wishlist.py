"""Putting all of a list in a cart, one of each, in one go."""

from typing import NamedTuple

from django.db import transaction

from cart.flows.hold_cart import hold_cart
from cart.models import Cart, CartLine
from catalog.models import Variant, Wishlist


class Poured(NamedTuple):
    """How many articles of the list are in the cart, and the names of those that are not."""

    there: int
    sold_out: list[str]
    to_write: list[str]


@transaction.atomic
def add_wishlist(cart: Cart, wishlist: Wishlist) -> Poured:
    """Add one of each article that is not in the cart yet; the list itself stays as it is.

    What is there already is not added again, so that twice is as good as once. What is sold out,
    and what wants a text of the buyer, stays in the list alone. Raises CartClosed.
    """
    cart.claim()
    lines = wishlist.lines.on_sale().for_page()
    variants = [line.variant for line in lines if line.variant]
    to_write = [str(v) for v in variants if v.product.is_personalised]
    plain = [v for v in variants if not v.product.is_personalised]
    added = _add(cart, [v for v in plain if v.can_be_added])
    hold_cart(cart)
    missing = _missing(cart, plain)
    # Somebody was quicker: what was only now put in the cart is no reason for an empty line.
    cart.lines.filter(variant__in=added & missing, personalisation="", held=0).delete()
    cart.forget_lines()
    names = [str(v) for v in plain if v.pk in missing]
    return Poured(len(plain) - len(names), names, to_write)


def _add(cart: Cart, variants: list[Variant]) -> set[int]:
    there = cart.lines.filter(variant__in=variants, personalisation="")
    there.update(set_aside_at=None)
    known = set(there.values_list("variant", flat=True))
    new = [variant for variant in variants if variant.pk not in known]
    CartLine.objects.bulk_create(
        CartLine(cart=cart, variant=variant, quantity=1, price_seen=variant.current_price)
        for variant in new
    )
    return {variant.pk for variant in new}


def _missing(cart: Cart, variants: list[Variant]) -> set[int]:
    """Return the variants that the cart could not get."""
    cart.forget_lines()
    buyable = {line.variant_id for line in cart.buyable if not line.personalisation}
    return {variant.pk for variant in variants} - buyable
