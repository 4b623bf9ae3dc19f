"""Several queries read side by side in one order, each row once: memory and queries stay constant.

Prefetching would ask again for every batch; a join would repeat a variant for each of its pictures.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

Row = TypeVar("Row")
Key = tuple[int, ...]


class Aligned(Generic[Row]):
    """Rows in the order of a key, handed out key by key.

    >>> rows = Aligned([(1, "a"), (2, "b"), (2, "c"), (4, "d")], lambda row: (row[0],))
    >>> [rows.take((n,)) for n in (1, 2, 3, 4)]
    [[(1, 'a')], [(2, 'b'), (2, 'c')], [], [(4, 'd')]]
    """

    def __init__(self, rows: Iterable[Row], key: Callable[[Row], Key]) -> None:
        self.rows: Iterator[Row] = iter(rows)
        self.key = key
        self.next = next(self.rows, None)

    def take(self, wanted: Key) -> list[Row]:
        """Return the rows of a key; keys are asked for in order, and what was passed is gone."""
        found = []
        while self.next is not None and self.key(self.next) <= wanted:
            if self.key(self.next) == wanted:
                found.append(self.next)
            self.next = next(self.rows, None)
        return found
