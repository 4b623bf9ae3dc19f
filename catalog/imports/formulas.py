"""Cells that a spreadsheet would run: an apostrophe in front makes a text of them."""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def neutral(cell: str) -> str:
    """Return a cell that no spreadsheet runs; `bare` takes it back.

    >>> neutral("=1+1"), neutral("'=1+1"), neutral("L'abat-jour")
    ("'=1+1", "''=1+1", "L'abat-jour")
    """
    cell = CONTROL.sub("", cell)
    return f"'{cell}" if _FORMULA.match(cell) else cell


def bare(cell: str) -> str:
    """Return what a neutral cell says.

    >>> bare("'=1+1"), bare("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
