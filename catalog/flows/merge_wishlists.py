"""What a visitor kept becomes the customer's at sign-in."""

from django.db import transaction

from catalog.models import Wishlist, WishlistAlert, WishlistLine
from catalog.models.wishlist import MOST_LISTS
from shop.models import User


@transaction.atomic
def merge_wishlists(token: str, customer: User) -> int:
    """Give a browser's lists to a customer, without a double; returns how many lines came.

    Lists of one name become one. A second call finds no list of the browser and does nothing.
    """
    # The customer is locked first: two browsers that sign in at once merge one after the other.
    User.objects.select_for_update(no_key=True).get(pk=customer.pk)
    lists = list(Wishlist.objects.of_browser(token).select_for_update())
    return sum(_give(wishlist, customer) for wishlist in lists)


def _give(wishlist: Wishlist, customer: User) -> int:
    # Locked, so that another tab's heart does not fill the place of a line that is on its way.
    theirs = Wishlist.objects.of_customer(customer).select_for_update()
    same = theirs.filter(name=wishlist.name).first()
    if same is None and theirs.count() >= MOST_LISTS:
        same = theirs.first()
    if same is None:
        wishlist.customer, wishlist.browser = customer, ""
        wishlist.save(update_fields=["customer", "browser"])
        return wishlist.lines.count()
    return _pour(wishlist, same)


def _pour(wishlist: Wishlist, into: Wishlist) -> int:
    """Move what is new; the lines of both keep the older list's price, and a note of either."""
    there = {line.variant_id: line for line in into.lines.all()}
    doubles = [line for line in wishlist.lines.all() if line.variant_id in there]
    for line in doubles:
        kept = there[line.variant_id]
        if line.note and not kept.note:
            WishlistLine.objects.filter(pk=kept.pk).update(note=line.note)
    moved = wishlist.lines.exclude(pk__in=[line.pk for line in doubles]).update(wishlist=into)
    _keep_address_and_alert(wishlist, into)
    wishlist.delete()
    into.touch()
    return moved


def _keep_address_and_alert(wishlist: Wishlist, into: Wishlist) -> None:
    # An address that was given to others goes on opening the list, if it can.
    share_id = wishlist.share_id
    if share_id and not into.share_id:
        wishlist.stop_sharing()
        Wishlist.objects.filter(pk=into.pk).update(share_id=share_id)
    if not WishlistAlert.objects.filter(wishlist=into).exists():
        WishlistAlert.objects.filter(wishlist=wishlist).update(wishlist=into)
