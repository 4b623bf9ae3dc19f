"""Read what an address asks of a list, as people share it, mend it by hand, or forge it."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from catalog.models.listing import Sort

SORT, PAGE, PRICE_FROM, PRICE_TO = "tri", "page", "prix-min", "prix-max"
IN_STOCK, RATING, BRAND = "stock", "note", "marque"
OWN = frozenset({SORT, PAGE, PRICE_FROM, PRICE_TO, IN_STOCK, RATING})
# Of a longer address the rest is not read: nobody ticks as many.
MOST_PICKS = 60
LONGEST = 80
RATINGS = ("4", "3")

Pair = tuple[str, str]


class Asked(NamedTuple):
    """What an address says, checked; `picks` are the values ticked, as (facet, value)."""

    path: str
    kept: tuple[Pair, ...]
    sort: str
    page: str
    low: Decimal | None
    high: Decimal | None
    in_stock: bool
    rating: int | None
    picks: tuple[Pair, ...]
    prices: "PriceForm"


class PriceField(forms.DecimalField):
    """A price of a few digits, with a comma or a point."""

    def __init__(self) -> None:
        """Allow cents, up to a million euros less one cent."""
        super().__init__(min_value=0, max_digits=8, decimal_places=2, required=False)

    def to_python(self, value: Any) -> Any:
        """Read a comma as a point."""
        return super().to_python(str(value or "").strip("€ ").replace(",", "."))


class PriceForm(forms.Form):
    """The lowest price and the highest."""

    # With the fields' names: « prix-min », « prix-max ».
    prefix = "prix"
    min = PriceField()
    max = PriceField()

    def clean(self) -> dict[str, Decimal | None]:
        """Refuse bounds between which there is nothing."""
        low, high = self.cleaned_data.get("min"), self.cleaned_data.get("max")
        if low is not None and high is not None and low > high:
            told = _("Ce prix est inférieur à celui du champ « De ».")
            self.add_error("max", forms.ValidationError(told, code="crossed"))
        return self.cleaned_data

    @property
    def low_typed(self) -> str:
        """Return what was typed, with a point where it was understood."""
        return self._typed("min")

    @property
    def high_typed(self) -> str:
        """Return what was typed, with a point where it was understood."""
        return self._typed("max")

    def _typed(self, name: str) -> str:
        found = self.cleaned_data.get(name)
        typed = str(self.data.get(self.add_prefix(name), ""))[:20]
        return typed if found is None else f"{found.normalize():f}"

    @property
    def low_mistake(self) -> str:
        """Return what is wrong with it, in words."""
        return self._mistake("min")

    @property
    def high_mistake(self) -> str:
        """Return what is wrong with it, in words."""
        return self._mistake("max")

    def _mistake(self, name: str) -> str:
        found = self.errors.as_data().get(name)
        if not found:
            return ""
        unread = _("Écrivez un prix en euros, par exemple 25 ou 24,90.")
        return str(found[0].message if found[0].code == "crossed" else unread)


def read(path: str, address: QueryDict, *, keep: tuple[str, ...]) -> Asked:
    """Read an address; what no list understands is left out."""
    prices = PriceForm(address)
    is_clear = prices.is_valid()
    sort, rating = address.get(SORT, ""), address.get(RATING, "")
    return Asked(
        path=path,
        kept=tuple((name, str(address[name])) for name in keep if name in address),
        sort=sort if sort in Sort.values else "",
        page=address.get(PAGE, "1"),
        low=prices.cleaned_data["min"] if is_clear else None,
        high=prices.cleaned_data["max"] if is_clear else None,
        in_stock=bool(address.get(IN_STOCK)),
        rating=int(rating) if rating in RATINGS else None,
        picks=tuple(islice(_picks(address, OWN.union(keep)), MOST_PICKS)),
        prices=prices,
    )


def _picks(address: QueryDict, others: frozenset[str]) -> Iterator[Pair]:
    for name in address:
        if name not in others and 0 < len(name) <= LONGEST:
            values = dict.fromkeys(map(str, address.getlist(name)))
            yield from ((name, value) for value in values if 0 < len(value) <= LONGEST)
