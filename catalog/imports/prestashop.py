"""PrestaShop's files of products and of their combinations, with English or French headers.

Prices come without VAT, and the rate by the number of a rule; both are told in a note. A file of
combinations names its products by PrestaShop's numbers, which the file of products has left
(`catalog.models.Origin`).
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from catalog.imports import values
from catalog.imports.reading import Line
from catalog.imports.row import Address, Origin, ProductFacts, Row
from catalog.imports.taxes import price_with_vat

WANTED = {"name", "price excl", "tax rule", "reference"}
WANTED_OF_COMBINATIONS = {"product id", "attribute", "value", "impact on price"}
SOURCE = "prestashop"
# The names are compared without their stars, examples and accents of typography.
_KNOWN = {
    "price tax excluded or price tax included": "price excl",
    "price tax excluded": "price excl",
    "prix ht ou prix ttc": "price excl",
    "prix ht": "price excl",
    "tax rules id": "tax rule",
    "id règle de taxes": "tax rule",
    "id de la règle de taxe": "tax rule",
    "id": "product id",
    "id produit": "product id",
    "id du produit": "product id",
    "actif": "active",
    "nom": "name",
    "catégories": "categories",
    "référence": "reference",
    "marque": "manufacturer",
    "fabricant": "manufacturer",
    "brand": "manufacturer",
    "ean-13": "ean13",
    "poids": "weight",
    "quantité": "quantity",
    "résumé": "short description",
    "récapitulatif": "short description",
    "summary": "short description",
    "url simplifiée": "url rewritten",
    "url réécrite": "url rewritten",
    "urls des images": "image urls",
    "url des images": "image urls",
    "caractéristique": "feature",
    "attribut": "attribute",
    "valeur": "value",
    "impact sur le prix": "impact on price",
    "url de l'image": "image url",
}
# The groups of rules that an installation for France makes.
_RATES = {"1": Decimal("20.00"), "2": Decimal("10.00"), "3": Decimal("5.50"), "4": Decimal("2.10")}


def header(name: str) -> str:
    """Return the English name of a column, without what stands in brackets."""
    bare = re.sub(r"\([^)]*\)", "", name.casefold().replace("’", "'"))
    known = " ".join(re.sub(r"[*#]", "", bare).split())
    return _KNOWN.get(known, known)


def product_rows(lines: Iterable[Line]) -> list[Row]:
    """Return the products of a file, each a variant."""
    return [_product_row(line) for line in lines]


def combination_rows(lines: Iterable[Line]) -> list[Row]:
    """Return the variants of products that were imported before."""
    facts: dict[str, ProductFacts] = {}
    made = []
    for line in lines:
        number = _cell(line, "product id")
        origin = Origin(SOURCE, number, must_exist=True)
        shared = facts.setdefault(
            number, ProductFacts(key=f"{SOURCE}:{number}", name="", origin=origin)
        )
        made.append(_combination_row(line, shared))
    return made


def _cell(line: Line, name: str) -> str:
    return values.text(line.cells.get(name, ""))


def _product_row(line: Line) -> Row:
    row = Row(line.number, _facts(line))
    if line.problem:
        row.refusals.append(line.problem)
    if not row.product.name:
        row.refusals.append(_("nom absent"))
    row.sku = row.read(values.sku, line.cells.get("reference", "")) or ""
    _read_common(row, line)
    row.weight = row.read(_grams, line.cells.get("weight", ""))
    row.price = _price(row, line)
    if not row.sku and not row.refusals:
        row.sku = values.made_sku(row.product.name)
        row.notes.append(_("sans référence : elle a été formée à partir du produit"))
    if any(_cell(line, name) not in {"", "0"} for name in ("discount amount", "discount percent")):
        row.notes.append(_("remise non reprise : créez une offre, l'historique des prix suivra"))
    return row


def _facts(line: Line) -> ProductFacts:
    short = values.plain(line.cells.get("short description", ""))
    description = values.plain(line.cells.get("description", "")) or short
    number = _cell(line, "product id")
    category = next(_list(line.cells.get("categories", "")), "")
    name = _cell(line, "name")
    return ProductFacts(
        key=f"{SOURCE}:{number}" if number else f"line:{line.number}",
        name=name,
        address=_cell(line, "url rewritten") or name,
        benefit=values.sentence(short or description, 140),
        description=description,
        category=() if category.isdigit() or not category else (category,),
        brand=_cell(line, "manufacturer"),
        vat_rate=_RATES.get(_cell(line, "tax rule")),
        features=dict(_features(_cell(line, "feature"))),
        pictures=_pictures(line.cells.get("image urls", "")),
        is_public=_cell(line, "active") != "0",
        origin=Origin(SOURCE, number) if number else None,
    )


def _list(cell: str) -> Iterator[str]:
    return (word for part in re.split("[,;]", cell) if (word := values.text(part)))


def _pictures(cell: str) -> list[Address]:
    """Return pictures; a comma may stand inside an address."""
    parts = re.split(r"[,;]\s*(?=https?:|file:|$)", cell.strip())
    return [Address(part.strip()) for part in parts if part.strip()]


def _features(cell: str) -> Iterator[tuple[str, str]]:
    """Return « Taille:10 cm:1, Poids:3 kg:2 » as pairs."""
    for part in cell.split(","):
        name, _colon, rest = part.partition(":")
        value = re.sub(r":\d*(:\d*)?$", "", rest).strip()
        if name.strip() and value:
            yield name.strip(), value


def _read_common(row: Row, line: Line) -> None:
    row.gtin = row.read(values.gtin, line.cells.get("ean13", "") or line.cells.get("upc", "")) or ""
    row.stock = row.read(values.stock, line.cells.get("quantity", ""))


def _price(row: Row, line: Line) -> Decimal | None:
    if line.cells.get("price tax included", "").strip():
        return row.read(values.money, line.cells["price tax included"])
    if row.product.vat_rate is None:
        rule = _cell(line, "tax rule")
        row.notes.append(_("règle de taxe « %s » inconnue : 20 %% repris, à vérifier") % rule)
    return price_with_vat(row, line.cells.get("price excl", ""))


def _grams(cell: str) -> int:
    return values.grams(cell, per_unit=1000)


def _combination_row(line: Line, facts: ProductFacts) -> Row:
    row = Row(line.number, facts)
    if line.problem:
        row.refusals.append(line.problem)
    if not facts.origin or not facts.origin.key:
        row.refusals.append(_("numéro du produit absent"))
    names = [_first(part) for part in line.cells.get("attribute", "").split(",")]
    choices = [_first(part) for part in line.cells.get("value", "").split(",")]
    row.options = [(n, c) for n, c in zip(names, choices, strict=False) if n and c]
    if not row.options or len(names) != len(choices):
        row.refusals.append(_("attributs et valeurs en nombre différent"))
    row.sku = row.read(values.sku, line.cells.get("reference", "")) or ""
    if not row.sku and not row.refusals:
        row.sku = values.made_sku(facts.key, *(choice for _name, choice in row.options))
        row.notes.append(_("sans référence : elle a été formée à partir du produit"))
    _read_common(row, line)
    row.surcharge = row.read(_impact, line.cells.get("impact on price", "") or "0")
    row.takes_over = _cell(line, "default") == "1"
    row.pictures = _pictures(line.cells.get("image url", ""))
    return row


def _first(part: str) -> str:
    """Return « Color » of « Color:color:0 »."""
    return values.text(part).partition(":")[0].strip()


def _impact(cell: str) -> Decimal:
    """Return what a combination costs more, or less, without VAT."""
    sign = -1 if cell.strip().startswith("-") else 1
    return sign * values.decimal(cell.strip().lstrip("-+"), _("impact sur le prix"))
