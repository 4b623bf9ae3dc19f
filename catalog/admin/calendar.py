"""The offers of a month, day by day."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils.translation import ngettext

from catalog.models import Offer
from shop.calendar import PARIS, paris_day, today

DAY = timedelta(days=1)


class Row(NamedTuple):
    """Offers that begin and end together: what they are, and on which days they run."""

    name: str
    offers: list[Offer]
    days: list[bool]


class Month(NamedTuple):
    """A month with its days, its rows, and the months beside it."""

    first: date
    days: list[date]
    rows: list[Row]
    before: date
    after: date
    today: date


def month_of(written: str) -> Month:
    """Return the month that « 2026-11 » names; the present one for anything else."""
    first = _first(written)
    after = (first + 31 * DAY).replace(day=1)
    days = [first + DAY * n for n in range((after - first).days)]
    before = (first - DAY).replace(day=1)
    return Month(first, days, _rows(days), before, after, today())


def _first(written: str) -> date:
    try:
        first = datetime.strptime(written, "%Y-%m").replace(tzinfo=PARIS).date()
    except ValueError:
        return today().replace(day=1)
    return first if 2000 <= first.year <= 2200 else today().replace(day=1)


def _rows(days: list[date]) -> list[Row]:
    start = datetime.combine(days[0], time(), PARIS)
    end = datetime.combine(days[-1] + DAY, time(), PARIS)
    offers = Offer.objects.overlapping(start, end).select_related("variant__product")
    together: dict[tuple[datetime, datetime | None], list[Offer]] = defaultdict(list)
    for offer in offers.order_by("starts_at", "pk"):
        together[offer.starts_at, offer.ends_at].append(offer)
    return [Row(_name(group), group, _running(group[0], days)) for group in together.values()]


def _name(offers: list[Offer]) -> str:
    if len(offers) == 1:
        return str(offers[0].variant)
    count = len({offer.variant.product_id for offer in offers})
    if count == 1:
        return str(offers[0].variant.product)
    return ngettext("%(n)d produit", "%(n)d produits", count) % {"n": count}


def _running(offer: Offer, days: list[date]) -> list[bool]:
    first = paris_day(offer.starts_at)
    last = paris_day(offer.ends_at - timedelta(seconds=1)) if offer.ends_at else days[-1]
    return [first <= day <= last for day in days]
