"""Mailing a buyer the link that opens everything about an order."""

from django.db import transaction

from checkout import emails
from checkout.models import AccessLink, Order


@transaction.atomic
def send_tracking_link(order: Order) -> None:
    """Write the message with the order's link, at most once an hour whoever asks."""
    emails.tracking_link(order, AccessLink.to(order, AccessLink.Purpose.ORDER))
