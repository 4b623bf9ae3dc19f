"""Stripe: every call that leaves for the payment provider, and what its answers mean here.

Nothing in this file touches the database, and nothing here is called inside a transaction. Each
call has a timeout and an idempotency key, so that a lost answer can be asked for again.
"""

from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

import stripe
from django.conf import settings

from shop.money import from_cents, to_cents

API_VERSION = "2026-10-28.endive"
TIMEOUT = (3, 10)  # seconds to connect, to read
CURRENCY = "eur"


class GatewayDown(Exception):
    """Stripe cannot be reached, or does not answer in time: nothing is known, ask again."""


class Refused(Exception):
    """Stripe answered and says no; its code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class State(StrEnum):
    """How far a payment is, by Stripe's own word."""

    OPEN = "open"
    CAPTURED = "captured"
    CANCELLED = "cancelled"


class Truth(NamedTuple):
    """What Stripe says of one payment; the only ground to call an order paid (I25)."""

    state: State
    intent_id: str = ""
    amount: Decimal = Decimal("0.00")
    currency: str = CURRENCY
    card: str = ""
    error: str = ""


class Event(NamedTuple):
    """What Stripe told us happened: to which object, for which payment of ours."""

    id: str
    kind: str
    object_id: str
    payment_ref: str


def is_configured() -> bool:
    """Tell whether cards can be taken at all."""
    return bool(settings.STRIPE_SECRET_KEY)


def create_intent(*, key: str, amount: Decimal, metadata: dict[str, str]) -> tuple[str, str]:
    """Create the intent to take an amount in euros; return its id and its client secret."""
    intent = _ask(
        lambda api: api.v1.payment_intents.create(
            {
                "amount": to_cents(amount),
                "currency": CURRENCY,
                "automatic_payment_methods": {"enabled": True},
                "metadata": metadata,
            },
            {"idempotency_key": key},
        )
    )
    return intent.id, intent.client_secret


def client_secret(intent_id: str) -> str:
    """Return what the browser needs to confirm an intent."""
    secret = _ask(lambda api: api.v1.payment_intents.retrieve(intent_id)).client_secret
    return str(secret)


def create_session(  # noqa: PLR0913 - what the hosted page shows
    *,
    key: str,
    amount: Decimal,
    label: str,
    email: str,
    metadata: dict[str, str],
    success_url: str,
    cancel_url: str,
    language: str,
) -> tuple[str, str]:
    """Create a hosted payment page for an amount in euros; return its id and its address."""
    product = {"name": label}
    price = {"currency": CURRENCY, "unit_amount": to_cents(amount), "product_data": product}
    session = _ask(
        lambda api: api.v1.checkout.sessions.create(
            {
                "mode": "payment",
                "line_items": [{"price_data": price, "quantity": 1}],
                "customer_email": email,
                "metadata": metadata,
                "payment_intent_data": {"metadata": metadata},
                "success_url": success_url,
                "cancel_url": cancel_url,
                "locale": "en" if language == "en" else "fr",
            },
            {"idempotency_key": key},
        )
    )
    return session.id, session.url


def session_url(session_id: str) -> str:
    """Return the address of a hosted page that can still be paid, or nothing."""
    session = _ask(lambda api: api.v1.checkout.sessions.retrieve(session_id))
    return str(session.url or "") if session.status == "open" else ""


def look_up(*, intent_id: str, session_id: str) -> Truth:
    """Ask Stripe how far a payment is; a payment that never left us is open."""
    if session_id and not intent_id:
        session = _ask(lambda api: api.v1.checkout.sessions.retrieve(session_id))
        intent_id = session.payment_intent or ""
        if not intent_id:
            return Truth(State.CANCELLED if session.status == "expired" else State.OPEN)
    if not intent_id:
        return Truth(State.OPEN)
    expand: Any = {"expand": ["latest_charge"]}
    return _truth(_ask(lambda api: api.v1.payment_intents.retrieve(intent_id, expand)))


def close(*, intent_id: str, session_id: str) -> Truth:
    """Make sure that a payment can no longer succeed; return what is true afterwards (F36)."""
    if session_id:
        _tolerate(lambda api: api.v1.checkout.sessions.expire(session_id))
    truth = look_up(intent_id=intent_id, session_id=session_id)
    if truth.state is State.OPEN and truth.intent_id:
        _tolerate(lambda api: api.v1.payment_intents.cancel(truth.intent_id))
        truth = look_up(intent_id=truth.intent_id, session_id="")
    return truth


def refund(*, key: str, intent_id: str, amount: Decimal) -> tuple[str, str]:
    """Give an amount in euros back on the card; return the refund's id and status.

    Raises Refused when Stripe says no, GatewayDown when it says nothing.
    """
    made = _ask(
        lambda api: api.v1.refunds.create(
            {"payment_intent": intent_id, "amount": to_cents(amount)}, {"idempotency_key": key}
        )
    )
    return made.id, made.status or "pending"


def refund_status(refund_id: str) -> str:
    """Return how far a refund is: pending, succeeded, failed…"""
    return _ask(lambda api: api.v1.refunds.retrieve(refund_id)).status or "pending"


def read_event(body: bytes, signature: str) -> Event:
    """Return the event that Stripe signed; raises ValueError for anything else (I24)."""
    try:
        event = stripe.Webhook.construct_event(body, signature, settings.STRIPE_WEBHOOK_SECRET)
    except (stripe.SignatureVerificationError, ValueError, AttributeError, TypeError) as error:
        # The library lets a list, or bytes that are no text, through to its own errors.
        raise ValueError(str(error)) from error
    about = event.data.object.to_dict()
    metadata = about.get("metadata") or {}
    return Event(event.id, event.type, about.get("id") or "", metadata.get("payment") or "")


def _truth(intent: stripe.PaymentIntent) -> Truth:
    states = {"succeeded": State.CAPTURED, "canceled": State.CANCELLED}
    refusal = intent.last_payment_error
    return Truth(
        state=states.get(intent.status, State.OPEN),
        intent_id=intent.id,
        amount=from_cents(intent.amount_received or 0),
        currency=intent.currency,
        card=_card(intent.latest_charge),
        error=_reason(refusal) if refusal else "",
    )


def _reason(refusal: Any) -> str:
    # Only a bank's refusal has a decline code: an authentication that failed has none.
    decline, code = getattr(refusal, "decline_code", ""), getattr(refusal, "code", "")
    return str(decline or code or "refused")


def _card(charge: Any) -> str:
    details = getattr(charge, "payment_method_details", None)
    card = getattr(details, "card", None)
    return f"{card.brand} •••• {card.last4}" if card else ""


@cache
def _client(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        stripe_version=API_VERSION,
        base_addresses={"api": base},
        http_client=stripe.RequestsClient(timeout=TIMEOUT),
        max_network_retries=2,
    )


def _ask(call: Any) -> Any:
    try:
        return call(_client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE))
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise GatewayDown(type(error).__name__) from error
    except (stripe.CardError, stripe.InvalidRequestError, stripe.IdempotencyError) as error:
        raise Refused(error.code or type(error).__name__) from error
    except stripe.StripeError as error:
        raise GatewayDown(type(error).__name__) from error


def _tolerate(call: Any) -> None:
    try:
        _ask(call)
    except Refused:
        # It can no longer be closed: the look-up that follows says what it became.
        return
