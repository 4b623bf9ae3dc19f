"""The one way to ask for background work: by name, after commit, and without ever failing.

The row that the task will look at is the truth; a message that the broker loses or refuses is
found again by the beat schedule (`shop/celery.py`).
"""

from functools import partial
from typing import Any

import structlog
from celery import current_app
from django.db import transaction

log = structlog.get_logger(__name__)


def enqueue(name: str, *args: Any) -> None:
    """Send a task once the present transaction is committed; a broken broker is only logged."""
    transaction.on_commit(partial(_send, name, args), robust=True)


def _send(name: str, args: tuple[Any, ...]) -> None:
    try:
        current_app.send_task(name, args=args, retry=False)
    except Exception as error:
        log.warning("queue.unreachable", task=name, error=type(error).__name__)
