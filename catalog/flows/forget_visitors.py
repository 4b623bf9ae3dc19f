"""Erasing what visitors left behind, once it has served or nobody came back for it."""

from datetime import timedelta

from catalog.models import BackInStock, Wishlist, WishlistAlert
from shop.models import Message

# What was mailed to people who need not be customers, and how long it proves that it was.
MAILED = ("wishlist:", "back-in-stock", "favourites-")
PROOF_TIME = timedelta(days=30)


def forget_visitors() -> int:
    """Erase old lists of visitors, addresses never confirmed, waits that are over, their mails.

    Returns how many of them.
    """
    old = [
        Wishlist.objects.left_behind(),
        WishlistAlert.objects.never_confirmed(),
        BackInStock.objects.over(),
        *(Message.objects.served(PROOF_TIME).filter(key__startswith=key) for key in MAILED),
    ]
    return sum(rows.delete()[0] for rows in old)
