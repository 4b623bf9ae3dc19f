"""Erasing what visitors left behind, once it has served or nobody came back for it."""

from catalog.models import BackInStock, Wishlist, WishlistAlert


def forget_visitors() -> int:
    """Erase old lists of visitors, addresses never confirmed, and waits that are over.

    Returns how many of them.
    """
    old = [
        Wishlist.objects.left_behind(),
        WishlistAlert.objects.never_confirmed(),
        BackInStock.objects.over(),
    ]
    return sum(rows.delete()[0] for rows in old)
