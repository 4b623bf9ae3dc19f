"""A Shopify export of products: lines of one handle are one product; only the first says its name.

Lines without a price or an option bring one more picture. Headers of both generations are known.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from catalog.imports import values
from catalog.imports.reading import Line
from catalog.imports.row import Address, ProductFacts, Row

WANTED = {"handle", "title", "variant price"}
# What the export calls the same columns since 2025.
_NEWER = {
    "url handle": "handle",
    "description": "body (html)",
    "product image url": "image src",
    "image position": "image position",
    "sku": "variant sku",
    "barcode": "variant barcode",
    "price": "variant price",
    "compare-at price": "variant compare at price",
    "inventory quantity": "variant inventory qty",
    "weight value (grams)": "variant grams",
    "published on online store": "published",
    "variant image url": "variant image",
}


def header(name: str) -> str:
    """Return the name under which a column is known here."""
    known = " ".join(name.casefold().split())
    return _NEWER.get(known, known)


def rows(lines: Iterable[Line]) -> list[Row]:
    """Return the variants of a file, product by product."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(_cell(line, "handle"), []).append(line)
    made = []
    for handle, group in groups.items():
        facts = _facts(handle, group)
        names = [_cell(group[0], f"option{number} name") for number in (1, 2, 3)]
        made += [_row(line, facts, names, group[0].number) for line in group if _is_variant(line)]
    return made


def _cell(line: Line, name: str) -> str:
    return values.text(line.cells.get(name, ""))


def _is_variant(line: Line) -> bool:
    """Tell a variant (or a line that is wrong) from one more picture."""
    named = ("variant price", "variant sku", "option1 value", "title")
    return bool(line.problem) or any(_cell(line, name) for name in named)


def _facts(handle: str, group: list[Line]) -> ProductFacts:
    first = group[0]
    description = values.plain(first.cells.get("body (html)", ""))
    category = _cell(first, "type") or _cell(first, "product category").rpartition(">")[2].strip()
    return ProductFacts(
        key=handle,
        name=_cell(first, "title"),
        address=handle,
        benefit=values.sentence(description, 140),
        description=description,
        category=(category,) if category else (),
        brand=_cell(first, "vendor"),
        pictures=_pictures(group),
        is_public=_cell(first, "published").casefold() != "false"
        and _cell(first, "status").casefold() in {"", "active"},
    )


def _pictures(group: list[Line]) -> list[Address]:
    def place(line: Line) -> int:
        position = _cell(line, "image position")
        return int(position) if position.isdigit() else len(group)

    shown = [line for line in sorted(group, key=place) if _cell(line, "image src")]
    return [
        Address(line.cells["image src"].strip(), _cell(line, "image alt text")) for line in shown
    ]


def _row(line: Line, facts: ProductFacts, names: list[str], head: int) -> Row:
    row = Row(line.number, facts, head=head)
    if line.problem:
        row.refusals.append(line.problem)
    if not facts.key:
        row.refusals.append(_("identifiant (Handle) absent"))
    if not facts.name:
        row.refusals.append(_("titre absent"))
    if _cell(line, "gift card").casefold() == "true":
        row.refusals.append(_("carte cadeau : produit immatériel, non vendu par cette boutique"))
    chosen = [(name, _cell(line, f"option{n} value")) for n, name in zip("123", names, strict=True)]
    # « Title: Default Title » stands for a product without options.
    row.options = [(name, value) for name, value in chosen if name and value and name != "Title"]
    row.stock = row.read(values.stock, line.cells.get("variant inventory qty", ""))
    row.weight = row.read(values.grams, line.cells.get("variant grams", ""))
    row.gtin = row.read(values.gtin, line.cells.get("variant barcode", "")) or ""
    _read_sku(row, line)
    _read_price(row, line)
    if picture := line.cells.get("variant image", "").strip():
        row.pictures = [Address(picture)]
    return row


def _read_sku(row: Row, line: Line) -> None:
    row.sku = row.read(values.sku, line.cells.get("variant sku", "")) or ""
    if not row.sku and not row.refusals:
        row.sku = values.made_sku(row.product.key, *(value for _name, value in row.options))
        row.notes.append(_("sans SKU : la référence a été formée à partir du produit"))


def _read_price(row: Row, line: Line) -> None:
    row.price = row.read(values.money, line.cells.get("variant price", ""))
    if not line.cells.get("variant price", "").strip():
        row.refusals.append(_("prix absent"))
    before = line.cells.get("variant compare at price", "")
    try:
        if row.price and before.strip() and values.money(before) > row.price:
            row.notes.append(
                _("ancien prix non repris : l'historique de trente jours manque (L112-1-1)")
            )
    except values.BadValue:
        # « 0.00 » and the like: there is no former price.
        return
