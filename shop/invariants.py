"""What must always be true of the data; `manage.py verify` counts what is not."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from shop.models import Message

LATE = timedelta(hours=1)


class Invariant(NamedTuple):
    """A sentence about the data, its number in the reliability catalogue, its violations."""

    code: str
    sentence: str
    violations: Callable[[], int]


def _stuck_messages() -> int:
    """Count messages that should have left an hour ago and neither did nor are shown as failed."""
    unsent = [Message.Status.WAITING, Message.Status.QUEUED, Message.Status.SENDING]
    stuck = Message.objects.filter(status__in=unsent, due_at__lt=timezone.now() - LATE)
    # A message that was tried is waiting for its next try, at the time that it says.
    return stuck.filter(attempts=0).count()


INVARIANTS = [
    Invariant("I34", "each message leaves within an hour or is shown as failed", _stuck_messages),
]
