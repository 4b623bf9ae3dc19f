"""A transport of the `stripe` library that calls the fake without a socket."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import stripe

from checkout.gateways.fake_stripe.api import ConnectionCut
from checkout.gateways.fake_stripe.fake import FakeStripe


class InProcess(stripe.HTTPClient):
    """Use as `stripe.StripeClient("sk_test_x", http_client=InProcess(fake))`."""

    name = "in_process"

    def __init__(self, fake: FakeStripe) -> None:
        super().__init__()
        self.fake = fake

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Answer one call; raise stripe.APIConnectionError when the connection is cut."""
        address = urlsplit(url)
        names = {name.lower(): value for name, value in (headers or {}).items()}
        encoded = address.query if method.upper() == "GET" else (post_data or "")
        try:
            response = self.fake.api.answer(method.upper(), address.path, encoded, names)
        except ConnectionCut:
            cut = stripe.APIConnectionError(  # type: ignore[no-untyped-call]
                "Connection aborted.", should_retry=True
            )
            raise cut from None
        return response.body, response.status, _NoCase(response.headers)

    def close(self) -> None:
        """Do nothing: there is no socket."""


class _NoCase(dict[str, str]):
    """Headers that are found in lower case, as the library looks for them."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__(headers)
        self.update({name.lower(): value for name, value in headers.items()})
