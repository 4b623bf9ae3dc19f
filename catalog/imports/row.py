"""The one shape into which every preset makes its lines: a row for each variant."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from catalog.imports.values import BadValue

T = TypeVar("T")


class Address(NamedTuple):
    """Where a picture is, and what it shows in words."""

    url: str
    alt: str = ""
    # The words come from the shop's own file, and win.
    is_ours: bool = False


class Origin(NamedTuple):
    """The number under which another shop's software knows a product."""

    source: str
    key: str
    # The file tells of variants only: a product that is not known is refused.
    must_exist: bool = False


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
    # More columns of the product's own, by the name of their field.
    also: dict[str, Any] = field(default_factory=dict)
    origin: Origin | None = None
    # The file speaks of this very shop: its department, benefit and address win too.
    is_ours: bool = False


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
    # In words; formed from the options where it is empty.
    label: str = ""
    pictures: list[Address] = field(default_factory=list)
    # What it costs more than its product, without VAT, where the file has no whole price.
    surcharge: Decimal | None = None
    # It takes the place of the only variant of a product, if that has no option.
    takes_over: bool = False
    # More columns of the variant's own, by the name of their field.
    also: dict[str, Any] = field(default_factory=dict)
    # The line that tells of the product, where this one does not.
    head: int | None = None
    refusals: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_bare(self) -> bool:
        """Tell whether the line is of a product that has no variant yet."""
        return not self.sku and self.price is None

    @property
    def title(self) -> str:
        """Return « Moyen — 14 cm, Sauge »."""
        return self.label or ", ".join(value for _name, value in self.options)

    def read(self, reader: Callable[[str], T], cell: str) -> T | None:
        """Return what a cell says; None when it is empty, or refused, which the row remembers."""
        if not cell.strip():
            return None
        try:
            return reader(cell)
        except BadValue as error:
            self.refusals.append(str(error))
            return None
