"""What a page shows beside a list: facets and their values, with what each would show."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from catalog.lists.asked import BRAND, RATING, RATINGS
from catalog.lists.counts import STEPS, Counted, Counts
from catalog.lists.filters import Filters, Ticked
from shop.money import CENT

# Of a facet with more values, those that most products have; what is ticked is always there.
MOST_VALUES = 24
MOST_FACETS = 14
MOST_PRESETS = 4


class Choice(NamedTuple):
    """One value to tick."""

    value: str
    name: str
    color: str
    n: int
    is_ticked: bool


class Facet(NamedTuple):
    """One group of values. `name` is the merchant's word, unless it is the page's own."""

    parameter: str
    name: str
    choices: list[Choice]
    is_named_by_shop: bool = False

    @property
    def is_open(self) -> bool:
        """Tell whether something is ticked."""
        return any(choice.is_ticked for choice in self.choices)


class Preset(NamedTuple):
    """A stretch of prices, from the first to just under the second; None has no end."""

    low: int
    high: int | None
    n: int

    @property
    def last(self) -> Decimal | None:
        """Return the highest price within."""
        return None if self.high is None else self.high - CENT


class Facets(NamedTuple):
    """All that a list may be narrowed by."""

    values: list[Facet]
    presets: list[Preset]
    rating: Facet | None
    in_stock: int
    has_prices: bool
    has_stock: bool


def facets(filters: Filters, counts: Counts) -> Facets:
    """Return the facets that tell the products of a list apart, in the shop's order."""
    ticked: dict[str, list[Ticked]] = {}
    for one in filters.ticked:
        ticked.setdefault(one.parameter, []).append(one)
    found = [_facet(name, counts, ticked.get(name, [])) for name in {**counts.values, **ticked}]
    shown = sorted((facet for facet in found if facet), key=lambda pair: pair[0])[:MOST_FACETS]
    asked = filters.asked
    is_priced = asked.low is not None or asked.high is not None or bool(asked.prices.errors)
    return Facets(
        values=[facet for _place, facet in shown],
        presets=_presets(counts.prices),
        rating=_rating(filters, counts),
        in_stock=counts.in_stock,
        has_prices=is_priced or counts.lowest != counts.highest,
        has_stock=asked.in_stock or 0 < counts.in_stock < counts.total,
    )


def _facet(
    parameter: str, counts: Counts, ticked: list[Ticked]
) -> tuple[tuple[int, int, str], Facet] | None:
    """Return a facet and its place, or None where it would leave the list as it is."""
    found = counts.values.get(parameter, [])
    slugs = {one.slug for one in ticked}
    if not ticked and len(found) == 1 and found[0].n == counts.total:
        return None
    most = sorted(found, key=lambda one: (one.slug not in slugs, -one.n, one.place))
    shown = sorted(most[: max(MOST_VALUES, len(ticked))])
    choices = [Choice(one.slug, one.name, one.color, one.n, one.slug in slugs) for one in shown]
    there = {one.slug for one in found}
    gone = [one for one in ticked if one.slug not in there]
    choices += [Choice(one.slug, one.name, one.color, 0, is_ticked=True) for one in gone]
    name = counts.names.get(parameter) or next((one.facet for one in ticked), "")
    return _place(parameter, found), _named(parameter, name, choices)


def _place(parameter: str, found: list[Counted]) -> tuple[int, int, str]:
    # Brands come after the options; an option that counts nothing any more, after those that do.
    place = found[0].place[0] if found else 0
    return (parameter == BRAND, place, parameter)


def _named(parameter: str, name: str, choices: list[Choice]) -> Facet:
    if parameter == BRAND:
        return Facet(parameter, _("Marque"), choices)
    return Facet(parameter, name, choices, is_named_by_shop=True)


def _rating(filters: Filters, counts: Counts) -> Facet | None:
    asked = filters.asked.rating
    choices = []
    for least in map(int, RATINGS):
        count = sum(n for rating, n in counts.rated.items() if rating >= least)
        if count or asked == least:
            name = _("%d étoiles et plus") % least
            choices.append(Choice(str(least), name, "", count, is_ticked=asked == least))
    return Facet(RATING, _("Note des clients"), choices) if choices else None


def _presets(counted: dict[int, int]) -> list[Preset]:
    """Return a few stretches of prices, about as many products in each."""
    total, sofar, low = sum(counted.values()), 0, 0
    found: list[Preset] = []
    here = 0
    for high in STEPS:
        here += counted.get(high, 0)
        wanted = total * (len(found) + 1) / MOST_PRESETS
        if here and sofar + here >= wanted and sofar + here < total:
            found.append(Preset(low, high, here))
            sofar, low, here = sofar + here, high, 0
    return [*found, Preset(low, None, total - sofar)] if found else []
