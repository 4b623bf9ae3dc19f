"""How each database is asked for words: SQLite by FTS5, PostgreSQL by its own text search.

The columns of both are those of migrations/0002_search_index.py.
"""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func
from django.db.models.sql.compiler import SQLCompiler


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
        condition="{product} IN (SELECT rowid FROM catalog_search"
        " WHERE catalog_search MATCH '{{{columns}}} : ' || %s)",
        word='"{}"',
        every=" AND ",
        either=" OR ",
    ),
    "postgresql": Engine(
        condition="{entry}.{column} @@ %s::tsquery",
        word="'{}'",
        every=" & ",
        either=" | ",
    ),
}


class Standing(Func):
    """The condition that a product's entry has the words of an expression in a scope."""

    output_field = BooleanField()

    def __init__(self, expression: Expression, scope: Scope = Scope.ANYWHERE) -> None:
        """Hold what is asked; the entry is joined to the product."""
        # Where there is no entry the condition is unknown, and so not met.
        super().__init__(F("pk"), F("search_entry__head"))
        self.words, self.scope = expression, scope

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str]]:
        """Write the condition for the alias that the entry has in this query."""
        product, head = (compiler.compile(source)[0] for source in self.source_expressions)
        engine = ENGINES[connection.vendor]
        columns, column = self.scope.value
        entry = head.rpartition(".")[0]
        condition = engine.condition.format(
            product=product, entry=entry, columns=columns, column=column
        )
        return condition, (_written(self.words, engine),)


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
