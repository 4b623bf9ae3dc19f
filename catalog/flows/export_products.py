"""Write every product as rows of our own format: what comes back in changes nothing."""

import csv
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, BinaryIO

from django.db.models import Prefetch
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from catalog.imports.columns import (
    COLUMNS,
    PRODUCT_FIELDS,
    VARIANT_FIELDS,
    exact,
    paired,
    unpath,
    written,
)
from catalog.imports.formulas import neutral
from catalog.imports.shelf import address_of
from catalog.models import Category, Product, ProductImage, Value, Variant

Cell = str | int | Decimal
HEADERS = [column.header for column in COLUMNS]
BATCH = 500
# A spreadsheet's cell holds no more; what is left out of a file changes nothing when it comes back.
_LONGEST_CELL = 32_767


def product_rows() -> Iterator[list[Cell]]:
    """Return a row for each variant, product by product in the order of their addresses."""
    paths: dict[int, str] = {}
    for product in _products():
        if product.category_id not in paths:
            trail = [*Category.objects.get_ancestors(product.category), product.category]
            paths[product.category_id] = unpath([place.name for place in trail])
        yield from _rows(product, paths[product.category_id])


def csv_lines() -> Iterator[str]:
    """Return the lines of a CSV file: UTF-8 with a mark, commas, decimals with a point."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(HEADERS)
    for row in product_rows():
        yield writer.writerow([neutral(str(cell)) for cell in row])


def write_workbook(file: BinaryIO, *, on_row: Callable[[], object] = lambda: None) -> None:
    """Write an XLSX workbook: codes as text, so that no spreadsheet spoils them."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Produits")
    sheet.freeze_panes = "A2"
    sheet.append([_title(sheet, header) for header in HEADERS])
    for row in product_rows():
        sheet.append([_cell(cell) for cell in row])
        on_row()
    book.save(file)


def _products() -> Iterator[Product]:
    """Return every product, some at a time.

    No iterator: SQLite lets nobody write who is still reading what another has changed since, and
    whoever takes the rows notes now and then how far it is.
    """
    values = Prefetch("values", Value.objects.select_related("attribute"))
    variants = Variant.objects.order_by("position", "sku").prefetch_related(values)
    pictures = ProductImage.objects.order_by("position", "pk")
    products = Product.objects.order_by("slug")
    whole = products.select_related("category", "brand").prefetch_related(
        Prefetch("variants", variants, to_attr="exported"),
        Prefetch("pictures", pictures, to_attr="exported_pictures"),
    )
    keys = list(products.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        yield from whole.filter(pk__in=keys[start : start + BATCH])


def _rows(product: Any, path: str) -> Iterator[list[Cell]]:
    shared = _of_product(product, path)
    named = {name: shared[name] for name in ("address", "name")}
    for place, variant in enumerate(product.exported or [None]):
        own = _of_variant(variant, product.exported_pictures) if variant else {}
        cells = {**(named if place else shared), **own}
        yield [cells.get(column.name, "") for column in COLUMNS]


def _of_product(product: Any, path: str) -> dict[str, Cell]:
    return {
        "address": product.slug,
        "name": exact(product.name),
        "category": path,
        "brand": product.brand.name if product.brand else "",
        "description": exact(product.description),
        "features": paired(list(product.features.items())),
        "vat_rate": product.vat_rate,
        "is_public": int(product.is_published),
        "pictures": _pictures(product.exported_pictures),
        **{c.name: written(getattr(product, c.field)) for c in PRODUCT_FIELDS},
    }


def _of_variant(variant: Variant, pictures: list[ProductImage]) -> dict[str, Cell]:
    values = sorted((value.attribute.name, value.name) for value in variant.values.all())
    return {
        "sku": variant.sku,
        "gtin": variant.gtin,
        "options": paired(values),
        "label": exact(variant.label),
        "price": variant.price,
        "weight": variant.weight,
        "stock": variant.stock,
        "variant_pictures": _pictures(p for p in pictures if p.variant_id == variant.pk),
        **{c.name: written(getattr(variant, c.field)) for c in VARIANT_FIELDS},
    }


def _pictures(pictures: Iterable[ProductImage]) -> str:
    """Return a line for each picture: its address, then what it shows."""
    found = {address: p.alt for p in pictures if (address := address_of(p))}
    return "\n".join(f"{address} {exact(alt)}".strip() for address, alt in found.items())


def _title(sheet: Any, header: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, header)
    cell.font = Font(bold=True)
    return cell


def _cell(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    return neutral(cell) if len(cell) < _LONGEST_CELL else ""


class _Echo:
    """A file that gives back what is written to it, for csv.writer."""

    def write(self, line: str) -> str:
        return line
