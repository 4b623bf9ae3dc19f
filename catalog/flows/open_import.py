"""Receive a merchant's file, keep it privately, and guess what it is."""

from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.crypto import get_random_string

from catalog.imports.presets import COLUMNS, kind_of
from catalog.imports.reading import Table, read_table
from catalog.models import ImportJob, ImportPreset
from shop.models import User

_PREVIEW = 5


@transaction.atomic
def open_import(content: bytes, *, name: str, actor: User | None) -> ImportJob:
    """Keep a file and say what it seems to be; raises UnreadableFile for what is no table.

    Our own files come back with a stock that is old by then: it is left alone unless told.
    """
    table = read_table(content, most=_PREVIEW)
    kind, columns = kind_of(table), _kept_columns(table)
    if columns and not kind:
        kind = COLUMNS
    job = ImportJob(
        name=PurePath(name.replace("\\", "/")).name[:200] or "import",
        kind=kind,
        columns=columns,
        encoding=table.encoding,
        delimiter=table.delimiter,
        has_header=table.has_header,
        keep_stock=kind == "comptoir",
        actor=actor,
    )
    # The file's own name is a stranger's: it is shown, and never used as a path.
    job.file.save(f"imports/{get_random_string(24)}", ContentFile(content), save=False)
    job.save()
    return job


def _kept_columns(table: Table) -> dict[str, str]:
    """Return the columns that were named for files with the same headers."""
    headers = set(table.headers)
    kept = [dict(preset.columns) for preset in ImportPreset.objects.all()]
    fitting = [columns for columns in kept if set(columns.values()) <= headers]
    return max(fitting, key=len, default={})
