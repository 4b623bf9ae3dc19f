"""A WooCommerce export of products, with English or French headers.

A « variable » line is a product, each « variation » one of its variants; « simple » is both.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from catalog.imports import values
from catalog.imports.reading import Line
from catalog.imports.row import Address, ProductFacts, Row
from shop import calendar

WANTED = {"type", "sku", "name", "regular price"}
# The names are compared with ordinary spaces.
_FRENCH = {
    "ugs": "sku",
    "gtin, upc, ean ou isbn": "gtin, upc, ean, or isbn",
    "nom": "name",
    "publié": "published",
    "description courte": "short description",
    "date de début de promo": "date sale price starts",
    "date de fin de promo": "date sale price ends",
    "état de la tva": "tax status",
    "classe de tva": "tax class",
    "en stock ?": "in stock?",
    "poids (kg)": "weight (kg)",
    "poids (g)": "weight (g)",
    "tarif promo": "sale price",
    "tarif régulier": "regular price",
    "catégories": "categories",
    "marques": "brands",
}
_ATTRIBUTE = re.compile(r"(?:nom de l'attribut (\d+)|attribut (\d+) nom)")
_ATTRIBUTE_VALUES = re.compile(r"(?:valeur\(s\) de l'attribut (\d+)|attribut (\d+) valeur\(s\))")
_MOST_ATTRIBUTES = 20
_REDUCED = {"reduced-rate", "taux réduit", "taux-reduit"}
_FULL = {"", "standard", "parent", "taux normal"}


def header(name: str) -> str:
    """Return the English name of a column."""
    known = " ".join(name.casefold().replace("’", "'").split())
    if found := _ATTRIBUTE.fullmatch(known):
        return f"attribute {found[1] or found[2]} name"
    if found := _ATTRIBUTE_VALUES.fullmatch(known):
        return f"attribute {found[1] or found[2]} value(s)"
    return _FRENCH.get(known, known)


def rows(lines: Iterable[Line]) -> list[Row]:
    """Return the variants of a file; parents may come after their variations."""
    lines = list(lines)
    parents = {ref: line for line in lines if "variable" in _kinds(line) for ref in _refs(line)}
    facts = {id(line): _facts(line) for line in parents.values()}
    made = []
    for line in lines:
        kinds = _kinds(line)
        if "variable" in kinds and not line.problem:
            continue
        if "variation" in kinds:
            parent = parents.get(_cell(line, "parent"))
            made.append(_row(line, facts[id(parent)] if parent else None))
            made[-1].head = parent.number if parent else None
        else:
            made.append(_row(line, _facts(line)))
    return made


def _cell(line: Line, name: str) -> str:
    return values.text(line.cells.get(name, ""))


def _kinds(line: Line) -> set[str]:
    return {kind.strip() for kind in _cell(line, "type").casefold().split(",")}


def _refs(line: Line) -> Iterator[str]:
    if sku := _cell(line, "sku"):
        yield sku
    if number := _cell(line, "id"):
        yield f"id:{number}"


def _facts(line: Line) -> ProductFacts:
    short = values.plain(line.cells.get("short description", ""))
    description = values.plain(line.cells.get("description", "")) or short
    options = dict(_attributes(line)) if "simple" in _kinds(line) else {}
    return ProductFacts(
        key=next(_refs(line), f"line:{line.number}"),
        name=_cell(line, "name"),
        address=_cell(line, "name"),
        benefit=values.sentence(short or description, 140),
        description=description,
        category=_category(line),
        brand=_split(line.cells.get("brands", ""))[0] if _cell(line, "brands") else "",
        vat_rate=_vat_rate(line),
        features=options,
        pictures=_pictures(line),
        is_public=_cell(line, "published") in {"", "1"},
    )


def _split(cell: str) -> list[str]:
    """Return the parts of a list; a comma of its own is written « \\, »."""
    parts = re.split(r"(?<!\\),", cell)
    return [values.text(part.replace("\\,", ",")) for part in parts if part.strip()]


def _category(line: Line) -> tuple[str, ...]:
    """Return the deepest department of the list: a product stands in one."""
    paths = [
        tuple(name for part in path.split(">") if (name := part.strip()))
        for path in _split(line.cells.get("categories", ""))
    ]
    return max(paths, key=len, default=())


def _vat_rate(line: Line) -> Decimal | None:
    name = _cell(line, "tax class").casefold()
    return Decimal("5.50") if name in _REDUCED else None


def _pictures(line: Line) -> list[Address]:
    return [Address(url) for url in _split(line.cells.get("images", ""))]


def _attributes(line: Line) -> Iterator[tuple[str, str]]:
    for number in range(1, _MOST_ATTRIBUTES + 1):
        name = _cell(line, f"attribute {number} name")
        value = _cell(line, f"attribute {number} value(s)")
        if name and value:
            yield name, value


def _row(line: Line, facts: ProductFacts | None) -> Row:
    row = Row(line.number, facts or _facts(line))
    row.refusals += _refusals(line, facts)
    if "variation" in _kinds(line):
        row.options = list(_attributes(line))
        row.pictures = _pictures(line)
    row.gtin = row.read(values.gtin, line.cells.get("gtin, upc, ean, or isbn", "")) or ""
    row.stock = row.read(values.stock, line.cells.get("stock", ""))
    row.weight = row.read(values.grams, line.cells.get("weight (g)", ""))
    kilograms = line.cells.get("weight (kg)", "")
    row.weight = row.weight or row.read(lambda c: values.grams(c, per_unit=1000), kilograms)
    _read_price(row, line)
    _read_sku(row, line)
    _note(row, line)
    return row


def _refusals(line: Line, facts: ProductFacts | None) -> Iterator[str]:
    kinds = _kinds(line)
    if line.problem:
        yield line.problem
    if "grouped" in kinds:
        yield _("produit groupé : vendez ses pièces une à une")
    elif "external" in kinds:
        yield _("produit externe : vendu par un autre site")
    elif kinds & {"virtual", "downloadable"}:
        yield _("produit immatériel : non vendu par cette boutique")
    elif not kinds & {"simple", "variation", "variable"}:
        yield _("type inconnu : « %s »") % _cell(line, "type")
    if "variation" in kinds and facts is None:
        yield _("produit parent inconnu : « %s »") % _cell(line, "parent")
    if not _cell(line, "name") and "variation" not in kinds:
        yield _("nom absent")


def _read_sku(row: Row, line: Line) -> None:
    row.sku = row.read(values.sku, line.cells.get("sku", "")) or ""
    if not row.sku and not row.refusals:
        row.sku = values.made_sku(row.product.name, *(value for _name, value in row.options))
        row.notes.append(_("sans UGS : la référence a été formée à partir du produit"))


def _read_price(row: Row, line: Line) -> None:
    regular = row.read(values.money, line.cells.get("regular price", ""))
    sale = row.read(values.money, line.cells.get("sale price", ""))
    row.price = regular
    if regular is None:
        if not line.cells.get("regular price", "").strip():
            row.refusals.append(_("prix absent"))
        return
    if sale is None or sale == regular:
        return
    if sale > regular:
        row.refusals.append(_("prix promo supérieur au prix régulier"))
    elif _is_running(line):
        row.price = sale
        row.notes.append(
            _("prix promo repris sans prix barré : l'historique de trente jours manque (L112-1-1)")
        )
    else:
        row.notes.append(_("promotion passée ou à venir : prix régulier repris"))


def _is_running(line: Line) -> bool:
    starts = values.day(_cell(line, "date sale price starts"))
    ends = values.day(_cell(line, "date sale price ends"))
    return (starts or date.min) <= calendar.today() <= (ends or date.max)


def _note(row: Row, line: Line) -> None:
    name = _cell(line, "tax class")
    if name.casefold() in _REDUCED:
        row.notes.append(_("TVA « %s » comprise comme 5,5 %% : à vérifier") % name)
    elif name.casefold() not in _FULL or _cell(line, "tax status").casefold() == "none":
        row.notes.append(_("TVA inconnue : 20 % repris, à vérifier"))
    if row.stock is None and _cell(line, "in stock?") == "1":
        row.notes.append(_("en stock, mais en quantité inconnue : stock non modifié"))
