"""Who may call what: the addresses of the API, for the shop's server and for browsers."""

import base64
import binascii
import re
from collections.abc import Callable

from checkout.gateways.fake_stripe import browser, checkout_sessions, disputes, lists, refunds
from checkout.gateways.fake_stripe import payment_intents as intents
from checkout.gateways.fake_stripe.errors import Forbidden, Missing, Unauthorized
from checkout.gateways.fake_stripe.state import Json

Handler = Callable[..., Json]

SECRET, PUBLISHABLE = ("sk_test_", "rk_test_"), "pk_test_"


def _retrieve(kind: str) -> Handler:
    return lambda state, _params, pk: state.get(kind, pk)


def _list(kind: str, url: str, *filters: str) -> Handler:
    return lambda state, params: lists.page(state.newest(kind), params, url, *filters)


PK = r"(\w+)"
ROUTES: list[tuple[str, str, Handler]] = [
    ("POST", "/v1/payment_intents", intents.create),
    ("GET", "/v1/payment_intents", intents.listed),
    ("GET", "/v1/payment_intents/search", intents.search),
    ("GET", f"/v1/payment_intents/{PK}", intents.retrieve),
    ("POST", f"/v1/payment_intents/{PK}", intents.update),
    ("POST", f"/v1/payment_intents/{PK}/confirm", intents.confirm),
    ("POST", f"/v1/payment_intents/{PK}/cancel", intents.cancel),
    ("POST", "/v1/checkout/sessions", checkout_sessions.create),
    ("GET", "/v1/checkout/sessions", checkout_sessions.listed),
    ("GET", f"/v1/checkout/sessions/{PK}", checkout_sessions.retrieve),
    ("GET", f"/v1/checkout/sessions/{PK}/line_items", checkout_sessions.line_items),
    ("POST", f"/v1/checkout/sessions/{PK}/expire", checkout_sessions.expire),
    ("POST", "/v1/refunds", refunds.create),
    ("GET", "/v1/refunds", refunds.listed),
    ("GET", f"/v1/refunds/{PK}", refunds.retrieve),
    ("POST", f"/v1/refunds/{PK}", refunds.update),
    ("GET", "/v1/charges", _list("charge", "/v1/charges", "payment_intent", "customer")),
    ("GET", f"/v1/charges/{PK}", _retrieve("charge")),
    ("GET", "/v1/disputes", disputes.listed),
    ("GET", f"/v1/disputes/{PK}", disputes.retrieve),
    ("GET", "/v1/events", _list("event", "/v1/events", "type")),
    ("GET", f"/v1/events/{PK}", _retrieve("event")),
    ("GET", f"/v1/payment_methods/{PK}", _retrieve("payment_method")),
]
BROWSER_ROUTES: list[tuple[str, str, Handler]] = [
    ("POST", "/v1/payment_methods", browser.create_payment_method),
    ("GET", f"/v1/payment_intents/{PK}", browser.retrieve_intent),
    ("POST", f"/v1/payment_intents/{PK}/confirm", browser.confirm_intent),
]


def key_of(authorization: str) -> str:
    """Return the API key of an Authorization header, Bearer or Basic.

    >>> key_of("Bearer sk_test_1"), key_of("Basic c2tfdGVzdF8xOg==")
    ('sk_test_1', 'sk_test_1')
    """
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return value
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def find(method: str, path: str, key: str) -> tuple[Handler, tuple[str, ...]]:
    """Return what answers a call and the ids of its address; raise Unauthorized, Missing…"""
    if not key.startswith((*SECRET, PUBLISHABLE)):
        shown = f"{key[:8]}****" if key else "none"
        raise Unauthorized(f"Invalid API Key provided: {shown}")
    routes = BROWSER_ROUTES if key.startswith(PUBLISHABLE) else ROUTES
    found = _match(routes, method, path)
    if found:
        return found
    if routes is BROWSER_ROUTES and _match(ROUTES, method, path):
        raise Forbidden(
            "This API call cannot be made with a publishable API key. Please use a secret API key.",
            code="secret_key_required",
        )
    raise Missing(f"Unrecognized request URL ({method}: {path}).", code="url_invalid")


def _match(
    routes: list[tuple[str, str, Handler]], method: str, path: str
) -> tuple[Handler, tuple[str, ...]] | None:
    for verb, pattern, handler in routes:
        match = re.fullmatch(pattern, path)
        if verb == method and match:
            return handler, match.groups()
    return None
