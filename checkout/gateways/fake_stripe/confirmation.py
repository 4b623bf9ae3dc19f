"""Take the money of an intent: authenticate the card, charge it, or say why not."""

from checkout.gateways.fake_stripe import cards, disputes
from checkout.gateways.fake_stripe.errors import BadRequest, CardRefused, Refused
from checkout.gateways.fake_stripe.events import emit
from checkout.gateways.fake_stripe.params import check_email
from checkout.gateways.fake_stripe.state import Json, State, published, random_text

CONFIRMABLE = {"requires_payment_method", "requires_confirmation", "requires_action"}
NOT_AUTHENTICATED = (
    "Nous ne parvenons pas à authentifier votre moyen de paiement. "
    "Choisissez-en un autre, puis réessayez."
)


def confirm(state: State, intent: Json, params: Json) -> Json:
    """Charge the intent, or ask for 3-D Secure; raise CardRefused when the card is declined."""
    check_email(params, "receipt_email")
    if intent["status"] not in CONFIRMABLE:
        raise Refused(
            f"This PaymentIntent's status is {intent['status']}: it cannot be confirmed.",
            code="payment_intent_unexpected_state",
            payment_intent=published(intent),
        )
    _check_return_url(intent, params)
    if params.get("payment_method"):
        intent["payment_method"] = cards.payment_method(state, params["payment_method"])["id"]
    if intent["payment_method"] is None:
        raise Refused(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            code="payment_intent_unexpected_state",
            payment_intent=published(intent),
        )
    for name in ("shipping", "receipt_email"):
        intent[name] = params.get(name) or intent[name]
    method = state.get("payment_method", intent["payment_method"])
    if cards.behaviour(method).authenticates:
        return _ask_for_authentication(state, intent, params)
    return _charge(state, intent, method)


def authenticate(state: State, intent: Json, *, accepted: bool) -> Json:
    """Answer the bank's question; raise CardRefused when the card is declined afterwards."""
    if intent["status"] != "requires_action":
        return intent
    method = state.get("payment_method", intent["payment_method"])
    if accepted:
        return _charge(state, intent, method)
    error = {
        "type": "invalid_request_error",
        "code": "payment_intent_authentication_failure",
        "message": NOT_AUTHENTICATED,
        "payment_method": published(method),
    }
    _fail(state, intent, error)
    return intent


def _check_return_url(intent: Json, params: Json) -> None:
    automatic = intent["automatic_payment_methods"]
    if automatic and automatic["allow_redirects"] == "always" and not params.get("return_url"):
        raise BadRequest(
            "This PaymentIntent is configured to accept payment methods that may redirect your "
            "customer off of your page: you must provide a `return_url`, or set "
            "`automatic_payment_methods[allow_redirects]` to `never`.",
            param="return_url",
        )


def _ask_for_authentication(state: State, intent: Json, params: Json) -> Json:
    challenge = random_text(24)
    url = f"{state.public_url}/3ds/{intent['id']}/{challenge}"
    intent |= {"status": "requires_action", "last_payment_error": None, "_challenge": challenge}
    if params.get("return_url"):
        target = {"url": url, "return_url": params["return_url"]}
        intent["next_action"] = {"type": "redirect_to_url", "redirect_to_url": target}
    else:
        intent["next_action"] = {
            "type": "use_stripe_sdk",
            "use_stripe_sdk": {"type": "three_d_secure_redirect"},
        }
    emit(state, "payment_intent.requires_action", intent)
    return intent


def _charge(state: State, intent: Json, method: Json) -> Json:
    card = cards.behaviour(method)
    if card.decline:
        raise _declined(state, intent, method, card.decline)
    charge = _new_charge(state, intent, method)
    intent |= {
        "status": "succeeded",
        "amount_received": intent["amount"],
        "latest_charge": charge["id"],
        "last_payment_error": None,
        "next_action": None,
        "_challenge": None,
    }
    emit(state, "charge.succeeded", charge)
    emit(state, "payment_intent.succeeded", intent)
    if card.disputed:
        disputes.create(state, charge, reason="fraudulent")
    return intent


def _declined(state: State, intent: Json, method: Json, reason: str) -> CardRefused:
    failure = cards.decline(reason)
    charge = _new_charge(state, intent, method)
    charge |= {"status": "failed", "paid": False, "captured": False, "amount_captured": 0}
    charge |= {"failure_code": failure["code"], "failure_message": failure["message"]}
    charge["outcome"] = {"type": "issuer_declined", "reason": reason, "risk_level": "normal"}
    intent["latest_charge"] = charge["id"]
    error = failure | {"type": "card_error", "charge": charge["id"]}
    error["payment_method"] = published(method)
    emit(state, "charge.failed", charge)
    _fail(state, intent, error)
    return CardRefused(
        failure["message"],
        code=failure["code"],
        decline_code=reason,
        charge=charge["id"],
        payment_method=published(method),
        payment_intent=published(intent),
    )


def _fail(state: State, intent: Json, error: Json) -> None:
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "next_action": None,
        "last_payment_error": error,
        "_challenge": None,
    }
    emit(state, "payment_intent.payment_failed", intent)


def _new_charge(state: State, intent: Json, method: Json) -> Json:
    """Record one try to take the money, as if it had succeeded."""
    return state.add(
        "charge",
        "ch",
        amount=intent["amount"],
        amount_captured=intent["amount"],
        amount_refunded=0,
        balance_transaction=None,
        billing_details=method["billing_details"],
        captured=True,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        failure_code=None,
        failure_message=None,
        metadata=dict(intent["metadata"]),
        outcome={"type": "authorized", "reason": None, "risk_level": "normal"},
        paid=True,
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details={"type": "card", "card": method["card"]},
        receipt_email=intent["receipt_email"],
        refunded=False,
        shipping=intent["shipping"],
        statement_descriptor_suffix=intent["statement_descriptor_suffix"],
        status="succeeded",
    )
