"""Checkout sessions: a page of Stripe's on which the shopper pays."""

from urllib.parse import urlsplit

from stripe.params.checkout import SessionCreateParams

from checkout.gateways.fake_stripe import confirmation, payment_intents
from checkout.gateways.fake_stripe.errors import BadRequest, Refused
from checkout.gateways.fake_stripe.events import emit
from checkout.gateways.fake_stripe.lists import page
from checkout.gateways.fake_stripe.params import check_email, merge_metadata, read, required
from checkout.gateways.fake_stripe.state import Json, State, new_id

SHORTEST, LONGEST = 30 * 60, 24 * 3600  # seconds
# The library's clock and this one may differ by the time of the request.
TOLERANCE = 60


def create(state: State, params: Json) -> Json:
    """Open a page; the intent comes with the first attempt to pay, as at Stripe."""
    params = read(params, SessionCreateParams)
    required(params, "mode", "line_items", "success_url")
    _check(state, params)
    lines = [_line(line) for line in params["line_items"]]
    total = sum(line["amount_total"] for line in lines)
    if total < payment_intents.MIN_AMOUNT:
        raise BadRequest("The total must be at least €0.50.", code="amount_too_small")
    session = state.add(
        "checkout.session",
        "cs_test",
        amount_subtotal=total,
        amount_total=total,
        cancel_url=params.get("cancel_url"),
        client_reference_id=params.get("client_reference_id"),
        currency=lines[0]["currency"],
        customer=params.get("customer"),
        customer_details=None,
        customer_email=params.get("customer_email"),
        expires_at=params.get("expires_at", state.now() + LONGEST),
        locale=params.get("locale"),
        metadata=merge_metadata({}, params.get("metadata")),
        mode="payment",
        payment_intent=None,
        payment_method_types=params.get("payment_method_types", ["card"]),
        payment_status="unpaid",
        status="open",
        success_url=params["success_url"],
        ui_mode="hosted_page",
        _line_items={"object": "list", "data": lines, "has_more": False},
        _intent_data=params.get("payment_intent_data", {}),
    )
    session["url"] = f"{state.public_url}/c/pay/{session['id']}"
    return session


def retrieve(state: State, _params: Json, pk: str) -> Json:
    """Return one session."""
    return state.get("checkout.session", pk)


def line_items(state: State, params: Json, pk: str) -> Json:
    """Return what a session sells."""
    lines = state.get("checkout.session", pk)["_line_items"]["data"]
    return page(lines, params, f"/v1/checkout/sessions/{pk}/line_items")


def listed(state: State, params: Json) -> Json:
    """Return a page of sessions, newest first."""
    sessions = state.newest("checkout.session")
    return page(sessions, params, "/v1/checkout/sessions", "payment_intent", "status")


def expire(state: State, _params: Json, pk: str) -> Json:
    """Close an open page before its time."""
    session = state.get("checkout.session", pk)
    if session["status"] != "open":
        raise Refused(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of {session['status']}."
        )
    return close(state, session)


def expire_overdue(state: State) -> None:
    """Close the open pages whose time has come."""
    for session in state.newest("checkout.session"):
        if session["status"] == "open" and session["expires_at"] <= state.now():
            close(state, session)


def close(state: State, session: Json) -> Json:
    """Move an open session to expired, and its unpaid intent to canceled."""
    session |= {"status": "expired", "url": None}
    if session["payment_intent"]:
        payment_intents.close(state, state.objects[session["payment_intent"]], "expired")
    emit(state, "checkout.session.expired", session)
    return session


def pay(state: State, session: Json, method: Json) -> Json:
    """Try to pay a session; raise CardRefused, or Refused when it is no longer open."""
    if session["status"] != "open":
        raise Refused("Cette page de paiement est fermée.")
    intent = _intent_of(state, session)
    details = method["billing_details"]
    email = details["email"] or session["customer_email"]
    session["customer_details"] = details | {"email": email}
    back = f"{state.public_url}/c/pay/{session['id']}/return"
    confirmation.confirm(state, intent, {"payment_method": method["id"], "return_url": back})
    complete_if_paid(state, intent)
    return intent


def complete_if_paid(state: State, intent: Json) -> None:
    """Close the session of an intent that has just been paid."""
    session = state.objects.get(intent["_session"] or "")
    if session and session["status"] == "open" and intent["status"] == "succeeded":
        session |= {"status": "complete", "payment_status": "paid", "url": None}
        emit(state, "checkout.session.completed", session)


def success_url(session: Json) -> str:
    """Return where the shopper goes after paying."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _intent_of(state: State, session: Json) -> Json:
    """Return the session's intent, made with the first attempt."""
    if session["payment_intent"]:
        return state.get("payment_intent", session["payment_intent"])
    fields = {
        "amount": str(session["amount_total"]),
        "currency": session["currency"],
        **session["_intent_data"],
    }
    intent = payment_intents.create(state, fields)
    intent["_session"] = session["id"]
    session["payment_intent"] = intent["id"]
    return intent


def _check(state: State, params: Json) -> None:
    if params["mode"] != "payment":
        raise BadRequest("This fake knows the mode `payment` only.", param="mode")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise BadRequest("This fake has the hosted page only.", param="ui_mode")
    for name in ("success_url", "cancel_url"):
        if name in params and urlsplit(params[name]).scheme not in {"http", "https"}:
            raise BadRequest("Not a valid URL", code="url_invalid", param=name)
    check_email(params, "customer_email")
    check_email(params.get("payment_intent_data", {}), "receipt_email")
    merge_metadata({}, params.get("payment_intent_data", {}).get("metadata"))
    lasts = params.get("expires_at", state.now() + LONGEST) - state.now()
    if not SHORTEST - TOLERANCE <= lasts <= LONGEST + TOLERANCE:
        raise BadRequest(
            "`expires_at` must be between 30 minutes and 24 hours from now.", param="expires_at"
        )


def _line(line: Json) -> Json:
    required(line, "price_data")
    price = line["price_data"]
    required(price, "currency", "product_data", "unit_amount")
    required(price["product_data"], "name")
    quantity = line.get("quantity", 1)
    if price["unit_amount"] < 0 or quantity < 1:
        raise BadRequest("Invalid amount or quantity", code="parameter_invalid_integer")
    return {
        "id": new_id("li"),
        "object": "item",
        "amount_subtotal": price["unit_amount"] * quantity,
        "amount_total": price["unit_amount"] * quantity,
        "currency": price["currency"].lower(),
        "description": price["product_data"]["name"],
        "quantity": quantity,
    }
