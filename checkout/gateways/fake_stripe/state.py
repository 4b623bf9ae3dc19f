"""Everything the fake remembers: objects, saved answers, and a journal of what happened."""

import json
import secrets
import string
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from checkout.gateways.fake_stripe.errors import Missing

Json = dict[str, Any]

ALPHABET = string.ascii_letters + string.digits
JOURNAL_LENGTH = 500


class State:
    """Objects by id, in order of creation; fields that start with "_" are never published."""

    def __init__(self, path: Path | None, *, public_url: str, clock: Callable[[], float]) -> None:
        self.lock = threading.RLock()
        self.path = path
        self.public_url = public_url
        self.clock = clock
        self.request: Json = {"id": None, "idempotency_key": None}
        self.objects: dict[str, Json] = {}
        self.answers: dict[str, Json] = {}
        self.journal: list[Json] = []
        if path and path.exists():
            kept = json.loads(path.read_text(encoding="utf-8"))
            self.objects, self.answers = kept["objects"], kept["answers"]
            self.journal = kept["journal"]

    def now(self) -> int:
        """Return the present moment in whole seconds, as Stripe writes it."""
        return int(self.clock())

    def add(self, kind: str, prefix: str, **fields: Any) -> Json:
        """Create an object with a new id."""
        thing: Json = {"id": new_id(prefix), "object": kind, "created": self.now()}
        thing |= {"livemode": False, **fields}
        self.objects[thing["id"]] = thing
        return thing

    def get(self, kind: str, pk: str, *, param: str | None = None) -> Json:
        """Return one object; raise Missing (404 in an address, 400 in a parameter)."""
        thing = self.objects.get(pk)
        if thing is None or thing["object"] != kind:
            missing = Missing(
                f"No such {kind}: '{pk}'", code="resource_missing", param=param or "id"
            )
            missing.status = 400 if param else 404
            raise missing
        return thing

    def newest(self, kind: str) -> list[Json]:
        """Return the objects of a kind, newest first."""
        with self.lock:
            return [thing for thing in reversed(self.objects.values()) if thing["object"] == kind]

    def note(self, what: str, text: str) -> None:
        """Write a line in the journal."""
        with self.lock:
            self.journal.append({"at": self.now(), "what": what, "text": text})
            del self.journal[:-JOURNAL_LENGTH]

    def save(self) -> None:
        """Write the file, whole or not at all, when there is one."""
        if self.path is None:
            return
        with self.lock:
            kept = {"objects": self.objects, "answers": self.answers, "journal": self.journal}
            self.path.parent.mkdir(parents=True, exist_ok=True)
            draft = self.path.with_suffix(".tmp")
            draft.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
            draft.replace(self.path)


def new_id(prefix: str) -> str:
    """Return an id that looks like Stripe's."""
    return f"{prefix}_{random_text(24)}"


def random_text(length: int) -> str:
    """Return letters and digits that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def published(value: Any) -> Any:
    """Return a deep copy without the private fields."""
    if isinstance(value, dict):
        return {name: published(item) for name, item in value.items() if not name.startswith("_")}
    if isinstance(value, list):
        return [published(item) for item in value]
    return value
