"""The kinds of file that are understood, and how one is told from another."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from catalog.imports import shopify, woocommerce
from catalog.imports.reading import Line, UnreadableFile, read_lines
from catalog.imports.row import Row


class Preset(NamedTuple):
    """How one shop software writes its products."""

    header: Callable[[str], str]
    wanted: set[str]
    rows: Callable[[Iterable[Line]], list[Row]]


PRESETS = {
    "shopify": Preset(shopify.header, shopify.WANTED, shopify.rows),
    "woocommerce": Preset(woocommerce.header, woocommerce.WANTED, woocommerce.rows),
}


def read_rows(path: Path, *, preset: str = "", encoding: str = "") -> list[Row]:
    """Return the rows of a file, its kind and encoding guessed unless told.

    Raises UnreadableFile when a column that its kind always has is missing.
    """
    lines = read_lines(path, encoding)
    headers = lines[0].cells.keys()
    kind = PRESETS[preset or _kind_of(headers)]
    missing = kind.wanted - {kind.header(name) for name in headers}
    if missing:
        raise UnreadableFile(_("Colonnes absentes : %s.") % ", ".join(sorted(missing)))
    return kind.rows(
        line._replace(cells={kind.header(name): cell for name, cell in line.cells.items()})
        for line in lines
    )


def _kind_of(headers: Iterable[str]) -> str:
    for name, preset in PRESETS.items():
        if preset.wanted <= {preset.header(header) for header in headers}:
            return name
    raise UnreadableFile(
        _("Ce fichier n'est un export de produits ni de Shopify ni de WooCommerce.")
    )
