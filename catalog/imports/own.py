"""Our own format: a line for each variant, what its product says on the first of them.

A file of unknown columns is read the same way, once the merchant has said which is which.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from catalog.imports import values
from catalog.imports.columns import (
    COLUMNS,
    PRODUCT_FIELDS,
    VARIANT_FIELDS,
    exact,
    pairs,
    path,
    reader,
    yes,
)
from catalog.imports.reading import Line
from catalog.imports.row import Address, ProductFacts, Row
from catalog.imports.taxes import price_with_vat

WANTED = {"address", "name", "sku", "price"}
_NAMES = {column.header.casefold(): column.name for column in COLUMNS}
_READERS = {column.name: reader(column) for column in [*PRODUCT_FIELDS, *VARIANT_FIELDS]}


def header(name: str) -> str:
    """Return our word for a column."""
    word = " ".join(name.casefold().replace("’", "'").split())
    return _NAMES.get(word, f"? {word}")


def rows(lines: Iterable[Line]) -> list[Row]:
    """Return the variants of a file of our own, word for word."""
    return _rows(lines, is_exact=True)


def mapped_rows(lines: Iterable[Line]) -> list[Row]:
    """Return the variants of somebody else's file: HTML becomes text, prices and codes are read."""
    return _rows(lines, is_exact=False)


def renamed(lines: Iterable[Line], columns: Mapping[str, str]) -> Iterable[Line]:
    """Return lines whose cells stand under our words; `columns` is {our word: header}."""
    for line in lines:
        cells = {name: line.cells.get(said, "") for name, said in columns.items()}
        # What databases write for nothing.
        filled = {name: cell for name, cell in cells.items() if cell.strip() not in {"", "NULL"}}
        yield line._replace(cells=filled)


def _rows(lines: Iterable[Line], *, is_exact: bool) -> list[Row]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(_key(line), []).append(line)
    made: list[Row] = []
    for key, group in groups.items():
        shared = _shared(group)
        probe = Row(group[0].number, ProductFacts(key=key, name=""))
        facts = _facts(probe, shared, is_exact=is_exact)
        for line in group:
            row = Row(line.number, facts, head=group[0].number, refusals=list(probe.refusals))
            _fill(row, line, is_exact=is_exact)
            made.append(row)
    return made


def _key(line: Line) -> str:
    """Tell the product of a line: by its address, or by its name where it has options."""
    if address := line.cells.get("address", "").strip():
        return f"address:{address}"
    name = line.cells.get("name", "").strip()
    return f"name:{name}" if name and line.cells.get("options") else f"line:{line.number}"


def _shared(group: list[Line]) -> dict[str, str]:
    shared: dict[str, str] = {}
    for line in group:
        for name, cell in line.cells.items():
            if cell.strip():
                shared.setdefault(name, cell)
    return shared


def _facts(probe: Row, cells: Mapping[str, str], *, is_exact: bool) -> ProductFacts:
    def read(name: str, how: Any) -> Any:
        return probe.read(how, cells.get(name, ""))

    text, prose = (exact, exact) if is_exact else (values.text, values.plain)
    description = prose(cells.get("description", ""))
    also = {c.name: read(c.name, _READERS[c.name]) for c in PRODUCT_FIELDS}
    return ProductFacts(
        key=probe.product.key,
        name=text(cells.get("name", "")),
        address=cells.get("address", "").strip(),
        benefit="" if is_exact else values.sentence(description, 140),
        description=description,
        category=tuple(map(text, path(cells.get("category", "")))),
        brand=text(cells.get("brand", "")),
        vat_rate=read("vat_rate", lambda cell: values.decimal(cell.replace("%", ""), _("TVA"))),
        features=dict(read("features", pairs) or []),
        pictures=_pictures(cells.get("pictures", "")),
        is_public=read("is_public", yes) is not False,
        also={name: value for name, value in also.items() if value is not None},
        is_ours=True,
    )


def _fill(row: Row, line: Line, *, is_exact: bool) -> None:
    cells = line.cells
    if line.problem:
        row.refusals.append(line.problem)
    row.sku = row.read(exact if is_exact else values.sku, cells.get("sku", "")) or ""
    row.gtin = row.read(_gtin if is_exact else values.gtin, cells.get("gtin", "")) or ""
    row.price = row.read(values.money, cells.get("price", ""))
    if "net_price" in cells and "price" not in cells:
        row.price = price_with_vat(row, cells["net_price"])
    row.weight = row.read(values.grams, cells.get("weight", ""))
    row.stock = row.read(values.stock, cells.get("stock", ""))
    row.options = row.read(pairs, cells.get("options", "")) or []
    row.label = exact(cells.get("label", ""))
    row.pictures = _pictures(cells.get("variant_pictures", ""))
    also = {c.name: row.read(_READERS[c.name], cells.get(c.name, "")) for c in VARIANT_FIELDS}
    row.also = {name: value for name, value in also.items() if value is not None}
    if not row.sku and row.price and row.product.name and not row.refusals:
        row.sku = values.made_sku(row.product.name, *(value for _name, value in row.options))
        row.notes.append(_("sans SKU : la référence a été formée à partir du produit"))


def _gtin(cell: str) -> str:
    code = cell.strip()
    return code if code.isascii() and code.isdigit() else values.gtin(cell)


def _pictures(cell: str) -> list[Address]:
    """Return pictures, one a line: its address, then what it shows in words."""
    found = []
    for line in filter(None, map(str.strip, cell.splitlines())):
        url, _space, alt = line.partition(" ")
        found.append(Address(url, alt.strip(), is_ours=True))
    return found
