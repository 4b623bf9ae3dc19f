"""Payment intents: what a shop asks to be paid."""

import hmac
import re

from stripe.params import (
    PaymentIntentCancelParams,
    PaymentIntentConfirmParams,
    PaymentIntentCreateParams,
    PaymentIntentUpdateParams,
)

from checkout.gateways.fake_stripe import cards, confirmation
from checkout.gateways.fake_stripe.errors import BadRequest, Refused
from checkout.gateways.fake_stripe.events import emit
from checkout.gateways.fake_stripe.lists import page
from checkout.gateways.fake_stripe.params import check_email, merge_metadata, read, required
from checkout.gateways.fake_stripe.state import Json, State, published, random_text

MIN_AMOUNT, MAX_AMOUNT = 50, 99_999_999  # cents
CURRENCIES = {"eur", "gbp", "usd", "chf"}
MAX_SUFFIX = 22
OPEN = {"requires_payment_method", "requires_confirmation", "requires_action"}
CLAUSE = re.compile(
    r"""(?:metadata\[["']([^"']+)["']\]|(status|currency|amount)):["']?([^"']*)["']?"""
)
# What a browser may see of an intent with the publishable key: never the metadata.
PUBLIC_FIELDS = [
    "id",
    "object",
    "amount",
    "automatic_payment_methods",
    "canceled_at",
    "cancellation_reason",
    "capture_method",
    "client_secret",
    "confirmation_method",
    "created",
    "currency",
    "description",
    "last_payment_error",
    "livemode",
    "next_action",
    "payment_method",
    "payment_method_types",
    "processing",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "status",
]


def create(state: State, params: Json) -> Json:
    """Make an intent, and confirm it when asked."""
    params = read(params, PaymentIntentCreateParams)
    required(params, "amount", "currency")
    _check(params)
    intent = _new(state, params)
    emit(state, "payment_intent.created", intent)
    if params.get("payment_method"):
        intent["payment_method"] = cards.payment_method(state, params["payment_method"])["id"]
        intent["status"] = "requires_confirmation"
    if params.get("confirm"):
        confirmation.confirm(state, intent, params)
    return intent


def retrieve(state: State, _params: Json, pk: str) -> Json:
    """Return one intent."""
    return state.get("payment_intent", pk)


def update(state: State, params: Json, pk: str) -> Json:
    """Change an intent; its amount only while it is unpaid."""
    intent = state.get("payment_intent", pk)
    params = read(params, PaymentIntentUpdateParams)
    _check(params)
    if set(params) - {"metadata", "description"} and intent["status"] not in OPEN:
        raise unexpected_state(intent, "update")
    method = params.pop("payment_method", None)
    intent["metadata"] = merge_metadata(intent["metadata"], params.pop("metadata", None))
    intent |= {name: value for name, value in params.items() if name in intent}
    if method:
        intent["payment_method"] = cards.payment_method(state, method)["id"]
        intent["status"] = "requires_confirmation"
    return intent


def confirm(state: State, params: Json, pk: str) -> Json:
    """Try to take the money."""
    intent = state.get("payment_intent", pk)
    params = read(params, PaymentIntentConfirmParams)
    if "payment_method_data" in params and "payment_method" not in params:
        raise BadRequest("Card data comes from the browser only.", param="payment_method_data")
    return confirmation.confirm(state, intent, params)


def cancel(state: State, params: Json, pk: str) -> Json:
    """Give up an unpaid intent."""
    intent = state.get("payment_intent", pk)
    params = read(params, PaymentIntentCancelParams)
    if intent["_session"]:
        raise Refused(
            "You cannot cancel the PaymentIntent for a Checkout Session. "
            "Expire the Checkout Session instead."
        )
    return close(state, intent, params.get("cancellation_reason"))


def close(state: State, intent: Json, reason: str | None) -> Json:
    """Move an unpaid intent to canceled; raise Refused when it is paid or already canceled."""
    if intent["status"] not in OPEN:
        raise unexpected_state(intent, "cancel")
    intent |= {"status": "canceled", "canceled_at": state.now(), "cancellation_reason": reason}
    intent |= {"next_action": None, "_challenge": None}
    emit(state, "payment_intent.canceled", intent)
    return intent


