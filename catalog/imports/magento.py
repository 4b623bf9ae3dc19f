"""A Magento 2 export: a « configurable » line names its variations, each a line of its own."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _

from catalog.imports import values
from catalog.imports.reading import Line
from catalog.imports.row import Address, ProductFacts, Row
from catalog.models import Product
from shop import calendar

WANTED = {"sku", "product_type", "name", "price", "additional_attributes"}
# What Magento notes for itself among the attributes.
_OWN = {"has_options", "required_options", "url_path", "links_exist", "shipment_type"}
_LONGEST_FEATURE = 200


def header(name: str) -> str:
    """Return the name of a column."""
    return name.strip().casefold()


def rows(lines: Iterable[Line]) -> list[Row]:
    """Return the variants of a file; parents may come after their variations."""
    lines = list(lines)
    parents, options = _families(lines)
    facts = {line.number: _facts(line) for line in parents.values()}
    heads = {id(parent) for parent in parents.values()}
    made = []
    for line in lines:
        if id(line) in heads and not line.problem:
            continue
        sku = _cell(line, "sku")
        parent = parents.get(sku)
        shared = facts[parent.number] if parent else _facts(line)
        row = _row(line, shared, options.get(sku, []))
        row.head = parent.number if parent else None
        made.append(row)
    return made


def _families(
    lines: Iterable[Line],
) -> tuple[dict[str, Line], dict[str, list[tuple[str, str]]]]:
    """Return the parent of each variation, and its options, by SKU."""
    parents: dict[str, Line] = {}
    options: dict[str, list[tuple[str, str]]] = {}
    for line in lines:
        for part in line.cells.get("configurable_variations", "").split("|"):
            named = dict(_attributes(part))
            if sku := named.pop("sku", ""):
                parents[sku] = line
                options[sku] = [(_title(name), value) for name, value in named.items()]
    return parents, options


def _cell(line: Line, name: str) -> str:
    return values.text(line.cells.get(name, ""))


def _attributes(cell: str) -> Iterator[tuple[str, str]]:
    """Return « size=XS,color=Black » as pairs; a value may hold a comma."""
    for part in re.split(r",(?=\w+=)", cell):
        name, _sign, value = part.partition("=")
        if name.strip() and value.strip():
            yield name.strip(), values.text(value.replace("|", ", "))


def _title(name: str) -> str:
    return name.replace("_", " ").strip().capitalize()


def _facts(line: Line) -> ProductFacts:
    short = values.plain(line.cells.get("short_description", ""))
    description = values.plain(line.cells.get("description", "")) or short
    features = {
        _title(name): value[:_LONGEST_FEATURE]
        for name, value in _attributes(line.cells.get("additional_attributes", ""))
        if name not in _OWN
    }
    return ProductFacts(
        key=_cell(line, "sku") or f"line:{line.number}",
        name=_cell(line, "name")[: Product._meta.get_field("name").max_length],
        address=_cell(line, "url_key") or _cell(line, "name"),
        benefit=values.sentence(short or description, 140),
        description=description,
        category=_category(line.cells.get("categories", "")),
        features=features,
        pictures=_pictures(line),
        is_public=_cell(line, "product_online") != "2",
    )


def _category(cell: str) -> tuple[str, ...]:
    """Return the deepest path, without the root that every shop has."""
    paths = [
        tuple(name for part in path.split("/")[1:] if (name := values.text(part)))
        for path in cell.split(",")
    ]
    return max(paths, key=len, default=())


def _pictures(line: Line) -> list[Address]:
    named = [line.cells.get("base_image", ""), *line.cells.get("additional_images", "").split(",")]
    label = _cell(line, "base_image_label")
    return [Address(url.strip(), label) for url in named if url.strip()]


def _row(line: Line, facts: ProductFacts, options: list[tuple[str, str]]) -> Row:
    row = Row(line.number, facts, options=options)
    row.refusals += _refusals(line)
    row.sku = row.read(values.sku, line.cells.get("sku", "")) or ""
    if not row.sku:
        row.refusals.append(_("SKU absent"))
    row.stock = row.read(values.stock, line.cells.get("qty", ""))
    row.weight = row.read(lambda c: values.grams(c, per_unit=1000), line.cells.get("weight", ""))
    row.pictures = _pictures(line) if options else []
    if any(not address.url.startswith("http") for address in facts.pictures):
        row.notes.append(_("images sans adresse complète : à ajouter"))
    _read_price(row, line)
    return row


def _refusals(line: Line) -> Iterator[str]:
    kind = _cell(line, "product_type")
    if line.problem:
        yield line.problem
    if _cell(line, "store_view_code"):
        yield _("ligne propre à une vue de magasin : non reprise")
    elif kind == "configurable":
        yield _("produit configurable sans déclinaison dans le fichier")
    elif kind != "simple":
        yield _("type de produit non vendu par cette boutique : « %s »") % kind[:80]
    if not _cell(line, "name"):
        yield _("nom absent")


def _read_price(row: Row, line: Line) -> None:
    row.price = row.read(values.money, line.cells.get("price", ""))
    if not line.cells.get("price", "").strip():
        row.refusals.append(_("prix absent"))
    special = row.read(values.money, line.cells.get("special_price", ""))
    if row.price is None or special is None or special >= row.price:
        return
    if _is_running(line):
        row.price = special
        row.notes.append(
            _("prix promo repris sans prix barré : l'historique de trente jours manque (L112-1-1)")
        )
    else:
        row.notes.append(_("promotion passée ou à venir : prix régulier repris"))


def _is_running(line: Line) -> bool:
    starts = values.day(_cell(line, "special_price_from_date"))
    ends = values.day(_cell(line, "special_price_to_date"))
    return (starts or date.min) <= calendar.today() <= (ends or date.max)
