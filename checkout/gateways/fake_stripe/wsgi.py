"""The fake over HTTP: the API, the script of the payment form, and the pages."""

import http
import re
import socket
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from checkout.gateways.fake_stripe import dashboard, hosted
from checkout.gateways.fake_stripe.api import ConnectionCut
from checkout.gateways.fake_stripe.errors import StripeError
from checkout.gateways.fake_stripe.fake import FakeStripe
from checkout.gateways.fake_stripe.rendering import Html, Page, page, render, static

Environ = dict[str, Any]

MAX_BODY = 1_000_000  # bytes
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, Stripe-Version",
    "Access-Control-Max-Age": "600",
}
SCRIPT = re.compile(r"/v3/?|/[a-z]+/stripe\.js")


class App:
    """A WSGI application around one fake."""

    def __init__(self, fake: FakeStripe) -> None:
        self.fake = fake
        self.pages: list[tuple[str, str, Callable[..., Page]]] = [
            ("GET", "/", dashboard.index),
            ("GET", "/v3/element", _element),
            ("GET", r"/c/pay/(\w+)", hosted.show_session),
            ("GET", r"/c/pay/(\w+)/return", hosted.return_to_session),
            ("POST", r"/c/pay/(\w+)", hosted.pay_session),
            ("GET", r"/3ds/(\w+)/(\w+)", hosted.show_challenge),
            ("POST", r"/3ds/(\w+)/(\w+)", hosted.answer_challenge),
            ("POST", "/_control", dashboard.control),
        ]

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request, or cut the connection when a fault says so."""
        try:
            answer = self._answer(environ)
        except ConnectionCut:
            environ["fake_stripe.connection"].shutdown(socket.SHUT_RDWR)
            answer = Page(500, {}, b"")
        status = f"{answer.status} {http.HTTPStatus(answer.status).phrase}"
        headers = answer.headers | {"Content-Length": str(len(answer.body))}
        start(status, list(headers.items()))
        return [answer.body]

    def _answer(self, environ: Environ) -> Page:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if not self._is_ours(environ.get("HTTP_HOST", "")):
            return Page(421, {"Content-Type": "text/plain"}, b"")
        body = _body(environ)
        if path.startswith("/v1/"):
            return self._api(environ, method, path, body)
        if method == "GET" and SCRIPT.fullmatch(path):
            path = "/static/fake-stripe.js"
        if method == "GET" and path.startswith("/static/"):
            return static(path.removeprefix("/static/")) or _not_found()
        if method == "POST" and not _same_origin(environ):
            return Page(403, {"Content-Type": "text/plain"}, b"")
        return self._page(method, path, dict(parse_qsl(body)))

    def _api(self, environ: Environ, method: str, path: str, body: str) -> Page:
        if method == "OPTIONS":
            return Page(204, CORS, b"")
        headers = {
            name[5:].lower().replace("_", "-"): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        encoded = environ.get("QUERY_STRING", "") if method == "GET" else body
        response = self.fake.api.answer(method, path, encoded, headers)
        headers = response.headers | CORS | {"Content-Type": "application/json"}
        return Page(response.status, headers, response.body.encode())

    def _page(self, method: str, path: str, form: dict[str, str]) -> Page:
        for verb, pattern, view in self.pages:
            match = re.fullmatch(pattern, path)
            if match and verb == method:
                more = (form,) if method == "POST" else ()
                try:
                    return view(self.fake, *match.groups(), *more)
                except StripeError as error:
                    return _not_found(error.status)
        return _not_found()

    def _is_ours(self, host: str) -> bool:
        """Refuse names that a stranger's page could point at this machine."""
        name = urlsplit(f"//{host}").hostname
        return name in {"127.0.0.1", "localhost", urlsplit(self.fake.state.public_url).hostname}


def _element(_fake: FakeStripe) -> Page:
    return page("Carte bancaire", render("element"), framed=True)


def _body(environ: Environ) -> str:
    length = min(int(environ.get("CONTENT_LENGTH") or 0), MAX_BODY)
    raw: bytes = environ["wsgi.input"].read(length) if length else b""
    return raw.decode(errors="replace")


def _same_origin(environ: Environ) -> bool:
    """Tell whether a form was sent from these pages, or by a tool that sends no Origin."""
    origin = environ.get("HTTP_ORIGIN")
    return origin is None or urlsplit(origin).netloc == environ.get("HTTP_HOST")


def _not_found(status: int = 404) -> Page:
    main = render("closed", message="Cette page n’existe pas.", back=Html())
    return page("Introuvable", main, status=status)
