"""The one shape into which every preset makes its lines: a row for each variant."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, TypeVar

from catalog.imports.values import BadValue

T = TypeVar("T")


class Address(NamedTuple):
    """Where a picture is, and what it shows in words."""

    url: str
    alt: str = ""


@dataclass
class ProductFacts:
    """What the rows of one product share."""

    # The same for each of its rows, and for no other product of the file.
    key: str
    name: str
    # What its address is made from.
    address: str = ""
    benefit: str = ""
    description: str = ""
    category: tuple[str, ...] = ()
    brand: str = ""
    # In percent; None when the file does not say.
    vat_rate: Decimal | None = None
    features: dict[str, str] = field(default_factory=dict)
    pictures: list[Address] = field(default_factory=list)
    is_public: bool = True


@dataclass
class Row:
    """One variant to write, in euros with VAT and grams; or what speaks against it."""

    line: int
    product: ProductFacts
    sku: str = ""
    gtin: str = ""
    price: Decimal | None = None
    weight: int | None = None
    # None leaves the stock as it is.
    stock: int | None = None
    options: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[Address] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """Return « Moyen — 14 cm, Sauge »."""
        return ", ".join(value for _name, value in self.options)

    def read(self, reader: Callable[[str], T], cell: str) -> T | None:
        """Return what a cell says; None when it is empty, or refused, which the row remembers."""
        if not cell.strip():
            return None
        try:
            return reader(cell)
        except BadValue as error:
            self.refusals.append(str(error))
            return None
