"""A broker that is a folder: one file a message, which appears and is taken in one step.

Kombu's own (`filesystem://`) lets a reader see a message, or the table of an exchange, that is
still being written, and a worker that reads half a file dies of it. Here a file gets its name only
when it is complete, and belongs to whoever renames it first.
"""

import fcntl
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    """Puts and takes messages of a folder."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{time.time_ns()}_{uuid.uuid4()}.{queue}.msg"
        _write_at_once(Path(self.data_folder_out) / name, payload)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for path in sorted(Path(self.data_folder_in).glob(f"*.{queue}.msg")):
            taken = path.with_suffix(".taken")
            try:
                path.rename(taken)
            except FileNotFoundError:  # another worker was quicker
                continue
            payload = loads(taken.read_bytes())
            taken.unlink()
            return payload
        raise Empty

    def _queue_bind(
        self, exchange: str, routing_key: str | None, pattern: str | None, queue: str | None
    ) -> None:
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        folder = Path(self.control_folder)
        with _alone(folder):
            bindings = self.get_table(exchange)
            if binding not in bindings:
                _write_at_once(folder / f"{exchange}.exchange", [binding, *bindings])


class Transport(filesystem.Transport):
    """What `folder://` names (see shop.celery)."""

    Channel = Channel


def _write_at_once(path: Path, content: Any) -> None:
    """Give a file its name once it is complete."""
    draft = path.with_name(f"{uuid.uuid4()}.draft")
    draft.write_text(dumps(content), encoding="utf-8")
    draft.replace(path)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time change what is in a folder."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
