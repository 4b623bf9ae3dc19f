"""Adding to a list, and taking out of it."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

from catalog.models import Variant, Wishlist, WishlistLine
from catalog.models.wishlist import MOST_LINES


class ListFull(Exception):
    """The list has as many lines as a list may have."""


class Kept(NamedTuple):
    """The line of a variant, and whether it was added now."""

    line: WishlistLine
    is_new: bool


class TakenOut(NamedTuple):
    """A line that was taken out: all that is needed to put it back as it was."""

    wishlist: int
    variant: int
    note: str
    price: str
    added_at: str


@transaction.atomic
def keep_variant(wishlist: Wishlist, variant: Variant) -> Kept:
    """Add a variant to a list, with its present price; once is enough.

    Raises ListFull or ListGone.
    """
    wishlist.claim()
    found = wishlist.lines.filter(variant=variant).first()
    if found:
        return Kept(found, is_new=False)
    if wishlist.lines.count() >= MOST_LINES:
        raise ListFull
    line = wishlist.lines.create(
        variant=variant,
        product_name=variant.product.name,
        price_added=variant.current_price,
        is_awaited=not variant.can_be_added,
    )
    wishlist.touch()
    return Kept(line, is_new=True)


@transaction.atomic
def take_out(lines: Iterable[WishlistLine]) -> list[TakenOut]:
    """Take lines out of their lists; those that are gone already are not told."""
    found = list(
        WishlistLine.objects.select_for_update(of=("self",))
        .select_related("wishlist")
        .filter(pk__in=[line.pk for line in lines])
    )
    for wishlist in {line.wishlist for line in found}:
        wishlist.touch()
    WishlistLine.objects.filter(pk__in=[line.pk for line in found]).delete()
    return [_as_it_was(line) for line in found if line.variant_id]


def _as_it_was(line: WishlistLine) -> TakenOut:
    return TakenOut(
        line.wishlist_id,
        line.variant_id or 0,
        line.note,
        str(line.price_added),
        line.added_at.isoformat(),
    )


@transaction.atomic
def put_back(lists: Iterable[Wishlist], taken: Iterable[TakenOut]) -> list[WishlistLine]:
    """Put lines back as they were, into those of the lists that are still there.

    Raises ListFull or ListGone.
    """
    mine = {wishlist.pk: wishlist for wishlist in lists}
    variants = Variant.objects.on_sale().for_cart()
    lines = []
    for old in taken:
        wishlist = mine.get(old.wishlist)
        variant = variants.filter(pk=old.variant).first()
        if wishlist and variant:
            line, is_new = keep_variant(wishlist, variant)
            if is_new:
                line.note, line.price_added = old.note, Decimal(old.price)
                line.added_at = datetime.fromisoformat(old.added_at)
                line.save(update_fields=["note", "price_added", "added_at"])
            lines.append(line)
    return lines
