"""What a publishable key may do: name a card, see or confirm one intent with its secret."""

from checkout.gateways.fake_stripe import cards, confirmation, payment_intents
from checkout.gateways.fake_stripe.errors import BadRequest, StripeError
from checkout.gateways.fake_stripe.params import required
from checkout.gateways.fake_stripe.state import Json, State

ADDRESS = ("return_url", "payment_method")


def create_payment_method(state: State, params: Json) -> Json:
    """Keep a card typed into the payment form."""
    if params.get("type") != "card" or not isinstance(params.get("card"), dict):
        raise BadRequest("This fake takes cards only.", param="type")
    return cards.create(state, params["card"], params.get("billing_details") or {})


def retrieve_intent(state: State, params: Json, pk: str) -> Json:
    """Return what a browser may see of its intent."""
    return payment_intents.for_browser(_intent(state, params, pk))


def confirm_intent(state: State, params: Json, pk: str) -> Json:
    """Try to take the money of an intent, from the browser."""
    intent = _intent(state, params, pk)
    wanted = {name: params[name] for name in ADDRESS if params.get(name)}
    if isinstance(params.get("payment_method_data"), dict):
        wanted["payment_method"] = create_payment_method(state, params["payment_method_data"])["id"]
    try:
        confirmation.confirm(state, intent, wanted)
    except StripeError as error:
        if "payment_intent" in error.error:
            error.error["payment_intent"] = payment_intents.for_browser(intent)
        raise
    return payment_intents.for_browser(intent)


def _intent(state: State, params: Json, pk: str) -> Json:
    required(params, "client_secret")
    intent = state.get("payment_intent", pk)
    payment_intents.check_client_secret(intent, params["client_secret"])
    return intent
