"""Read the first sheet of an XLSX workbook: values as they were last shown, no formula, no link.

A workbook is a zip of XML: what it says of its own size is checked before anything is unpacked, and
what it could draw from elsewhere (a document type, its entities) is refused.
"""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from catalog.imports.refusal import UnreadableFile

_MOST_PARTS = 1000
_MOST_UNPACKED = 200 * 1024 * 1024
# Sheets full of the same words shrink to a fiftieth at the very most.
_MOST_RATIO = 100
_SMALL = 5 * 1024 * 1024
_HEAD = 4096
_DOCTYPES = ["<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]


def is_workbook(content: bytes) -> bool:
    """Tell whether a file is a zip, as XLSX files are."""
    return content.startswith(b"PK\x03\x04")


def records(
    content: bytes, *, most_rows: int, most_columns: int
) -> Iterator[tuple[int, list[str]]]:
    """Return each row of the first sheet with its number; raises UnreadableFile."""
    _check(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=most_rows, max_col=most_columns, values_only=True)
        for number, row in enumerate(rows, start=1):
            cells = [_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield number, cells
    except UnreadableFile:
        raise
    except Exception as error:
        # A library that meets broken XML raises anything.
        raise UnreadableFile(_("Ce classeur est abîmé ou n'est pas un XLSX.")) from error


def _check(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_sizes(parts)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _check_head(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise UnreadableFile(_("Ce classeur est abîmé ou n'est pas un XLSX.")) from error


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile(_("Cette archive n'est pas un classeur XLSX, ou elle est chiffrée."))
    if any(".." in name.split("/") or name.startswith(("/", "\\")) for name in names):
        raise UnreadableFile(_("Ce classeur contient un chemin interdit."))
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    too_dense = unpacked > _SMALL and unpacked / packed > _MOST_RATIO
    if len(parts) > _MOST_PARTS or unpacked > _MOST_UNPACKED or too_dense:
        raise UnreadableFile(_("Ce classeur est trop gros une fois décompressé : découpez-le."))


def _check_head(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    with archive.open(part) as file:
        head = file.read(_HEAD)
    if any(mark in head for mark in _DOCTYPES):
        raise UnreadableFile(_("Ce classeur contient une définition de document, refusée."))


def _text(value: Any) -> str:
    """Return a value as the sheet shows it, without its format.

    >>> [_text(v) for v in (3760123450019.0, 24.9, True, None, date(2026, 11, 2))]
    ['3760123450019', '24.9', '1', '', '2026-11-02']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return format(value, ".15g")  # as many digits as a spreadsheet keeps
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    # Halves of characters and NULs can be written in a sheet, and in no database.
    return str(value).encode("utf-8", "ignore").decode().replace("\0", "")
