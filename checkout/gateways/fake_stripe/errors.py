"""The errors that the API answers, each with its status and whether an idempotency key keeps it."""

from typing import Any


class StripeError(Exception):
    """An answer that is not a success."""

    status = 400
    kind = "invalid_request_error"
    saved = False  # true: the request had begun, so the same key gives the same answer again
    code: str | None = None

    def __init__(self, message: str, *, code: str | None = None, **details: Any) -> None:
        super().__init__(message)
        self.error: dict[str, Any] = {"type": self.kind, "message": message}
        if code or self.code:
            self.error["code"] = code or self.code
            self.error["doc_url"] = f"https://docs.stripe.com/error-codes#{code or self.code}"
        self.error |= {name: value for name, value in details.items() if value is not None}


class BadRequest(StripeError):
    """A parameter is wrong: nothing was begun."""


class Missing(StripeError):
    """The address or the object does not exist."""

    status = 404


class Unauthorized(StripeError):
    """The key is absent or unknown."""

    status = 401


class Forbidden(StripeError):
    """The key is known but may not do this."""

    status = 403


class Refused(StripeError):
    """The request was well formed but the object's state refuses it."""

    saved = True


class CardRefused(StripeError):
    """The card was declined."""

    status = 402
    kind = "card_error"
    saved = True


class KeyReused(StripeError):
    """An idempotency key came back with another request."""

    kind = "idempotency_error"


class KeyInUse(StripeError):
    """The first request of an idempotency key is still being answered."""

    status = 409
    code = "idempotency_key_in_use"


class RateLimited(StripeError):
    """Too many requests."""

    status = 429
    code = "rate_limit"


class ServerError(StripeError):
    """An error of the service itself."""

    status = 500
    kind = "api_error"
    saved = True
