"""A list as a page shows it."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from catalog.lists.asked import IN_STOCK, PAGE, PRICE_FROM, PRICE_TO, RATING, SORT, Pair
from catalog.lists.counts import Counts
from catalog.lists.facets import Preset, facets
from catalog.lists.filters import Filters
from catalog.models import Product
from catalog.models.listing import ProductQuerySet, Sort, fetch_cards
from shop import money

PAGE_SIZE = 24


class Applied(NamedTuple):
    """A filter in force, in words, and the address without it."""

    facet: str
    name: str
    url: str


class Step(NamedTuple):
    """One page in the pagination; without an address, the dots between two."""

    label: str
    url: str
    is_current: bool


class ProductList:
    """The products of one page, and every way from there to another state of the list."""

    def __init__(
        self, products: ProductQuerySet, filters: Filters, counts: Counts, *, own_order: bool
    ) -> None:
        """Read the page asked for, and its cards."""
        self.asked, self.filters, self.counts = filters.asked, filters, counts
        self.facets = facets(filters, counts)
        asked = self.asked
        self.sort = Sort(asked.sort) if asked.sort in self._orders() else Sort.RELEVANCE
        rows = products.filter(filters.passes) if filters.parts else products
        is_own = own_order and self.sort == Sort.RELEVANCE
        self.pages = Paginator(
            rows if is_own else rows.sorted_by(self.sort).values("pk"), PAGE_SIZE
        )
        # Counted already.
        self.pages.count = counts.total
        self.page = self.pages.get_page(asked.page)
        found: Any = self.page.object_list
        if not is_own:
            # The order is found in an index, and only what is shown is read.
            found = Product.objects.filter(pk__in=found).sorted_by(self.sort)
        self.products: list[Product] = list(found)
        fetch_cards(self.products)

    def __iter__(self) -> Iterator[Product]:
        return iter(self.products)

    @property
    def total(self) -> int:
        """Return how many products pass the filters."""
        return self.counts.total

    @property
    def is_filtered(self) -> bool:
        """Tell whether anything narrows the list."""
        return bool(self.filters.parts)

    @property
    def has_mistakes(self) -> bool:
        """Tell whether a price that was typed is none."""
        return bool(self.asked.prices.errors)

    @property
    def has_filters(self) -> bool:
        """Tell whether there is anything to choose from."""
        found = self.facets
        return bool(found.values or found.rating or found.has_prices or found.has_stock)

    @property
    def is_indexed(self) -> bool:
        """Tell whether search engines may keep the page: as it is first shown, or its pages."""
        asked = self.asked
        return not (self.is_filtered or asked.picks or asked.prices.errors or asked.sort)

    @property
    def is_another_page(self) -> bool:
        """Tell whether the page asked for does not exist."""
        return self.asked.page != str(self.page.number)

    @property
    def sorts(self) -> list[tuple[str, str]]:
        """Return the orders to choose from."""
        return [(sort.value, str(sort.label)) for sort in self._orders()]

    def _orders(self) -> list[Sort]:
        is_rated = bool(self.counts.rated)
        return [sort for sort in Sort if is_rated or sort != Sort.BEST_RATED]

    @cached_property
    def state(self) -> list[Pair]:
        """Return what is in force as an address would say it, without the page."""
        asked, found = self.asked, list(self.asked.kept)
        if self.sort != Sort.RELEVANCE:
            found.append((SORT, self.sort.value))
        if asked.low is not None:
            found.append((PRICE_FROM, f"{asked.low.normalize():f}"))
        if asked.high is not None:
            found.append((PRICE_TO, f"{asked.high.normalize():f}"))
        if asked.in_stock:
            found.append((IN_STOCK, "1"))
        if asked.rating:
            found.append((RATING, str(asked.rating)))
        return [*found, *((ticked.parameter, ticked.slug) for ticked in self.filters.ticked)]

    def url(self, *changes: Pair, without: frozenset[str] = frozenset()) -> str:
        """Return the address of the same list with changes, at its first page."""
        pairs = [pair for pair in self.state if pair[0] not in without]
        return self._address([*pairs, *changes])

    def _address(self, pairs: list[Pair]) -> str:
        return f"{self.asked.path}?{urlencode(pairs)}" if pairs else self.asked.path

    @property
    def clear_url(self) -> str:
        """Return the address without any filter."""
        return self.url(without=frozenset(name for name, _value in self.state) - self._kept)

    @property
    def _kept(self) -> frozenset[str]:
        return frozenset([SORT, *(name for name, _value in self.asked.kept)])

    @cached_property
    def applied(self) -> list[Applied]:
        """Return the filters in force, in the order of the page."""
        asked = self.asked
        found = []
        if asked.low is not None or asked.high is not None:
            away = frozenset([PRICE_FROM, PRICE_TO])
            words = _stretch(asked.low, asked.high)
            found.append(Applied(_("Prix"), words, self.url(without=away)))
        if asked.in_stock:
            found.append(Applied("", _("En stock"), self.url(without=frozenset([IN_STOCK]))))
        if asked.rating:
            name = _("%d étoiles et plus") % asked.rating
            found.append(
                Applied(_("Note des clients"), name, self.url(without=frozenset([RATING])))
            )
        for ticked in self.filters.ticked:
            pair = (ticked.parameter, ticked.slug)
            url = self._address([one for one in self.state if one != pair])
            found.append(Applied(ticked.facet or _("Marque"), ticked.name, url))
        return found

    @property
    def presets(self) -> list[tuple[str, str, int, bool]]:
        """Return stretches of prices: words, address, count, whether it is the one in force."""
        away = frozenset([PRICE_FROM, PRICE_TO])
        return [
            (
                _words(preset),
                self.url(*_bounds(preset), without=away),
                preset.n,
                (Decimal(preset.low) or None, preset.last) == (self.asked.low, self.asked.high),
            )
            for preset in self.facets.presets
        ]

    @property
    def hidden(self) -> list[Pair]:
        """Return what the form of filters hands on."""
        is_sorted = self.sort != Sort.RELEVANCE
        return [*self.asked.kept, *([(SORT, self.sort.value)] if is_sorted else [])]

    @property
    def hidden_by_sort(self) -> list[Pair]:
        """Return what the form of the order hands on."""
        return [pair for pair in self.state if pair[0] != SORT]

    def page_url(self, number: int) -> str:
        """Return the address of another page; the first has no number."""
        return self.url(*([(PAGE, str(number))] if number > 1 else []))

    @property
    def steps(self) -> list[Step]:
        """Return the pages to go to, with dots where some are left out."""
        numbers = self.pages.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        return [
            Step(str(n), self.page_url(n) if isinstance(n, int) else "", n == self.page.number)
            for n in numbers
        ]

    @property
    def previous_url(self) -> str:
        """Return the address of the page before, or nothing."""
        return self.page_url(self.page.number - 1) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        """Return the address of the page after, or nothing."""
        return self.page_url(self.page.number + 1) if self.page.has_next() else ""

    @property
    def next_count(self) -> int:
        """Return how many products the page after has."""
        return min(PAGE_SIZE, self.total - self.page.end_index())

    @property
    def next_end(self) -> int:
        """Return how many products there are up to the end of the page after."""
        return self.page.end_index() + self.next_count


def _bounds(preset: Preset) -> list[Pair]:
    found = []
    if preset.low:
        found.append((PRICE_FROM, str(preset.low)))
    if preset.last is not None:
        found.append((PRICE_TO, str(preset.last)))
    return found


def _words(preset: Preset) -> str:
    """Write « moins de 20 € », « 20 € à 50 € », « 50 € et plus »."""
    if preset.high is None:
        return _stretch(Decimal(preset.low), None)
    high = money.price(Decimal(preset.high))
    if not preset.low:
        return _("moins de %s") % high
    return _("%(low)s à %(high)s") % {"low": money.price(Decimal(preset.low)), "high": high}


def _stretch(low: Decimal | None, high: Decimal | None) -> str:
    """Write « jusqu'à 20 € », « de 20 € à 49,99 € », « 50 € et plus »."""
    if low is None:
        return _("jusqu'à %s") % money.price(high or money.ZERO)
    if high is None:
        return _("%s et plus") % money.price(low)
    return _("de %(low)s à %(high)s") % {"low": money.price(low), "high": money.price(high)}
