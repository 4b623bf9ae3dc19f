"""What must always be true of stock, prices and search."""

import random
from datetime import timedelta

from django.db import connection
from django.db.models import F, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog import guards
from catalog.models import PriceChange, Product, SearchEntry, StockMove, Variant
from catalog.models.refreshing import misread
from shop.invariants import Invariant

# Of two machines that write prices.
CLOCKS_APART = timedelta(minutes=1)
# Products, each hour.
MOST_RECKONED = 5_000


def _impossible_stock() -> int:
    return Variant.objects.filter(Q(stock__lt=0) | Q(held__lt=0) | Q(held__gt=F("stock"))).count()


def _stock_not_in_ledger() -> int:
    moves = StockMove.objects.filter(variant=OuterRef("pk")).values("variant")
    total = Coalesce(Subquery(moves.annotate(sum=Sum("quantity")).values("sum")), 0)
    return Variant.objects.annotate(ledger=total).exclude(stock=F("ledger")).count()


def _price_not_in_history() -> int:
    changes = PriceChange.objects.filter(variant=OuterRef("pk")).order_by("-at", "-pk")
    last = Subquery(changes.values("price")[:1])
    return Variant.objects.annotate(last=last).exclude(price=F("last")).count()


def _price_of_the_future() -> int:
    return PriceChange.objects.filter(at__gt=timezone.now() + CLOCKS_APART).count()


def _fallen_guards() -> int:
    return len(set(guards.NAMES) - guards.standing(connection))


def _wrongly_listed() -> int:
    """Reckon anew what lists read; of a large shop, of a part that differs each time."""
    products = Product.objects.order_by("pk")
    most = products.aggregate(most=Max("pk"))["most"] or 0
    start = random.randint(0, max(most - MOST_RECKONED, 0))  # noqa: S311 - no secret
    wrong = 0
    for first in range(start, start + MOST_RECKONED, 500):
        wrong += misread(products.filter(pk__gte=first, pk__lt=first + 500))
        if first > most:
            break
    return wrong


def _wrongly_indexed() -> int:
    return SearchEntry.missing().count() + SearchEntry.objects.hidden().count()


INVARIANTS = [
    Invariant(
        "I11", "stock is never negative, and never less than what is held", _impossible_stock
    ),
    Invariant("I13", "stock is the sum of its ledger", _stock_not_in_ledger),
    Invariant(
        "R50", "the price of a variant is the last one of its history", _price_not_in_history
    ),
    Invariant("R50", "no price of the history lies in the future", _price_of_the_future),
    # While they stand, no row of the history was altered and no begun offer was changed.
    Invariant("R50", "the guards of prices and offers stand", _fallen_guards),
    Invariant("K1", "lists read what prices, stock, pictures and values are", _wrongly_listed),
    Invariant("K2", "search knows each published product, and no other", _wrongly_indexed),
]
