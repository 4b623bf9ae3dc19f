"""How each database is asked for words: SQLite by FTS5, PostgreSQL by its own text search.

The columns of both are those of migrations/0002_search_index.py.
"""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL


class Scope(Enum):
    """Where words must stand: some columns on SQLite, a column of its own on PostgreSQL."""

    NAME = ("name", "in_name")
    FACTS = ("name facts", "in_facts")
    DEPARTMENTS = ("name facts departments", "in_departments")
    ANYWHERE = ("name facts departments text", "anywhere")


class All(tuple["Expression", ...]):
    """Words, or expressions, that must all be there."""

    __slots__ = ()


class Either(tuple["Expression", ...]):
    """Words, or expressions, of which one is enough."""

    __slots__ = ()


# A word is one that `vocabulary` made, so that it needs no quoting.
Expression = str | All | Either


class Engine(NamedTuple):
    """The syntax of one database."""

    condition: str
    word: str
    every: str
    either: str


ENGINES = {
    "sqlite": Engine(
        condition="catalog_product.id IN (SELECT rowid FROM catalog_search"
        " WHERE catalog_search MATCH '{{{columns}}} : ' || %s)",
        word='"{}"',
        every=" AND ",
        either=" OR ",
    ),
    "postgresql": Engine(
        condition="catalog_searchentry.{column} @@ %s::tsquery",
        word="'{}'",
        every=" & ",
        either=" | ",
    ),
}


def standing(expression: Expression, scope: Scope = Scope.ANYWHERE) -> RawSQL:
    """Return the condition that a product has the words; its entry must be joined."""
    engine = ENGINES[connection.vendor]
    columns, column = scope.value
    condition = engine.condition.format(columns=columns, column=column)
    words = _written(expression, engine)
    return RawSQL(condition, [words], output_field=BooleanField())  # noqa: S611 - bound


def each_word(expression: Expression) -> Iterator[str]:
    """Give the words of an expression."""
    if isinstance(expression, str):
        yield expression
    else:
        for part in expression:
            yield from each_word(part)


def _written(expression: Expression, engine: Engine) -> str:
    if isinstance(expression, str):
        return engine.word.format(expression)
    sign = engine.every if isinstance(expression, All) else engine.either
    return f"({sign.join(_written(part, engine) for part in expression)})"
