"""Read a CSV file as it comes: the encodings, separators and accidents of spreadsheets."""

import csv
import io
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

MOST_BYTES = 50 * 1024 * 1024
MOST_LINES = 100_000
_LONGEST_CELL = 1_000_000
_DELIMITERS = ",;\t|"


class UnreadableFile(Exception):
    """Nothing can be imported from the file; the message tells the merchant why."""


class Line(NamedTuple):
    """One record: where it begins in the file, its cells by header, what is wrong with it."""

    number: int
    cells: dict[str, str]
    problem: str = ""


def read_lines(path: Path, encoding: str = "") -> list[Line]:
    """Return the records of a file below its header; raises UnreadableFile."""
    text = _text(path, encoding)
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        headers = [header.strip() for header in next(reader, [])]
        lines = []
        number = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append(_line(number, headers, cells))
            number = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(
            _("Ligne %(number)d illisible : %(error)s.")
            % {"number": reader.line_num, "error": error}
        ) from error
    return _checked(lines, text)


def _text(path: Path, encoding: str) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableFile(_("Le fichier dépasse 50 Mo : découpez-le."))
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(_("Le fichier est introuvable ou illisible.")) from error
    try:
        text = content.decode(encoding or _encoding(content))
    except LookupError as error:
        raise UnreadableFile(_("Encodage inconnu : %s.") % encoding) from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(_("Ce fichier n'est pas encodé en %s.") % error.encoding) from error
    return text.removeprefix("\ufeff").replace("\0", "")


def _encoding(content: bytes) -> str:
    """Guess as spreadsheets write: Unicode when it is valid, else Windows' Western European."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return max(_DELIMITERS, key=lambda mark: len(next(csv.reader([header], delimiter=mark), [])))


def _line(number: int, headers: list[str], cells: list[str]) -> Line:
    extra = len(cells) - len(headers)
    # A row that ends with separators only is one that spreadsheets write.
    if extra > 0 and any(cell.strip() for cell in cells[len(headers) :]):
        problem = _("%d cellule(s) de trop : une virgule ou un guillemet égaré ?") % extra
    else:
        problem = ""
    return Line(number, dict(zip(headers, cells, strict=False)), problem)


def _checked(lines: list[Line], text: str) -> list[Line]:
    if not lines:
        raise UnreadableFile(_("Le fichier est vide."))
    if len(lines) > MOST_LINES:
        raise UnreadableFile(_("Le fichier dépasse 100 000 lignes : découpez-le."))
    if text.count('"') % 2:
        # Everything after a quote that nothing closes is swallowed by the last record.
        last = lines[-1]
        lines[-1] = last._replace(problem=_("un guillemet n'est jamais fermé"))
    return lines
