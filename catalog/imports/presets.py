"""The kinds of file that are understood, and how one is told from another."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.imports import magento, own, prestashop, shopify, woocommerce
from catalog.imports.reading import Line, Table, read_file, read_table
from catalog.imports.refusal import UnreadableFile
from catalog.imports.row import Row


class Preset(NamedTuple):
    """How one shop software writes its products."""

    label: str | Promise
    header: Callable[[str], str]
    wanted: set[str]
    rows: Callable[[Iterable[Line]], list[Row]]


# The first that fits is taken: what asks for most comes first.
PRESETS = {
    "comptoir": Preset(gettext_lazy("notre format"), own.header, own.WANTED, own.rows),
    "shopify": Preset("Shopify", shopify.header, shopify.WANTED, shopify.rows),
    "woocommerce": Preset("WooCommerce", woocommerce.header, woocommerce.WANTED, woocommerce.rows),
    "prestashop": Preset(
        "PrestaShop", prestashop.header, prestashop.WANTED, prestashop.product_rows
    ),
    "prestashop-combinations": Preset(
        gettext_lazy("déclinaisons PrestaShop"),
        prestashop.header,
        prestashop.WANTED_OF_COMBINATIONS,
        prestashop.combination_rows,
    ),
    "magento": Preset("Magento", magento.header, magento.WANTED, magento.rows),
}
# A kind of its own: the merchant has said which column is which.
COLUMNS = "columns"


def read_rows(
    path: Path,
    *,
    preset: str = "",
    encoding: str = "",
    columns: Mapping[str, str] | None = None,
) -> list[Row]:
    """Return the rows of a file, its kind and encoding guessed unless told.

    `columns` says which header of the file stands for which of our columns. Raises UnreadableFile
    when a column that its kind always has is missing.
    """
    table = read_table(read_file(path), encoding=encoding)
    kind = COLUMNS if columns else preset or kind_of(table)
    if not kind:
        raise UnreadableFile(
            _("Ce fichier ne vient d'aucune boutique connue : dites ses colonnes.")
        )
    return rows_of(table, kind, columns or {})


def kind_of(table: Table) -> str:
    """Return the kind of a file by its headers, or nothing."""
    for name, preset in PRESETS.items():
        if preset.wanted <= {preset.header(header) for header in table.headers}:
            return name
    return ""


def rows_of(table: Table, kind: str, columns: Mapping[str, str]) -> list[Row]:
    """Return the rows of a table of some kind; raises UnreadableFile for a missing column."""
    if kind == COLUMNS:
        return own.mapped_rows(own.renamed(table.lines, columns))
    preset = PRESETS[kind]
    names = {name: preset.header(name) for name in table.headers}
    missing = preset.wanted - set(names.values())
    if missing:
        raise UnreadableFile(_("Colonnes absentes : %s.") % ", ".join(sorted(missing)))
    return preset.rows(
        line._replace(cells={names[name]: cell for name, cell in line.cells.items()})
        for line in table.lines
    )
