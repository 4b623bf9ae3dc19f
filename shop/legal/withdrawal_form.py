"""The model withdrawal form with the merchant's data (annex to R221-1, R39)."""

import re
from dataclasses import replace
from datetime import date

from shop.legal.wording import WITHDRAWAL_FORM, Wording, wording
from shop.models import Merchant

_MERCHANT = re.compile(r"\[[^\]]*\]")


def withdrawal_form(merchant: Merchant, on: date | None = None) -> Wording:
    """Return the form to fill in on paper; its lines stay apart."""
    form = wording(WITHDRAWAL_FORM, on)
    addressee = f"{merchant.legal_name}, {merchant.one_line_address}, {merchant.email}"
    return replace(form, text=_MERCHANT.sub(lambda _: addressee, form.text))