def listed(state: State, params: Json) -> Json:
    """Return a page of intents, newest first."""
    return page(state.newest("payment_intent"), params, "/v1/payment_intents", "customer")


def search(state: State, params: Json) -> Json:
    """Find intents by metadata, status, currency or amount, joined by AND."""
    required(params, "query")
    clauses = [CLAUSE.fullmatch(part.strip()) for part in params["query"].split(" AND ")]
    found = state.newest("payment_intent")
    for clause in clauses:
        if clause is None:
            raise BadRequest("We were unable to parse your search query.", param="query")
        name, field, value = clause.groups()
        found = [
            intent
            for intent in found
            if (intent["metadata"].get(name) if name else str(intent[field])) == value
        ]
    result = page(found, {"limit": params.get("limit", "10")}, "/v1/payment_intents/search")
    return result | {"object": "search_result", "next_page": None}


def check_client_secret(intent: Json, secret: str) -> None:
    """Raise BadRequest unless the browser knows this intent's secret."""
    if not hmac.compare_digest(intent["client_secret"].encode(), secret.encode()):
        raise BadRequest(
            "The client_secret provided does not match any associated PaymentIntent on this "
            "account.",
            code="payment_intent_invalid_parameter",
            param="client_secret",
        )


def for_browser(intent: Json) -> Json:
    """Return what the publishable key may see."""
    return {name: intent[name] for name in PUBLIC_FIELDS}


def unexpected_state(intent: Json, verb: str) -> Refused:
    """Return the error of an intent that is too far gone."""
    return Refused(
        f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}.",
        code="payment_intent_unexpected_state",
        payment_intent=published(intent),
    )


def _check(params: Json) -> None:
    """Raise BadRequest for values that Stripe refuses before it begins."""
    amount = params.get("amount", MIN_AMOUNT)
    if amount < MIN_AMOUNT:
        raise BadRequest(
            "Amount must be at least €0.50 eur", code="amount_too_small", param="amount"
        )
    if amount > MAX_AMOUNT:
        raise BadRequest(
            "Amount must be no more than €999,999.99", code="amount_too_large", param="amount"
        )
    if params.get("currency", "eur").lower() not in CURRENCIES:
        raise BadRequest(f"Invalid currency: {params['currency']}", param="currency")
    if params.get("capture_method") == "manual":
        raise BadRequest("This fake takes money at once, never later.", param="capture_method")
    if len(params.get("statement_descriptor_suffix") or "") > MAX_SUFFIX:
        raise BadRequest(
            "The statement descriptor suffix must be at most 22 characters.",
            param="statement_descriptor_suffix",
        )
    check_email(params, "receipt_email")


def _new(state: State, params: Json) -> Json:
    chosen = params.get("automatic_payment_methods")
    automatic = {"allow_redirects": "always"} | (chosen or {"enabled": True})
    intent = state.add(
        "payment_intent",
        "pi",
        amount=params["amount"],
        amount_capturable=0,
        amount_received=0,
        automatic_payment_methods=None if "payment_method_types" in params else automatic,
        canceled_at=None,
        cancellation_reason=None,
        capture_method=params.get("capture_method", "automatic_async"),
        confirmation_method=params.get("confirmation_method", "automatic"),
        currency=params["currency"].lower(),
        customer=params.get("customer"),
        description=params.get("description"),
        last_payment_error=None,
        latest_charge=None,
        metadata=merge_metadata({}, params.get("metadata")),
        next_action=None,
        payment_method=None,
        payment_method_types=params.get("payment_method_types", ["card"]),
        processing=None,
        receipt_email=params.get("receipt_email"),
        setup_future_usage=params.get("setup_future_usage"),
        shipping=params.get("shipping"),
        statement_descriptor=None,
        statement_descriptor_suffix=params.get("statement_descriptor_suffix"),
        status="requires_payment_method",
        _challenge=None,
        _session=None,
    )
    intent["client_secret"] = f"{intent['id']}_secret_{random_text(25)}"
    return intent
