"""The former price that a reduction may be told from, with the reason, for staff to read (R50).

Lists read the same price in SQL (`Offer.objects.with_history`); the two must always agree.
"""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q

from catalog.models.offer import REFERENCE_TIME, Offer
from catalog.models.variant import Variant


class Reference(NamedTuple):
    """A price in euros with VAT, and the moment from which it applied."""

    price: Decimal
    since: datetime


def lowest_before(variant: Variant, moment: datetime) -> Reference | None:
    """Return the lowest price of the thirty days before a moment; None if they are not all known.

    Of equal prices the latest is named.
    """
    since = moment - REFERENCE_TIME
    changes = variant.price_changes.filter(at__lt=moment).order_by("at", "pk")
    before = changes.filter(at__lte=since).last()
    if before is None:
        return None
    prices = [Reference(before.price, before.at)]
    prices += [Reference(change.price, change.at) for change in changes.filter(at__gt=since)]
    cuts = variant.offers.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=since), starts_at__lt=moment
    )
    prices += [Reference(cut.price, cut.starts_at) for cut in cuts]
    lowest = min(price for price, _since in prices)
    return max((found for found in prices if found.price == lowest), key=lambda r: r.since)


def reference_of(offer: Offer) -> Reference | None:
    """Return the former price of an offer, planned or only imagined; None when none may be told."""
    if offer.is_short_dated:
        changes = offer.variant.price_changes.filter(at__lte=offer.starts_at)
        last = changes.order_by("at", "pk").last()
        return Reference(last.price, last.at) if last else None
    first = offer
    while before := first.continued():
        first = before
    return lowest_before(offer.variant, first.starts_at)
