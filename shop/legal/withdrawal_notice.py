"""The standard notice on withdrawal, filled in as its instructions say (annex to R221-3, R39)."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from shop.legal.wording import WITHDRAWAL_NOTICE, Wording, passages, wording
from shop.models import Merchant
from shop.money import euros

_GAP = re.compile(r"\[[^\]]*\]")
_SUPPLIES = re.compile(r" ou la fourniture d'eau[^\]]*\]")


class Sold(StrEnum):
    """What an order is about: the instruction (1) chooses the start of the delay by it."""

    GOODS = "goods"
    SEVERAL_PARCELS = "several_parcels"
    DIGITAL = "digital"
    SERVICE = "service"


class ReturnCost(StrEnum):
    """Who pays for sending back: the instruction (5) b."""

    MERCHANT = "merchant"
    CONSUMER = "consumer"
    BULKY = "bulky"


class BulkyCostMissing(ValueError):
    """A return that the post cannot carry is announced with its amount (R37)."""


_STARTS = {
    Sold.GOODS: "start_goods",
    Sold.SEVERAL_PARCELS: "start_last_good",
    Sold.DIGITAL: "start_contract",
    Sold.SERVICE: "start_contract",
}


def withdrawal_notice(  # noqa: PLR0913 - what the instructions ask
    merchant: Merchant,
    *,
    function_url: str,
    sold: Sold = Sold.GOODS,
    return_cost: ReturnCost = ReturnCost.CONSUMER,
    amount: Decimal | None = None,
    on: date | None = None,
) -> Wording:
    """Return the notice for one kind of order; `amount` in euros, for bulky goods only.

    Raises BulkyCostMissing when bulky goods come without their amount.
    """
    notice, words = wording(WITHDRAWAL_NOTICE, on), passages(on)
    received = sold in {Sold.GOODS, Sold.SEVERAL_PARCELS}
    returning = _returning(words, merchant, return_cost, amount) if received else ""
    text = (
        notice.text.replace("(1).", words[_STARTS[sold]])
        .replace("(2)", f"({_who(merchant)})")
        .replace(" (3).", f". {_GAP.sub(lambda _: function_url, words['function'])}")
        .replace(" (4).", f". {words['defer_refund']}" if received else ".")
        .replace("\n\n(5)", f"\n\n{returning}" if received else "")
        .replace("\n\n(6)", f"\n\n{_started(words)}" if sold is Sold.SERVICE else "")
    )
    return replace(notice, text=text)


def _who(merchant: Merchant) -> str:
    return f"{merchant.legal_name}, {merchant.one_line_address}, {merchant.phone}, {merchant.email}"


def _returning(
    words: dict[str, str], merchant: Merchant, cost: ReturnCost, amount: Decimal | None
) -> str:
    send_back = words["send_back"]
    if merchant.return_address_text:
        send_back = _GAP.sub(lambda _: merchant.return_address_text, send_back.replace("… ", ""))
    else:
        send_back = _GAP.sub("", send_back.replace(" ou à … ", ""))
    return "\n\n".join([send_back, _cost(words, cost, amount), words["depreciation"]])


def _cost(words: dict[str, str], cost: ReturnCost, amount: Decimal | None) -> str:
    if cost is ReturnCost.MERCHANT:
        return words["cost_merchant"]
    if cost is ReturnCost.CONSUMER:
        return words["cost_consumer"]
    if amount is None:
        raise BulkyCostMissing
    return (
        words["cost_amount"]
        .replace("… EUR ", euros(amount).replace("€", "EUR"), 1)
        .replace("[insérer le montant]", "")
    )


def _started(words: dict[str, str]) -> str:
    """Keep « la prestation de services » only: the instruction says to strike the rest out."""
    return _SUPPLIES.sub("", words["service_started"])
