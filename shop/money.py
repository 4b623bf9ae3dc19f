"""Money: euros with two decimals, VAT included, rounded half up, and shared without losing a cent.

Every rounding of the shop happens in this file.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models
from django.db.models.functions import Round

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
NBSP = "\u00a0"


class MoneyField(models.DecimalField[Any, Any]):
    """An amount in euros, VAT included, up to 99,999,999.99."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fix the precision: no amount of the shop has another."""
        kwargs["max_digits"] = 10
        kwargs["decimal_places"] = 2
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Leave the precision out of migrations: it is the type's own."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, args, kwargs


def rounded(amount: Decimal) -> Decimal:
    """Round to the cent, half up.

    >>> rounded(Decimal("2.675")), rounded(Decimal("-2.675"))
    (Decimal('2.68'), Decimal('-2.68'))
    """
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def to_the_cent(expression: Any) -> Round:
    """Return a computed amount that the database may compare with a stored one.

    SQLite computes in binary floating point, where 49.80 + 5.90 is not 55.70.
    """
    return Round(expression, precision=2)


def vat_included(gross: Decimal, rate: Decimal) -> Decimal:
    """Return the VAT contained in an amount of euros with VAT; `rate` in percent (20, 5.5).

    >>> vat_included(Decimal("101.80"), Decimal("20"))
    Decimal('16.97')
    >>> vat_included(Decimal("9.50"), Decimal("5.5"))
    Decimal('0.50')
    """
    return rounded(gross * rate / (100 + rate))


def share(amount: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """Share an amount in proportion to weights, to the cent, so that the parts add up to it.

    The cents that rounding leaves go to the parts that lost most by it, the first of equals.

    >>> [str(part) for part in share(Decimal("10.00"), [1, 1, 1])]
    ['3.34', '3.33', '3.33']
    >>> [str(part) for part in share(Decimal("-0.01"), [1, 3])]
    ['0.00', '-0.01']
    >>> share(Decimal("5.00"), [0, 0])
    [Decimal('5.00'), Decimal('0.00')]
    """
    if not weights:
        return []
    whole = sum(Decimal(weight) for weight in weights)
    if not whole:
        return [amount, *[ZERO] * (len(weights) - 1)]
    sign = -1 if amount < 0 else 1
    cents = to_cents(abs(amount))
    exact = [cents * Decimal(weight) / whole for weight in weights]
    parts = [int(part) for part in exact]
    by_loss = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_loss[: cents - sum(parts)]:
        parts[i] += 1
    return [from_cents(sign * part) for part in parts]


def to_cents(amount: Decimal) -> int:
    """Return the amount in cents, as payment providers count.

    >>> to_cents(Decimal("19.99"))
    1999
    """
    return int(rounded(amount) * 100)


def from_cents(cents: int) -> Decimal:
    """Return an amount in euros from a number of cents.

    >>> from_cents(1999)
    Decimal('19.99')
    """
    return Decimal(cents).scaleb(-2)


def euros(amount: Decimal, language: str = "fr") -> str:
    """Write an amount as a person reads it, always with two decimals.

    >>> euros(Decimal("1290.5")).replace(NBSP, "_")
    '1_290,50_€'
    >>> euros(Decimal("-3.9"), "en")
    '−€3.90'
    """
    sign = "−" if amount < 0 else ""
    digits = f"{abs(rounded(amount)):,.2f}"
    if language.startswith("en"):
        return f"{sign}€{digits}"
    return f"{sign}{digits.replace(',', NBSP).replace('.', ',')}{NBSP}€"


def price(amount: Decimal, language: str = "fr") -> str:
    """Write a price tag: whole euros go without decimals.

    >>> price(Decimal("29.00")).replace(NBSP, "_"), price(Decimal("24.90")).replace(NBSP, "_")
    ('29_€', '24,90_€')
    """
    written = euros(amount, language)
    return written.replace(",00", "") if language.startswith("fr") else written.removesuffix(".00")
