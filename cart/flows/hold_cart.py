"""Holding stock for a cart, for a time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Sum

from cart.models import Cart, CartLine
from cart.models.cart import UNITS_PER_ADDRESS, UNITS_PER_CART
from catalog.models import OutOfStock, Variant


class Adjusted(NamedTuple):
    """A line that now asks for less, because less is left."""

    line: CartLine
    wanted: int
    quantity: int


@transaction.atomic
def hold_cart(cart: Cart, at_least: timedelta | None = None) -> list[Adjusted]:
    """Hold what the cart wants and does not hold; lower the lines of which less is left.

    The hold lasts HOLD_TIME from now; with `at_least` (when the checkout starts) one that is
    running is only made as long as that. Returns the lines that were lowered; those of which
    nothing is left stay as they are. Raises CartClosed.
    """
    cart.claim()
    cart.renew_hold(at_least)
    lines = lines_to_hold(cart)
    hold_lines(cart, lines)
    return [adjusted for line in lines if (adjusted := _lowered(line))]


def lines_to_hold(cart: Cart) -> list[CartLine]:
    """Return the lines that count, with what holding them needs to know."""
    return list(cart.lines.filter(set_aside_at=None).select_related("variant__product"))


def hold_lines(cart: Cart, lines: Sequence[CartLine], *, changed: CartLine | None = None) -> None:
    """Hold for each line what it wants, as far as there is stock and the cart has room.

    Lines that come to hold more or less are saved, and so is `changed`, which may be new. Call it
    with the cart claimed and its new end saved: an end that has passed would let
    `free_expired_holds` take the cart's own units.
    """
    room = _room(cart, lines)
    # In the order of the variants' ids, as everybody does: two carts cannot lock each other out.
    for line in sorted(lines, key=lambda line: (line.variant_id, line.pk or 0)):
        more = min(line.to_hold - line.held, room)
        if more > 0:
            more = _hold_what_is_left(line.variant_id, more)
            room -= more
        elif more < 0:
            Variant.objects.release(line.variant_id, -more)
        if more or line is changed:
            line.held += more
            line.save()


def lower_to_what_is_left(line: CartLine) -> Adjusted | None:
    """Lower a line to what it could have now, if that is less; raises OutOfStock for nothing."""
    wanted, left = line.quantity, line.held
    if left < wanted:
        line.variant.refresh_from_db(fields=["stock", "held"])
        left = min(line.obtainable, wanted)
    if not left:
        raise OutOfStock(line.variant_id)
    if left == wanted:
        return None
    line.quantity = left
    line.save(update_fields=["quantity"])
    return Adjusted(line, wanted, left)


def _lowered(line: CartLine) -> Adjusted | None:
    try:
        return lower_to_what_is_left(line) if line.variant.product.is_published else None
    except OutOfStock:
        return None


def _room(cart: Cart, lines: Sequence[CartLine]) -> int:
    most = UNITS_PER_CART
    if cart.address_key:
        live = Cart.objects.held().filter(address_key=cart.address_key).exclude(pk=cart.pk)
        others = CartLine.objects.filter(cart__in=live).aggregate(held=Sum("held", default=0))
        most = min(most, UNITS_PER_ADDRESS - others["held"])
    return max(0, most - sum(min(line.held, line.to_hold) for line in lines))


def _hold_what_is_left(variant_id: int, quantity: int) -> int:
    if Variant.objects.hold(variant_id, quantity):
        return quantity
    free_expired_holds([variant_id])
    # The row is locked since: what is left now cannot become less.
    left = min(Variant.objects.get(pk=variant_id).available, quantity)
    return left if left and Variant.objects.hold(variant_id, left) else 0


@transaction.atomic
def free_expired_holds(variant_ids: Iterable[int], *, besides: Cart | None = None) -> None:
    """Give back what ended holds still count of some variants, so that no sale waits for a job.

    `besides` is the caller's own cart, whose units it counts on. A cart that is being changed at
    this moment is passed over: its owner renews it.
    """
    ids = sorted(variant_ids)
    # All rows are locked before the first is changed, in the order of their ids.
    list(Variant.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    lines = CartLine.objects.filter(variant__in=ids, held__gt=0)
    carts = Cart.objects.lapsed().filter(pk__in=lines.values("cart"))
    if besides:
        carts = carts.exclude(pk=besides.pk)
    claimed = [cart.pk for cart in carts.select_for_update(skip_locked=True)]
    give_back(lines.filter(cart__in=claimed))


def give_back(lines: Iterable[CartLine]) -> None:
    """Release all that some lines hold; call it with their carts locked."""
    lines = [line for line in lines if line.held]
    held: Counter[int] = Counter()
    for line in lines:
        held[line.variant_id] += line.held
    for variant_id, quantity in sorted(held.items()):
        Variant.objects.release(variant_id, quantity)
    CartLine.objects.filter(pk__in=[line.pk for line in lines]).update(held=0)
