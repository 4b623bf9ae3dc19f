"""Events, and the signature under which they are sent."""

import hashlib
import hmac
import json
from collections.abc import Iterable

from checkout.gateways.fake_stripe.state import Json, State, published

API_VERSION = "2026-10-28.endive"


def emit(state: State, kind: str, about: Json) -> Json:
    """Record an event with a snapshot of its object; the webhooks send it."""
    return state.add(
        "event",
        "evt",
        type=kind,
        api_version=API_VERSION,
        data={"object": published(about)},
        pending_webhooks=1,
        request=dict(state.request),
    )


def payload(event: Json) -> bytes:
    """Return the body that is posted for an event."""
    return json.dumps(published(event), ensure_ascii=False).encode()


def signature(body: bytes, secrets: Iterable[str], *, at: int) -> str:
    """Return the `Stripe-Signature` header: one v1 for each secret, while one replaces another."""
    signed = f"{at}.".encode() + body
    digests = [hmac.new(key.encode(), signed, hashlib.sha256).hexdigest() for key in secrets]
    return ",".join([f"t={at}", *(f"v1={digest}" for digest in digests)])
