"""Declaring a withdrawal: stored first, acknowledged in the same breath, answered afterwards."""

import re
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from checkout.models import Order
from returns import emails
from returns.models import Withdrawal
from shop.models import Merchant
from shop.references import ALPHABET

# « MB-7K39QXMA », and as people write it: in two words, without the dash or the prefix.
_NUMBER = re.compile(
    rf"(?<![A-Z0-9])(?:([A-Z0-9]{{1,4}})[\s\u2010-\u2015-]*)?([{ALPHABET}]{{8}})(?![A-Z0-9])"
)


class Declaration(NamedTuple):
    """What a person is about to declare, as page two showed it."""

    name: str
    contract: str
    email: str
    text: str
    form_token: str
    # The order that the person opened by its link or from their account, if any.
    order_number: str = ""
    chosen: tuple[tuple[int, int], ...] = ()


@transaction.atomic
def declare_withdrawal(declaration: Declaration, *, language: str = "fr") -> Withdrawal:
    """Store a declaration and its receipt; the same declaration sent twice is the first one."""
    withdrawal, is_new = Withdrawal.objects.get_or_create(
        form_token=declaration.form_token,
        defaults={
            "name": declaration.name,
            "contract": declaration.contract,
            "email": declaration.email,
            "declaration": declaration.text,
            "order": _recognised(declaration),
        },
    )
    if is_new:
        emails.receipt(withdrawal, language)
        emails.to_merchant(withdrawal)
    return withdrawal


def _recognised(declaration: Declaration) -> Order | None:
    # A number alone proves nothing: it goes with the order's e-mail, or with its link. Two orders
    # in one declaration are left to staff.
    prefix = Merchant.current().order_prefix
    found = _NUMBER.findall(declaration.contract.upper())
    numbers = {f"{before or prefix}-{signs}" for before, signs in found}
    proved = Q(email__iexact=declaration.email) | Q(number=declaration.order_number)
    orders = list(Order.objects.filter(proved, number__in=numbers)[:2])
    return orders[0] if len(orders) == 1 else None
