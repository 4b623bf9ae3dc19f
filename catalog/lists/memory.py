"""What was counted once is not counted again while nothing in the lists has changed."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from django.db.models import Case, Count, Exists, Sum, When

from catalog.models import ListChange, Product
from catalog.models.change import Version

T = TypeVar("T")
MOST_REMEMBERED = 500
# Of this process: the version in each key is what keeps it right, and a database's restoration
# brings no old version back to life.
_memory: dict[Hashable, object] = {}


def state() -> Version:
    """Return the version of the lists, after what time alone has changed is written."""
    version, is_due = _read()
    if is_due:
        Product.objects.settle_lists()
        version, _is_due = _read()
    return version


def _read() -> tuple[Version, bool]:
    due = Case(When(Exists(Product.objects.due_in_lists()), then=1))
    row = ListChange.objects.aggregate(changes=Count("pk"), total=Sum("token"), due=Count(due))
    return Version(row["changes"], row["total"] or 0), bool(row["due"])


def remembered(key: Hashable, ask: Callable[[], T], scope: str) -> T:
    """Return the answer to a question that was asked before of the same state, or ask it."""
    if not scope:
        return ask()
    found = _memory.get(key)
    if found is None:
        if len(_memory) >= MOST_REMEMBERED:
            _memory.clear()
        found = _memory[key] = ask()
    return found  # type: ignore[return-value]
