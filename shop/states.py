"""Small state machines: a status changes only by `move_to`, so that of two racers one fails."""

from typing import Any, ClassVar, Self

from django.db import models


class IllegalMove(Exception):
    """The row is not, or is no longer, in a state from which this move is allowed."""


class Stateful(models.Model):
    """A row with a status whose moves stand in one table."""

    MOVES: ClassVar[dict[str, set[str]]]
    status: Any

    class Meta:
        abstract = True

    def can_move_to(self, status: str) -> bool:
        """Tell whether the table allows the move from the status in hand."""
        return status in self.MOVES.get(self.status, set())

    def move_to(self, status: str, **fields: Any) -> Self:
        """Move the row to a status, with other fields, in one compare-and-swap UPDATE.

        Raises IllegalMove when the table forbids it or when another process was faster.
        """
        before = self.status
        if not self.can_move_to(status):
            raise IllegalMove(f"{self._meta.model_name} {self.pk}: {before} → {status}")
        rows = type(self)._default_manager.filter(pk=self.pk, status=before)
        if not rows.update(status=status, **fields):
            raise IllegalMove(f"{self._meta.model_name} {self.pk} is no longer {before}")
        for name, value in {"status": status, **fields}.items():
            setattr(self, name, value)
        return self
