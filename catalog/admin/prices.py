"""The prices of a variant over a year: a curve, a table, and what a reduction may be told from."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Offer, PriceChange, Variant
from catalog.models.reference import lowest_before
from shop import money
from shop.templatetags.shop_tags import short_day

YEAR = timedelta(days=365)
WIDTH, HEIGHT, MARGIN = 640, 180, 8
MOST = 100


class Prices(NamedTuple):
    """What the page of a variant tells staff of its prices."""

    changes: list[PriceChange]
    offers: list[Offer]
    sentence: str
    regular: str
    cuts: list[str]
    lowest: str
    highest: str
    since: datetime


def prices_of(variant: Variant) -> Prices:
    """Return the last changes and offers, the reference price of today, and the curve's points."""
    now = timezone.now()
    changes = list(variant.price_changes.select_related("actor").order_by("-at", "-pk")[:MOST])
    offers = list(variant.offers.all().with_history().order_by("-starts_at")[:MOST])
    begun = [offer for offer in offers if offer.starts_at <= now]
    since = max(now - YEAR, min((c.at for c in changes), default=now - timedelta(days=1)))
    every = [*(change.price for change in changes), *(offer.price for offer in begun)]
    every = every or [variant.price]
    chart = _Chart(since, now, min(every), max(every))
    return Prices(
        changes,
        offers,
        _sentence(variant, now),
        chart.steps(changes),
        [chart.cut(offer) for offer in begun if (offer.ends_at or now) > since],
        money.euros(min(every)),
        money.euros(max(every)),
        since,
    )


def _sentence(variant: Variant, now: datetime) -> str:
    lowest = lowest_before(variant, now)
    if lowest is None:
        return _("Moins de trente jours d'historique : une offre d'aujourd'hui ne barrerait rien.")
    told = _(
        "Prix le plus bas des 30 jours : %(price)s, du %(day)s. "
        "Une offre qui commencerait maintenant serait comptée depuis ce prix."
    )
    day = short_day(lowest.since).removesuffix(".")  # the sentence has its own
    return told % {"price": money.euros(lowest.price), "day": day}


class _Chart:
    """Turns moments and prices into points of a drawing."""

    def __init__(self, since: datetime, now: datetime, low: Decimal, high: Decimal) -> None:
        self.since, self.now = since, now
        self.seconds = max((now - since).total_seconds(), 1)
        self.low, self.range = float(low), max(float(high - low), 0.01)

    def steps(self, changes: list[PriceChange]) -> str:
        """Return the regular price as a line of steps."""
        points: list[str] = []
        last = None
        for change in sorted(changes, key=lambda change: (change.at, change.pk)):
            if last is not None:
                points.append(self._point(change.at, last))
            points.append(self._point(change.at, change.price))
            last = change.price
        if last is not None:
            points.append(self._point(self.now, last))
        return " ".join(points)

    def cut(self, offer: Offer) -> str:
        """Return the price of an offer as a line from its start to its end."""
        end = min(offer.ends_at or self.now, self.now)
        return f"{self._point(offer.starts_at, offer.price)} {self._point(end, offer.price)}"

    def _point(self, at: datetime, price: Decimal) -> str:
        passed = max((at - self.since).total_seconds(), 0)
        x = MARGIN + passed / self.seconds * (WIDTH - 2 * MARGIN)
        y = HEIGHT - MARGIN - (float(price) - self.low) / self.range * (HEIGHT - 2 * MARGIN)
        return f"{x:.1f},{y:.1f}"
