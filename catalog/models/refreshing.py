"""Work out anew what lists read of products (see `Listed`), in a few queries for hundreds."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.text import slugify

from catalog.models.listed import LISTED
from catalog.models.offer import RUNNING_OFFERS, Offer
from catalog.models.picture import ProductImage
from catalog.models.variant import Attribute, Value, Variant

if TYPE_CHECKING:
    from catalog.models.product import Product

MOST_PARTS = 6


def reckoned(products: Sequence["Product"]) -> Iterator[tuple["Product", dict[str, Any]]]:
    """Return for each product what its columns should be now."""
    now = timezone.now()
    chosen = {product.pk: product for product in products}
    choices, covers = _variants(chosen), _covers(chosen)
    boundaries = _boundaries(chosen, now)
    for product in products:
        product.choices = choices[product.pk]
        yield product, _columns(product, covers.get(product.pk), boundaries[product.pk], now)


def _columns(
    product: "Product", cover: dict[str, Any] | None, moments: list[datetime], now: datetime
) -> dict[str, Any]:
    cheapest = product.cheapest
    ends = [variant.takes_place_at for variant in product.choices if variant.takes_place_at]
    coming = [at for at in [*moments, *ends, product.published_at] if at and at > now]
    columns = (
        cheapest.current_price if cheapest else None,
        cheapest.plain_reference if cheapest else None,
        len({variant.current_price for variant in product.choices}) > 1,
        len(product.choices),
        any(variant.can_be_added for variant in product.choices),
        cover or None,
        min(coming, default=None),
    )
    return dict(zip(LISTED, columns, strict=True))


def _variants(ids: Iterable[int]) -> dict[int, list[Variant]]:
    offers = Prefetch("offers", Offer.objects.running().with_history(), to_attr=RUNNING_OFFERS)
    rows = Variant.objects.filter(product__in=ids).order_by("position", "pk")
    found: dict[int, list[Variant]] = defaultdict(list)
    for variant in rows.prefetch_related(offers):
        found[variant.product_id].append(variant)
    return found


def _covers(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    ready = ProductImage.objects.filter(product__in=ids, status=ProductImage.Status.READY)
    # The first one is the last to be written.
    rows = ready.order_by("-position", "-pk").values_list("product_id", "sizes", "avif")
    return {pk: {"sizes": sizes, "avif": avif} for pk, sizes, avif in rows}


def _boundaries(ids: Iterable[int], now: datetime) -> dict[int, list[datetime]]:
    ahead = Offer.objects.filter(Q(starts_at__gt=now) | Q(ends_at__gt=now))
    rows = ahead.filter(variant__product__in=ids).order_by()
    found: dict[int, list[datetime]] = defaultdict(list)
    for product_id, start, end in rows.values_list("variant__product_id", "starts_at", "ends_at"):
        found[product_id] += [at for at in (start, end) if at and at > now]
    return found


def reckoned_values(products: Sequence["Product"], *, make: bool) -> dict[int, set[int]]:
    """Return the values that each product is found by: its variants' and its characteristics'.

    With `make`, a value that a characteristic names and that nobody has typed is added.
    """
    ids = [product.pk for product in products]
    found: dict[int, set[int]] = defaultdict(set)
    pairs = Variant.values.through.objects.filter(variant__product__in=ids)
    for product_id, value_id in pairs.values_list("variant__product_id", "value_id"):
        found[product_id].add(value_id)
    named = _Named()
    for product in products:
        for name, text in product.features.items():
            found[product.pk] |= named.values(name, text, make=make)
    return found


class _Named:
    """The values that characteristics name, each read once."""

    def __init__(self) -> None:
        filters = Attribute.objects.filter(is_filter=True)
        self.attributes = dict(filters.values_list("name", "pk"))
        self.known: dict[int, dict[str, int]] = {}

    def values(self, name: str, text: Any, *, make: bool) -> set[int]:
        """Return the values of « Matière : grès, hêtre »; none where it is no filter."""
        attribute_id = self.attributes.get(name)
        if attribute_id is None:
            return set()
        known = self._of(attribute_id)
        found = set()
        for part in parts(str(text)):
            slug = slugify(part)[:80] or "-"
            if slug not in known and make:
                added = Value.objects.create(attribute_id=attribute_id, name=part)
                known[slug] = added.pk
            if slug in known:
                found.add(known[slug])
        return found

    def _of(self, attribute_id: int) -> dict[str, int]:
        if attribute_id not in self.known:
            rows = Value.objects.filter(attribute=attribute_id).order_by("-pk")
            self.known[attribute_id] = dict(rows.values_list("slug", "pk"))
        return self.known[attribute_id]


def parts(text: str) -> list[str]:
    """Return what a characteristic lists, each with a capital: a comma inside a number stays.

    >>> parts("Grès, hêtre, 1,5 l")
    ['Grès', 'Hêtre', '1,5 l']
    """
    cut = [part.strip() for part in re.split(r"[,;]\s+|\s+/\s+", text)]
    return [part[:1].upper() + part[1:] for part in cut if 0 < len(part) <= 80][:MOST_PARTS]


def write_columns(products: Sequence["Product"]) -> None:
    """Write the columns that are not what they should be."""
    wrong = []
    for product, columns in reckoned(products):
        if any(getattr(product, name) != value for name, value in columns.items()):
            for name, value in columns.items():
                setattr(product, name, value)
            wrong.append(product)
    if wrong:
        _update(wrong)


def misread(products: Iterable["Product"]) -> int:
    """Count the products of which lists read what is not so; what is due is not wrong yet."""
    now = timezone.now()
    rows = [p for p in products if p.lists_due_at is None or p.lists_due_at > now]
    if not rows:
        return 0
    wrong = {
        product.pk
        for product, columns in reckoned(rows)
        if any(getattr(product, name) != value for name, value in columns.items())
    }
    there: dict[int, set[int]] = defaultdict(set)
    pairs = type(rows[0]).facet_values.through.objects.filter(product__in=[p.pk for p in rows])
    for product_id, value_id in pairs.values_list("product_id", "value_id"):
        there[product_id].add(value_id)
    right = reckoned_values(rows, make=False)
    return len(wrong | {p.pk for p in rows if there[p.pk] != right[p.pk]})


def _update(products: Sequence["Product"]) -> None:
    """Write the columns of many rows: `bulk_update` spends ten times as long on its own SQL."""
    meta = products[0]._meta
    fields: list[Any] = [meta.get_field(name) for name in LISTED]
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    rows = [
        [
            *(
                field.get_db_prep_save(getattr(product, field.attname), connection)
                for field in fields
            ),
            product.pk,
        ]
        for product in products
    ]
    statement = f"UPDATE {quote(meta.db_table)} SET {columns} WHERE id = %s"  # noqa: S608 - columns
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def write_values(products: Sequence["Product"]) -> None:
    """Add and remove the values that products are found by."""
    if not products:
        return
    through = type(products[0]).facet_values.through
    rows = through.objects.filter(product__in=[product.pk for product in products])
    there = {(of, value): pk for pk, of, value in rows.values_list("pk", "product_id", "value_id")}
    found = reckoned_values(products, make=True)
    right = {(pk, value) for pk, values in found.items() for value in values}
    gone = [pk for pair, pk in there.items() if pair not in right]
    through.objects.filter(pk__in=gone).delete()
    missing = [through(product_id=pk, value_id=value) for pk, value in sorted(right - there.keys())]
    through.objects.bulk_create(missing, batch_size=1000, ignore_conflicts=True)
