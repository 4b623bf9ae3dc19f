"""How often strangers may make lists, and have us write to an address that they type."""

from datetime import timedelta
from enum import Enum

from django.http import HttpRequest

from catalog.browser import lists_of
from catalog.models.wishlist import digest
from shop.limits import allows
from shop.network import client_network

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def may_begin(request: HttpRequest) -> bool:
    """Tell whether a visitor may make a list; whoever has one makes none."""
    if lists_of(request).exists():
        return True
    return allows("wishlists", client_network(request), most=100, per=HOUR)


class Mail(Enum):
    """Whether to write: said to whoever asks too often, kept from whoever asks for another."""

    YES = "yes"
    TOO_MANY = "too many"
    # The same answer as for YES: how often an address was written to is nobody's business.
    SILENT = "silent"


def may_mail(request: HttpRequest, email: str) -> Mail:
    """Count one request for a message to an address."""
    if not allows("catalog-mail", client_network(request), most=10, per=HOUR):
        return Mail.TOO_MANY
    # The address stands in the cache's key as a hash (I43).
    is_rare = allows("catalog-mail-to", digest(email)[:32], most=5, per=DAY)
    return Mail.YES if is_rare else Mail.SILENT
