"""Charges that the holder of a card contests at the bank."""

from checkout.gateways.fake_stripe.events import emit
from checkout.gateways.fake_stripe.lists import page
from checkout.gateways.fake_stripe.state import Json, State

TIME_TO_ANSWER = 7 * 24 * 3600  # seconds


def create(state: State, charge: Json, *, reason: str) -> Json:
    """Open a dispute of the whole charge and take its money back."""
    dispute = state.add(
        "dispute",
        "du",
        amount=charge["amount"],
        charge=charge["id"],
        currency=charge["currency"],
        evidence={},
        evidence_details={"due_by": state.now() + TIME_TO_ANSWER, "has_evidence": False},
        is_charge_refundable=False,
        metadata={},
        payment_intent=charge["payment_intent"],
        reason=reason,
        status="needs_response",
    )
    charge["disputed"] = True
    emit(state, "charge.dispute.created", dispute)
    emit(state, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def close(state: State, dispute: Json, *, won: bool) -> Json:
    """Give the bank's decision; the money comes back when the shop wins."""
    dispute["status"] = "won" if won else "lost"
    if won:
        emit(state, "charge.dispute.funds_reinstated", dispute)
    emit(state, "charge.dispute.closed", dispute)
    return dispute


def retrieve(state: State, _params: Json, pk: str) -> Json:
    """Return one dispute."""
    return state.get("dispute", pk)


def listed(state: State, params: Json) -> Json:
    """Return a page of disputes, newest first."""
    return page(state.newest("dispute"), params, "/v1/disputes", "charge", "payment_intent")
