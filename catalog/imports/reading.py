"""Read a table as it comes, CSV or XLSX: the encodings and accidents of spreadsheets."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from catalog.imports import workbook
from catalog.imports.formulas import bare
from catalog.imports.refusal import UnreadableFile

MOST_BYTES = 50 * 1024 * 1024
MOST_LINES = 100_000
MOST_COLUMNS = 500
LONGEST_CELL = 1_000_000
_LONGEST_HEADER = 100_000
DELIMITERS = ",;\t|"
ENCODINGS = ("utf-8", "cp1252", "iso-8859-15", "utf-16", "cp850", "mac_roman")
# A first line with such a cell is no header.
_DATUM = re.compile(r"[-+]?[\s.,]*\d[\d\s.,]*(€|EUR)?|NULL|https?://.*|\d{4}-\d\d-\d\d.*")


class Line(NamedTuple):
    """One record: where it begins in the file, its filled cells by header, what is wrong."""

    number: int
    cells: dict[str, str]
    problem: str = ""


class Table(NamedTuple):
    """A file as it was understood; a workbook has neither encoding nor delimiter."""

    headers: list[str]
    lines: list[Line]
    encoding: str = ""
    delimiter: str = ""
    has_header: bool = True


Records = Iterable[tuple[int, list[str]]]


def read_file(path: Path) -> bytes:
    """Return the content of a file; raises UnreadableFile."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableFile(_("Le fichier dépasse 50 Mo : découpez-le."))
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(_("Le fichier est introuvable ou illisible.")) from error


def read_table(
    content: bytes,
    *,
    encoding: str = "",
    delimiter: str = "",
    has_header: bool | None = None,
    most: int = MOST_LINES,
) -> Table:
    """Return the first `most` lines of a file; what is not told is guessed.

    Raises UnreadableFile.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableFile(_("Le fichier dépasse 50 Mo : découpez-le."))
    if workbook.is_workbook(content):
        records = workbook.records(content, most_rows=MOST_LINES + 2, most_columns=MOST_COLUMNS)
        return _table(records, most, has_header=has_header)
    encoding = encoding or _encoding(content)
    text = _text(content, encoding)
    delimiter = delimiter or _delimiter(text)
    table = _table(_records(text, delimiter), most, has_header=has_header)
    if most >= MOST_LINES and text.count('"') % 2:
        # Everything after a quote that nothing closes is swallowed by the last record.
        last = table.lines[-1]
        table.lines[-1] = last._replace(problem=_("un guillemet n'est jamais fermé"))
    return table._replace(encoding=encoding, delimiter=delimiter)


def _encoding(content: bytes) -> str:
    """Guess as spreadsheets write: Unicode when it is valid, else Windows' Western European."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = content[:4096]
    if b"\0" in head:
        # Every other byte of a Western text is one; a picture has them anywhere.
        if head[1::2].count(0) * 3 > len(head):
            return "utf-16-le"
        raise UnreadableFile(_("Ce fichier n'est ni un CSV ni un classeur XLSX."))
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _text(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except LookupError as error:
        raise UnreadableFile(_("Encodage inconnu : %s.") % encoding) from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(_("Ce fichier n'est pas encodé en %s.") % error.encoding) from error
    text = text.removeprefix("\ufeff").replace("\0", "")
    if not text.strip():
        raise UnreadableFile(_("Le fichier est vide."))
    # An XML or JSON document, a picture, a page: no table.
    if text.lstrip()[0] in "<{[" or text.startswith(("%PDF", "\ufffdPNG", "PK\x03\x04")):
        raise UnreadableFile(_("Ce fichier n'est ni un CSV ni un classeur XLSX."))
    return text


def _delimiter(text: str) -> str:
    if told := re.match(r'"?sep=(.)"?\r?\n', text):
        return told[1]
    # What is longer is for `_records` to refuse, in words.
    header = re.split(r"[\r\n]", text[:_LONGEST_HEADER], maxsplit=1)[0]
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([header], delimiter=mark), [])))


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 1
    try:
        for cells in reader:
            # Excel reads the separator on a first line of its own.
            if number > 1 or not re.fullmatch(r"sep=.?", cells[0] if cells else ""):
                yield number, cells
            number = reader.line_num + 1
    except csv.Error as error:
        # The reader knows of cells too long, and of new lines where none may be.
        raise UnreadableFile(
            _("Ligne %d illisible : une cellule y est trop longue, ou mal fermée.")
            % reader.line_num
        ) from error


def _table(records: Records, most: int, *, has_header: bool | None) -> Table:
    filled = ((number, cells) for number, cells in records if any(cell.strip() for cell in cells))
    _number, first = head = next(iter(filled), (0, []))
    if len(first) > MOST_COLUMNS:
        raise UnreadableFile(_("Le fichier dépasse %d colonnes.") % MOST_COLUMNS)
    if has_header is None:
        has_header = not any(_DATUM.fullmatch(cell.strip()) for cell in first)
    headers = _headers(first if has_header else [""] * len(first))
    lines = [] if has_header or not first else [_line(headers, *head)]
    lines += [_line(headers, *record) for record in islice(filled, most + 1 - len(lines))]
    if not lines:
        raise UnreadableFile(_("Le fichier est vide."))
    if len(lines) > MOST_LINES:
        raise UnreadableFile(_("Le fichier dépasse 100 000 lignes : découpez-le."))
    return Table(headers, lines[:most], has_header=has_header)


def _headers(cells: list[str]) -> list[str]:
    """Return a name for each column: « Colonne 3 » for none, « Nom (2) » for one seen before."""
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or _("Colonne %d") % place
        again = f"{name} ({place})"
        names.append(again if name in names else name)
    return names


def _line(headers: list[str], number: int, cells: list[str]) -> Line:
    extra = len(cells) - len(headers)
    # A row that ends with separators only is one that spreadsheets write.
    if extra > 0 and any(cell.strip() for cell in cells[len(headers) :]):
        problem = _("%d cellule(s) de trop : une virgule ou un guillemet égaré ?") % extra
    else:
        problem = ""
    named = zip(headers, cells, strict=False)
    return Line(number, {name: bare(cell) for name, cell in named if cell}, problem)
