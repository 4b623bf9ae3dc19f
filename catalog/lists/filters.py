"""The filters that an address names, found in the shop."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import CharField, Exists, F, IntegerField, OuterRef, Q, Value

from catalog.lists.asked import BRAND, IN_STOCK, OWN, PRICE_FROM, RATING, Asked, Pair
from catalog.models import Brand, Product
from catalog.models import Value as Choice


class Ticked(NamedTuple):
    """One value that is ticked: its facet's parameter and name, itself, and its colour."""

    parameter: str
    facet: str
    slug: str
    name: str
    color: str


class Filter(NamedTuple):
    """What one facet lets pass. Its code is a bit: see `counts`."""

    parameter: str
    attribute_id: int
    code: int
    passes: Q


class Filters(NamedTuple):
    """All filters of a list, in a fixed order, with the values ticked by their name."""

    asked: Asked
    ticked: list[Ticked]
    parts: list[Filter]

    @property
    def key(self) -> tuple[object, ...]:
        """Return what tells these filters from others."""
        asked = self.asked
        names = [(ticked.parameter, ticked.slug) for ticked in self.ticked]
        return (asked.low, asked.high, asked.in_stock, asked.rating, *sorted(names))

    def counts(self, parameter: str) -> str:
        """Return in SQL what counts for the values of a facet: see `counts`."""
        if not self.parts:
            return "1 = 1"
        part = next((part for part in self.parts if part.parameter == parameter), None)
        return f"fails IN (0, {part.code})" if part else "fails = 0"

    @property
    def passes(self) -> Q:
        """Return what all of them let pass."""
        found = Q()
        for part in self.parts:
            found &= part.passes
        return found


def parameter(slug: str) -> str:
    """Return the parameter of an attribute: its slug, unless the list has that word already."""
    return f"{slug}-" if slug in OWN or slug == BRAND else slug


def resolve(asked: Asked) -> Filters:
    """Find what an address names; what there is not, or no longer, filters nothing."""
    found = _found(asked.picks) if asked.picks else []
    wanted: list[tuple[str, int, Q]] = []
    if asked.low is not None or asked.high is not None:
        wanted.append((PRICE_FROM, 0, _priced(asked)))
    if asked.in_stock:
        wanted.append((IN_STOCK, 0, Q(is_obtainable=True)))
    if asked.rating:
        wanted.append((RATING, 0, Q(rating_average__gte=asked.rating)))
    wanted += _picked(found)
    parts = [Filter(name, pk, 1 << place, q) for place, (name, pk, q) in enumerate(wanted)]
    return Filters(asked, list(dict.fromkeys(ticked for _of, _pk, ticked in found)), parts)


def _priced(asked: Asked) -> Q:
    passes = Q()
    if asked.low is not None:
        passes &= Q(lowest_price__gte=asked.low)
    if asked.high is not None:
        passes &= Q(lowest_price__lte=asked.high)
    return passes


def _picked(found: Iterable[tuple[int, int, Ticked]]) -> list[tuple[str, int, Q]]:
    """Return one filter for each facet: any of its values ticked."""
    ids: dict[tuple[str, int], list[int]] = defaultdict(list)
    for attribute_id, pk, ticked in found:
        ids[ticked.parameter, attribute_id].append(pk)
    return [(name, of, _with(of, pks)) for (name, of), pks in sorted(ids.items())]


def _with(attribute_id: int, ids: list[int]) -> Q:
    if not attribute_id:
        return Q(brand__in=ids)
    return Q(
        Exists(Product.facet_values.through.objects.filter(product=OuterRef("pk"), value__in=ids))
    )


def _found(picks: Iterable[Pair]) -> list[tuple[int, int, Ticked]]:
    """Read in one query the values and the brands that are named: (attribute, row, names)."""
    pairs = set(picks)
    names = {name.removesuffix("-") for name, _slug in pairs}
    slugs = {slug for _name, slug in pairs}
    choices = Choice.objects.filter(
        attribute__is_filter=True, attribute__slug__in=names, slug__in=slugs
    ).order_by()
    rows = choices.values_list(
        F("attribute_id"), "pk", "attribute__slug", "attribute__name", "slug", "name", "color"
    )
    if BRAND in names:
        word = Value("", CharField())
        brands = Brand.objects.filter(slug__in=slugs).order_by()
        none = Value(0, IntegerField())
        makers = brands.values_list(none, "pk", word, word, "slug", "name", word)
        rows = rows.union(makers, all=True)
    found = []
    for of, pk, facet_slug, facet, slug, name, color in rows:
        named = parameter(facet_slug) if of else BRAND
        if (named, slug) in pairs:
            found.append((of, pk, Ticked(named, facet, slug, name, color)))
    return sorted(found)
