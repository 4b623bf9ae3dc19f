"""Prices without VAT, as shops that sell to companies write them: here a price is what is paid."""

from decimal import Decimal

from django.utils.formats import localize
from django.utils.translation import gettext as _

from catalog.imports import values
from catalog.imports.row import Row
from shop.money import rounded

DEFAULT_VAT_RATE = Decimal("20.00")


def price_with_vat(row: Row, cell: str) -> Decimal | None:
    """Return the price that a net price makes at the rate of its product, and note how."""
    net = row.read(lambda said: values.decimal(said, _("prix")), cell)
    if not net:
        if net is not None or not cell.strip():
            row.refusals.append(_("prix absent"))
        return None
    rate = DEFAULT_VAT_RATE if row.product.vat_rate is None else row.product.vat_rate
    gross = rounded(net * (1 + rate / 100))
    told = _("prix HT %(net)s, TVA %(rate)s %% : %(gross)s TTC")
    said = {"net": localize(net), "rate": localize(rate.normalize()), "gross": localize(gross)}
    row.notes.append(told % said)
    return row.read(values.money, str(gross))
