"""Guess which column of an unknown file stands for which of ours, by its name or its content."""

import re
from collections.abc import Callable, Iterator
from statistics import mean

from django.utils.text import slugify

from catalog.imports.columns import COLUMNS, ONLY_IN
from catalog.imports.reading import Table
from catalog.imports.values import is_gtin

_SYNONYMS = {
    "address": "url-key handle slug adresse permalink identifiant",
    "name": "nom name product-name title titre designation libelle article produit product "
    "nom-du-produit intitule-produit",
    "category": "rayon categorie categories category famille department type-de-produit rubrique",
    "brand": "marque brand brands vendor manufacturer editeur",
    "benefit": "benefice accroche short-description description-courte resume",
    "description": "description body body-html texte ingredients content descriptif "
    "long-description",
    "vat_rate": "tva taux-de-tva taux-tva vat vat-rate tax-rate tva-percent",
    "pictures": "image images photo photos product-image image-url image-src picture url-image",
    "sku": "sku ugs reference ref code code-article code-produit reference-interne barcode-id",
    "gtin": "gtin ean ean13 isbn upc code-barres code-barre codebarres barcode barcode-id",
    "price": "prix prix-ttc price tarif tarif-ttc prix-de-vente regular-price pv-ttc",
    "net_price": "prix-ht tarif-ht price-excl-tax net-price pu-ht pv-ht",
    "weight": "poids poids-g weight weight-g grams grammes",
    "stock": "stock quantite quantity qty qte inventory stock-disponible en-stock",
    "manufacturer_name": "fabricant",
    "eco_participation": "ecotaxe eco-participation ecotax deee",
}
_PROSE = 120
_MOSTLY = 0.9


def guess_columns(table: Table) -> dict[str, str]:
    """Return {our word: header}, as good a guess as can be made."""
    if not table.has_header:
        return dict(_by_content(table))
    headers = {_word(header): header for header in reversed(table.headers)}
    own = {column.name: _word(column.header) for column in [*COLUMNS, *ONLY_IN]}
    found = {}
    for name, word in own.items():
        words = [word, *_SYNONYMS.get(name, "").split()]
        if header := next((headers[word] for word in words if word in headers), None):
            found[name] = header
    return found


def _word(header: str) -> str:
    return slugify(header.replace("_", " "))


def _by_content(table: Table) -> Iterator[tuple[str, str]]:
    """Give each kind of content its first column."""
    left = list(table.headers)
    for name, fits in _KINDS:
        for header in left:
            cells = [c for line in table.lines if (c := line.cells.get(header, "").strip())]
            if cells and fits(cells):
                yield name, header
                left.remove(header)
                break


def _all(pattern: str) -> Callable[[list[str]], bool]:
    return lambda cells: all(re.fullmatch(pattern, cell) for cell in cells)


def _has_prose(cells: list[str]) -> bool:
    return mean(map(len, cells)) > _PROSE


def _is_title(cells: list[str]) -> bool:
    """Tell words that seldom repeat."""
    named = [cell for cell in cells if re.search(r"[^\W\d_]{3}", cell)]
    return len(set(named)) >= _MOSTLY * len(cells)


# In this order: a code is also a number, and a path is also a text.
_KINDS: list[tuple[str, Callable[[list[str]], bool]]] = [
    ("pictures", _all(r"https?://\S+")),
    ("category", _all(r".+ > .+")),
    ("sku", lambda cells: all(map(is_gtin, cells))),
    ("gtin", lambda cells: all(map(is_gtin, cells))),
    ("price", _all(r"\d+[.,]\d{1,2}( ?€)?")),
    ("stock", _all(r"\d{1,6}")),
    ("description", _has_prose),
    ("name", _is_title),
]
