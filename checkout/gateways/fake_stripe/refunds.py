"""Refunds, including those that fail days after they were accepted."""

from stripe.params import RefundCreateParams, RefundUpdateParams

from checkout.gateways.fake_stripe import cards
from checkout.gateways.fake_stripe.errors import BadRequest, Refused
from checkout.gateways.fake_stripe.events import emit
from checkout.gateways.fake_stripe.lists import page
from checkout.gateways.fake_stripe.params import merge_metadata, read
from checkout.gateways.fake_stripe.state import Json, State

REASONS = {"duplicate", "fraudulent", "requested_by_customer"}


def create(state: State, params: Json) -> Json:
    """Give back all that is left of a charge, or a part of it."""
    params = read(params, RefundCreateParams)
    if params.get("reason", "duplicate") not in REASONS:
        raise BadRequest(f"Invalid reason: {params['reason']}", param="reason")
    metadata = merge_metadata({}, params.get("metadata"))
    if params.get("amount", 1) < 1:
        raise BadRequest(
            "Invalid positive integer", code="parameter_invalid_integer", param="amount"
        )
    charge = _charge_of(state, params)
    amount = _refundable(charge, params.get("amount"))
    status = cards.behaviour(state.objects[charge["payment_method"]]).refunds
    refund = _new(state, charge, amount, params | {"metadata": metadata})
    refund["status"] = "pending" if status == "pending" else "succeeded"
    _count(charge, amount)
    emit(state, "refund.created", refund)
    emit(state, "charge.refunded", charge)
    if status == "failed":
        fail(state, refund, reason="expired_or_canceled_card")
    return refund


def settle(state: State, refund: Json) -> Json:
    """Let a pending refund succeed."""
    refund["status"] = "succeeded"
    emit(state, "refund.updated", refund)
    return refund


def fail(state: State, refund: Json, *, reason: str) -> Json:
    """Let the bank send a refund back: the money returns to the shop's balance."""
    if refund["status"] == "failed":
        return refund
    refund |= {"status": "failed", "failure_reason": reason}
    _count(state.get("charge", refund["charge"]), -refund["amount"])
    emit(state, "refund.updated", refund)
    emit(state, "refund.failed", refund)
    return refund


def retrieve(state: State, _params: Json, pk: str) -> Json:
    """Return one refund."""
    return state.get("refund", pk)


def update(state: State, params: Json, pk: str) -> Json:
    """Change a refund's metadata, which is all that can change."""
    refund = state.get("refund", pk)
    params = read(params, RefundUpdateParams)
    refund["metadata"] = merge_metadata(refund["metadata"], params.get("metadata"))
    emit(state, "refund.updated", refund)
    return refund


def listed(state: State, params: Json) -> Json:
    """Return a page of refunds, newest first."""
    return page(state.newest("refund"), params, "/v1/refunds", "charge", "payment_intent")


def _charge_of(state: State, params: Json) -> Json:
    """Return the charge to refund; raise when the intent was never paid."""
    if "charge" in params:
        return state.get("charge", params["charge"], param="charge")
    if "payment_intent" not in params:
        raise BadRequest(
            "One of the following params should be provided: payment_intent or charge.",
            code="parameter_missing",
        )
    intent = state.get("payment_intent", params["payment_intent"], param="payment_intent")
    if intent["status"] != "succeeded":
        raise Refused(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            code="payment_intent_unexpected_state",
        )
    return state.get("charge", intent["latest_charge"])


def _refundable(charge: Json, asked: int | None) -> int:
    """Return the amount to give back in cents; raise Refused when it is not there."""
    left = charge["amount_captured"] - charge["amount_refunded"]
    if charge["status"] != "succeeded":
        raise Refused("This charge did not succeed.", code="charge_not_refundable")
    if left == 0:
        raise Refused(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if charge["disputed"]:
        raise Refused(f"Charge {charge['id']} is disputed.", code="charge_disputed")
    if asked is not None and asked > left:
        raise Refused(
            f"Refund amount ({asked}) is greater than unrefunded amount on charge ({left}).",
            code="amount_too_large",
            param="amount",
        )
    return asked or left


def _count(charge: Json, amount: int) -> None:
    """Keep the charge's running total; a failed refund gives a negative amount."""
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]


def _new(state: State, charge: Json, amount: int, params: Json) -> Json:
    return state.add(
        "refund",
        "re",
        amount=amount,
        balance_transaction=None,
        charge=charge["id"],
        currency=charge["currency"],
        destination_details={"type": "card", "card": {"type": "refund"}},
        failure_reason=None,
        metadata=params["metadata"],
        payment_intent=charge["payment_intent"],
        reason=params.get("reason"),
        receipt_number=None,
    )
