"""Moving a line from one list to another of the same owner."""

from django.db import transaction

from catalog.flows.keep_variant import ListFull
from catalog.models import Wishlist, WishlistLine
from catalog.models.wishlist import MOST_LINES


@transaction.atomic
def move_line(line: WishlistLine, to: Wishlist) -> None:
    """Move a line with its note and its price; one of the same variant there takes its note.

    Raises ListFull or ListGone.
    """
    to.claim()
    there = to.lines.filter(variant=line.variant_id).exclude(pk=line.pk).first()
    if there and line.variant_id:
        there.note = there.note or line.note
        there.save(update_fields=["note"])
        line.delete()
    elif to.lines.count() >= MOST_LINES:
        raise ListFull
    else:
        WishlistLine.objects.filter(pk=line.pk).update(wishlist=to)
    to.touch()
