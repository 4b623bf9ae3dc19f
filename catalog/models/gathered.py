"""The rows of a query as one column of another: a page that shows both asks the database once."""

import json
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from django.db.models import JSONField, QuerySet, Subquery

Row = TypeVar("Row", bound=models.Model)


class Gathered(Subquery):
    """What `.values(…)` names, as a list of {name: value}.

    For texts, numbers and JSON: a moment or a decimal would come back as mere text.
    """

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        """Take a query that ends with its values."""
        self.names = tuple(rows.query.values_select)
        super().__init__(rows, output_field=JSONField())

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Aggregate whole rows."""
        columns = "COALESCE(jsonb_agg(to_jsonb(gathered)), '[]')"
        return self.as_sql(compiler, connection, template=_from(columns), **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Aggregate objects that are made a column at a time."""
        pairs = ", ".join(f"'{name}', gathered.\"{name}\"" for name in self.names)
        columns = f"json_group_array(json_object({pairs}))"
        return self.as_sql(compiler, connection, template=_from(columns), **context)


def _from(columns: str) -> str:
    return f"(SELECT {columns} FROM (%(subquery)s) AS gathered)"  # noqa: S608 - names of ours


def unfold(model: type[Row], gathered: Iterable[dict[str, Any]] | None) -> list[Row]:
    """Return the rows that were gathered, with the columns that they have."""
    return [_row(model, values) for values in gathered or []]


def _row(model: type[Row], values: dict[str, Any]) -> Row:
    made = model()
    for name, value in values.items():
        field = model._meta.get_field(name.removesuffix("_id"))
        is_packed = isinstance(field, JSONField) and isinstance(value, str)  # SQLite: JSON is text
        setattr(made, name, json.loads(value) if is_packed else value)
    made._state.adding = False
    return made
