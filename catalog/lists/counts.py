"""Count what every value of every facet would show, in one statement.

A value's count takes every filter into account but those of its own facet: it is what one would
see after ticking it, or after unticking the others. So each product is read once with the filters
that it fails, as a number with one bit for each filter: 0 is shown now, and a product that fails
one filter only counts for the values of that facet. The others count nowhere.
"""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Case, IntegerField, Value, When

from catalog.lists.asked import BRAND, IN_STOCK, PRICE_FROM, RATING
from catalog.lists.filters import Filters, parameter
from catalog.models import Attribute, Brand, Product
from catalog.models import Value as Choice
from catalog.models.listing import ProductQuerySet
from shop.money import rounded

# Between which prices may be counted together, in euros.
STEPS = (10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1000, 2000, 5000)


class Counted(NamedTuple):
    """One value of a facet, and how many products have it."""

    place: tuple[int, int, str]
    slug: str
    name: str
    color: str
    n: int


class Counts(NamedTuple):
    """What a list may be narrowed to, before and after its filters."""

    total: int
    in_stock: int
    rated: dict[int, int]
    prices: dict[int, int]
    lowest: Decimal | None
    highest: Decimal | None
    names: dict[str, str]
    values: dict[str, list[Counted]]


def count(products: ProductQuerySet, filters: Filters) -> Counts:
    """Count the products of a list by each value of each facet."""
    base, params = _base(products, filters).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_statement(base, filters), params)
        rows = cursor.fetchall()
    return _counts(rows)


def _base(products: ProductQuerySet, filters: Filters) -> ProductQuerySet:
    """Return the products that fail one filter at most, with the bit of the one."""
    fails = Value(0, IntegerField())
    for part in filters.parts:
        fails = fails + Case(When(part.passes, then=0), default=part.code)  # type: ignore[assignment]
    rows = products.order_by().annotate(fails=fails)
    if len(filters.parts) > 1:
        rows = rows.filter(fails__in=[0, *(part.code for part in filters.parts)])
    return rows.values_list(  # type: ignore[return-value]
        "pk", "brand_id", "lowest_price", "is_obtainable", "rating_average", "fails"
    )


def _statement(base: str, filters: Filters) -> str:
    """Return the statement; every name in it is the code's own, every number too."""
    through = Product.facet_values.through._meta.db_table
    value, attribute, brand = (model._meta.db_table for model in (Choice, Attribute, Brand))
    step = " ".join(f"WHEN price < {step} THEN {step}" for step in STEPS)
    priced, rated, branded = map(filters.counts, (PRICE_FROM, RATING, BRAND))
    none = "'', '', 0, 0, '', '', ''"
    return f"""
WITH base (id, brand, price, is_obtainable, rating, fails) AS MATERIALIZED ({base}),
sums AS (
  SELECT COUNT(CASE WHEN {filters.counts("")} THEN 1 END) AS total,
         COUNT(CASE WHEN is_obtainable AND {filters.counts(IN_STOCK)} THEN 1 END) AS in_stock,
         CAST(ROUND(MIN(CASE WHEN {priced} THEN price END) * 100) AS INTEGER) AS lowest,
         CAST(ROUND(MAX(CASE WHEN {priced} THEN price END) * 100) AS INTEGER) AS highest
    FROM base)
SELECT 'total' AS kind, '' AS facet, '' AS parameter, 0 AS place, 0 AS position,
       '' AS slug, '' AS name, '' AS color, total AS n FROM sums
UNION ALL SELECT 'stock', {none}, in_stock FROM sums
UNION ALL SELECT 'lowest', {none}, lowest FROM sums
UNION ALL SELECT 'highest', {none}, highest FROM sums
UNION ALL SELECT 'rating', '', '', 0, CAST(FLOOR(rating) AS INTEGER), '', '', '', COUNT(*)
  FROM base WHERE rating IS NOT NULL AND {rated} GROUP BY 5
UNION ALL SELECT 'price', '', '', 0, CASE {step} ELSE 0 END, '', '', '', COUNT(*)
  FROM base WHERE price IS NOT NULL AND {priced} GROUP BY 5
UNION ALL SELECT 'brand', '', '', 0, 0, b.slug, b.name, '', c.n
  FROM (SELECT brand, COUNT(*) AS n FROM base WHERE {branded} GROUP BY brand) c
  JOIN {brand} b ON b.id = c.brand
UNION ALL SELECT 'value', a.name, a.slug, a.position, v.position, v.slug, v.name, v.color, c.n
  FROM ({_counted_values(filters, through, value)}) c
  JOIN {value} v ON v.id = c.value_id JOIN {attribute} a ON a.id = v.attribute_id
 WHERE a.is_filter
"""  # noqa: S608 - no word of a visitor is in it: the filters' values are parameters


def _counted_values(filters: Filters, through: str, value: str) -> str:
    joined = f"FROM base JOIN {through} t ON t.product_id = base.id"
    own = " ".join(
        f"WHEN {part.attribute_id} THEN {part.code}" for part in filters.parts if part.attribute_id
    )
    if own:
        joined += f" JOIN {value} v ON v.id = t.value_id"
        counts = f"fails IN (0, CASE v.attribute_id {own} ELSE 0 END)"
    else:
        counts = filters.counts("")
    return f"SELECT t.value_id, COUNT(*) AS n {joined} WHERE {counts} GROUP BY t.value_id"


def _counts(rows: list[tuple[str, str, str, int, int, str, str, str, int | None]]) -> Counts:
    one: dict[str, int | None] = {}
    many: dict[str, dict[int, int]] = {"rating": {}, "price": {}}
    names: dict[str, str] = {}
    values: dict[str, list[Counted]] = defaultdict(list)
    for kind, facet, slug_of, place, position, slug, name, color, n in rows:
        if kind in many:
            many[kind][position] = n or 0
        elif kind in {"brand", "value"}:
            key = BRAND if kind == "brand" else parameter(slug_of)
            names[key] = facet
            values[key].append(Counted((place, position, name), slug, name, color, n or 0))
        else:
            one[kind] = n
    return Counts(
        total=one["total"] or 0,
        in_stock=one["stock"] or 0,
        rated=many["rating"],
        prices=many["price"],
        lowest=_euros(one["lowest"]),
        highest=_euros(one["highest"]),
        names=names,
        values=dict(values),
    )


def _euros(cents: int | None) -> Decimal | None:
    return None if cents is None else rounded(Decimal(cents) / 100)
