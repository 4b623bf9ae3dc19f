"""Sending a list to an address, once and without any other use of it."""

from django.db import transaction

from catalog import emails
from catalog.models import Wishlist


@transaction.atomic
def mail_wishlist(wishlist: Wishlist, recipient: str, language: str) -> None:
    """Write the message; raises ListGone."""
    wishlist.claim()
    emails.wishlist(wishlist, recipient, language)
