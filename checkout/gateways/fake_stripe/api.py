"""The API: the key, the idempotency key, the planned fault, then the answer."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, Self
from urllib.parse import parse_qsl

from checkout.gateways.fake_stripe import checkout_sessions, routes
from checkout.gateways.fake_stripe.errors import BadRequest, RateLimited, ServerError, StripeError
from checkout.gateways.fake_stripe.events import API_VERSION
from checkout.gateways.fake_stripe.faults import Fault, Faults
from checkout.gateways.fake_stripe.idempotency import Answer, Keys
from checkout.gateways.fake_stripe.lists import expand
from checkout.gateways.fake_stripe.params import nested
from checkout.gateways.fake_stripe.state import Json, State, new_id
from checkout.gateways.fake_stripe.webhooks import Webhooks


class ConnectionCut(Exception):
    """The caller gets no answer at all."""


class Response(NamedTuple):
    """What is answered."""

    status: int
    body: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Request:
    """One call of the API."""

    method: str
    path: str
    params: Json
    key: str
    idempotency_key: str

    @classmethod
    def parse(cls, method: str, path: str, encoded: str, headers: Mapping[str, str]) -> Self:
        """Read a call from its form-encoded parameters and its headers; raise BadRequest."""
        version = headers.get("stripe-version", API_VERSION)
        if version != API_VERSION:
            raise BadRequest(f"This fake speaks {API_VERSION} only, not {version}.")
        params = nested(parse_qsl(encoded, keep_blank_values=True))
        key = params.pop("key", "") or routes.key_of(headers.get("authorization", ""))
        idempotency_key = headers.get("idempotency-key", "") if method == "POST" else ""
        return cls(method, path, params, key, idempotency_key)


class Api:
    """Answer calls; what touches the state is done one call at a time."""

    def __init__(self, state: State, webhooks: Webhooks, faults: Faults) -> None:
        self.state = state
        self.webhooks = webhooks
        self.faults = faults
        self.keys = Keys(state)

    def answer(self, method: str, path: str, encoded: str, headers: Mapping[str, str]) -> Response:
        """Return the response to a call, whose headers have names in lower case.

        Raise ConnectionCut when a planned fault says so.
        """
        outcome, mark = "connexion coupée", new_id("req")
        try:
            response = self._answer(Request.parse(method, path, encoded, headers), mark)
            outcome = str(response.status)
        except StripeError as error:
            response = _failure(error, mark)
            outcome = str(response.status)
        finally:
            if method != "GET":
                self.state.note("api", f"{method} {path} → {outcome}")
                self.state.save()
            self.webhooks.dispatch()
        return response

    def _answer(self, request: Request, mark: str) -> Response:
        key = request.idempotency_key
        handler, pks = routes.find(request.method, request.path, request.key)
        kept = self.keys.claim(key, request.path, request.params) if key else None
        if kept:
            replayed = {"Original-Request": kept.request, "Idempotent-Replayed": "true"}
            return Response(kept.status, kept.body, {"Request-Id": mark} | replayed)
        try:
            return self._perform(request, mark, partial(self._act, request, mark, handler, pks))
        finally:
            self.keys.release(key)

    def _perform(self, request: Request, mark: str, act: Callable[[], str]) -> Response:
        """Act, well or as a planned fault says, and keep the answer under the key."""
        plan = self.faults.take(request.path)
        fault = plan.fault if plan else None
        if plan:
            plan.pause()
        if fault is Fault.LOST_BEFORE:
            raise ConnectionCut
        response, saved = _attempt(act, fault, mark)
        if saved and request.idempotency_key:
            answer = Answer(response.status, response.body, mark)
            self.keys.keep(request.idempotency_key, request.path, request.params, answer)
        if fault is Fault.LOST_AFTER:
            raise ConnectionCut
        return response

    def _act(
        self, request: Request, mark: str, handler: routes.Handler, pks: tuple[str, ...]
    ) -> str:
        """Call the handler alone; a request that fails validation leaves nothing behind."""
        params = dict(request.params)
        paths = params.pop("expand", [])
        with self.state.lock:
            checkout_sessions.expire_overdue(self.state)
            before = len(self.state.objects)
            self.state.request = {"id": mark, "idempotency_key": request.idempotency_key or None}
            try:
                thing = expand(self.state, handler(self.state, params, *pks), paths)
            except StripeError as error:
                if not error.saved:
                    for pk in list(self.state.objects)[before:]:
                        del self.state.objects[pk]
                raise
            return json.dumps(thing, ensure_ascii=False)


def _attempt(act: Callable[[], str], fault: Fault | None, mark: str) -> tuple[Response, bool]:
    """Return the response, and whether an idempotency key keeps it."""
    try:
        if fault is Fault.RATE_LIMITED:
            raise RateLimited("Too many requests made to the API too quickly.")
        if fault is Fault.ERROR_BEFORE:
            raise ServerError("An unknown error occurred.")
        body = act()
        if fault is Fault.ERROR_AFTER:
            raise ServerError("An unknown error occurred.")
    except StripeError as error:
        return _failure(error, mark), error.saved
    return Response(200, body, {"Request-Id": mark}), True


def _failure(error: StripeError, mark: str) -> Response:
    headers = {"Request-Id": mark}
    if error.status == 500:
        headers["Stripe-Should-Retry"] = "false"  # the same key would get the same answer
    body = json.dumps({"error": error.error}, ensure_ascii=False)
    return Response(error.status, body, headers)
