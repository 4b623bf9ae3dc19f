"""The full-text index that each database keeps of the words of `SearchEntry`, by itself.

SQLite: an FTS5 table that points to the rows, with three triggers. A later migration that changes
the table `catalog_searchentry` makes SQLite copy it, without its triggers: create them again there.
PostgreSQL: generated columns, one for each scope of `catalog.search.engines`, in one GIN index.
No weights: with them PostgreSQL would read every row again that the index has found.
"""

from typing import Any

from django.db import migrations

COLUMNS = ["name", "facts", "departments", "text"]

_OLD = f"""INSERT INTO catalog_search (catalog_search, rowid, {", ".join(COLUMNS)})
    VALUES ('delete', old.product_id, {", ".join(f"old.{name}" for name in COLUMNS)});"""  # noqa: S608 - the code's own names
_NEW = f"""INSERT INTO catalog_search (rowid, {", ".join(COLUMNS)})
    VALUES (new.product_id, {", ".join(f"new.{name}" for name in COLUMNS)});"""  # noqa: S608 - the code's own names
SQLITE = [
    f"""CREATE VIRTUAL TABLE catalog_search USING fts5(
        {", ".join(COLUMNS)}, content='catalog_searchentry', content_rowid='product_id',
        tokenize='ascii', detail=column, columnsize=0)""",
    f"CREATE TRIGGER catalog_search_insert AFTER INSERT ON catalog_searchentry BEGIN {_NEW} END",
    f"CREATE TRIGGER catalog_search_delete AFTER DELETE ON catalog_searchentry BEGIN {_OLD} END",
    f"""CREATE TRIGGER catalog_search_update AFTER UPDATE OF {", ".join(COLUMNS)}
        ON catalog_searchentry BEGIN {_OLD} {_NEW} END""",
]
SQLITE_BACK = [
    "DROP TRIGGER catalog_search_insert",
    "DROP TRIGGER catalog_search_delete",
    "DROP TRIGGER catalog_search_update",
    "DROP TABLE catalog_search",
]

SCOPES = {
    "in_name": "name",
    "in_facts": "name || ' ' || facts",
    "in_departments": "name || ' ' || facts || ' ' || departments",
    "anywhere": "name || ' ' || facts || ' ' || departments || ' ' || text",
}
_GENERATED = [
    f"ADD COLUMN {scope} tsvector GENERATED ALWAYS AS (to_tsvector('simple', {words})) STORED"
    for scope, words in SCOPES.items()
]
POSTGRESQL = [
    f"ALTER TABLE catalog_searchentry {', '.join(_GENERATED)}",
    f"CREATE INDEX catalog_search ON catalog_searchentry USING gin ({', '.join(SCOPES)})",
]
POSTGRESQL_BACK = [
    f"ALTER TABLE catalog_searchentry {', '.join(f'DROP COLUMN {scope}' for scope in SCOPES)}"
]


def forwards(_apps: Any, schema_editor: Any) -> None:
    """Create the index."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        schema_editor.execute(statement)


def backwards(_apps: Any, schema_editor: Any) -> None:
    """Drop it."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE_BACK if is_sqlite else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Creates the full-text index."""

    dependencies = [("catalog", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
