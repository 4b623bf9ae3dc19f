"""Idempotency keys: the first answer of a key is given again, as Stripe promises."""

import json
from typing import NamedTuple

from checkout.gateways.fake_stripe.errors import BadRequest, KeyInUse, KeyReused
from checkout.gateways.fake_stripe.state import Json, State

LIFETIME = 24 * 3600  # seconds; afterwards a key means a new request
MAX_LENGTH = 255


class Answer(NamedTuple):
    """The status and the body that were given, and the request that they answered."""

    status: int
    body: str
    request: str


class Keys:
    """The keys that were seen, and those whose first request is still being answered."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.in_use: set[str] = set()

    def claim(self, key: str, path: str, params: Json) -> Answer | None:
        """Return the kept answer of a key, or take the key; raise KeyReused or KeyInUse."""
        if len(key) > MAX_LENGTH:
            raise BadRequest("Idempotency-Key may be at most 255 characters long.")
        with self.state.lock:
            self._forget_old()
            kept = self.state.answers.get(key)
            if kept is None and key not in self.in_use:
                self.in_use.add(key)
                return None
            if kept is None:
                raise KeyInUse(
                    "There is currently another in-progress request using this Idempotent Key "
                    f"(that probably means you submitted twice): {key}"
                )
            _check_same(kept, key, path, params)
            return Answer(kept["status"], kept["body"], kept["request"])

    def keep(self, key: str, path: str, params: Json, answer: Answer) -> None:
        """Save the first answer of a key."""
        with self.state.lock:
            self.state.answers[key] = {
                "at": self.state.now(),
                "path": path,
                "params": json.dumps(params, sort_keys=True),
                **answer._asdict(),
            }

    def release(self, key: str) -> None:
        """Let go of a key; it is free again unless its answer was kept."""
        with self.state.lock:
            self.in_use.discard(key)

    def _forget_old(self) -> None:
        oldest = self.state.now() - LIFETIME
        for key in [key for key, kept in self.state.answers.items() if kept["at"] < oldest]:
            del self.state.answers[key]


def _check_same(kept: Json, key: str, path: str, params: Json) -> None:
    if kept["path"] != path:
        raise KeyReused(
            "Keys for idempotent requests can only be used for the same endpoint they were first "
            f"used for ('{kept['path']}' vs '{path}'). Try using a key other than '{key}'."
        )
    if kept["params"] != json.dumps(params, sort_keys=True):
        raise KeyReused(
            "Keys for idempotent requests can only be used with the same parameters they were "
            f"first used with. Try using a key other than '{key}' if you meant to execute a "
            "different request."
        )
