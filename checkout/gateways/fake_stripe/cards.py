"""Stripe's published test cards, and what becomes of each."""

import datetime as dt
from typing import NamedTuple

from checkout.gateways.fake_stripe.errors import BadRequest, CardRefused
from checkout.gateways.fake_stripe.params import required
from checkout.gateways.fake_stripe.state import Json, State, random_text


class Behaviour(NamedTuple):
    """What a card does when it is charged, refunded or disputed."""

    brand: str = "visa"
    decline: str = ""
    authenticates: bool = False
    refunds: str = "succeeded"
    disputed: bool = False


TEST_CARDS = {
    "4242424242424242": Behaviour(),
    "4000002500000003": Behaviour(),
    "4000056655665556": Behaviour(),
    "5555555555554444": Behaviour("mastercard"),
    "2223003122003222": Behaviour("mastercard"),
    "378282246310005": Behaviour("amex"),
    "4000002760003184": Behaviour(authenticates=True),
    "4000000000003220": Behaviour(authenticates=True),
    "4000008400001629": Behaviour(authenticates=True, decline="generic_decline"),
    "4000000000000002": Behaviour(decline="generic_decline"),
    "4000000000000341": Behaviour(decline="generic_decline"),
    "4000000000009995": Behaviour(decline="insufficient_funds"),
    "4000000000009987": Behaviour(decline="lost_card"),
    "4000000000009979": Behaviour(decline="stolen_card"),
    "4000000000000069": Behaviour(decline="expired_card"),
    "4000000000000127": Behaviour(decline="incorrect_cvc"),
    "4000000000000119": Behaviour(decline="processing_error"),
    "4000000000007726": Behaviour(refunds="pending"),
    "4000000000005126": Behaviour(refunds="failed"),
    "4000000000000259": Behaviour(disputed=True),
}
REAL_CARD = Behaviour(decline="test_mode_live_card")
TOKENS = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_amex": "378282246310005",
    "pm_card_threeDSecure2Required": "4000000000003220",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_visa_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_pendingRefund": "4000000000007726",
    "pm_card_refundFail": "4000000000005126",
    "pm_card_createDispute": "4000000000000259",
}
MESSAGES = {
    "insufficient_funds": "Votre carte ne dispose pas de fonds suffisants.",
    "expired_card": "Votre carte a expiré.",
    "incorrect_cvc": "Le code de sécurité de votre carte est incorrect.",
    "processing_error": "Le traitement de votre carte a échoué. Réessayez dans un instant.",
    "test_mode_live_card": "Cette page d’essai n’accepte que les cartes de test de Stripe.",
}
DECLINED = "Votre carte a été refusée."
# These refusals have a code of their own; every other one is a card_declined.
OWN_CODES = {"expired_card", "incorrect_cvc", "processing_error"}


def behaviour(method: Json) -> Behaviour:
    """Return what a payment method does."""
    return TEST_CARDS.get(method["_number"], REAL_CARD)


def decline(reason: str) -> Json:
    """Return the fields of a refusal: its code, its decline code, its French message."""
    code = reason if reason in OWN_CODES else "card_declined"
    return {"code": code, "decline_code": reason, "message": MESSAGES.get(reason, DECLINED)}


def payment_method(state: State, token: str) -> Json:
    """Return a payment method by id, or make one from a `pm_card_…` token."""
    if token in TOKENS:
        year = dt.datetime.fromtimestamp(state.now(), dt.UTC).year + 2
        card = {"number": TOKENS[token], "exp_month": "12", "exp_year": str(year), "cvc": "314"}
        return create(state, card, {})
    return state.get("payment_method", token, param="payment_method")


def create(state: State, card: Json, billing_details: Json) -> Json:
    """Make a payment method from what was typed; raise CardRefused when it cannot be a card."""
    required(card, "number", "exp_month", "exp_year")
    number = "".join(card["number"].split())
    if not passes_luhn(number):
        raise CardRefused(
            "Votre numéro de carte n’est pas valide.", code="incorrect_number", param="number"
        )
    month, year = _expiry(state, card)
    known = TEST_CARDS.get(number, REAL_CARD)
    return state.add(
        "payment_method",
        "pm",
        type="card",
        billing_details={"address": None, "email": None, "name": None, "phone": None}
        | billing_details,
        card={
            "brand": known.brand,
            "country": "FR",
            "exp_month": month,
            "exp_year": year,
            "fingerprint": random_text(16),
            "funding": "credit",
            "last4": number[-4:],
        },
        customer=None,
        metadata={},
        _number=number if number in TEST_CARDS else "",  # a real number is never kept
    )


def passes_luhn(number: str) -> bool:
    """Tell whether a card number has the right length and check digit.

    >>> passes_luhn("4242424242424242"), passes_luhn("4242424242424241"), passes_luhn("42")
    (True, False, False)
    """
    if not number.isdecimal() or not 12 <= len(number) <= 19:
        return False
    digits = [int(digit) for digit in reversed(number)]
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _expiry(state: State, card: Json) -> tuple[int, int]:
    """Read the expiry date; raise CardRefused when it is past."""
    try:
        month, year = int(card["exp_month"]), int(card["exp_year"]) % 100 + 2000
    except ValueError as error:
        raise BadRequest("Invalid integer", code="parameter_invalid_integer") from error
    if not 1 <= month <= 12:
        raise CardRefused(
            "Le mois d’expiration de votre carte n’est pas valide.", code="invalid_expiry_month"
        )
    today = dt.datetime.fromtimestamp(state.now(), dt.UTC)
    if (year, month) < (today.year, today.month):
        raise CardRefused(
            "La date d’expiration de votre carte est passée.", code="invalid_expiry_year"
        )
    return month, year
