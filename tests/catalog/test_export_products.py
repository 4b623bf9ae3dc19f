"""Exports: what goes out comes back without a change, and makes the same shop elsewhere."""

from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from catalog.flows.export_products import csv_lines, write_workbook
from catalog.flows.import_products import import_products
from catalog.imports.columns import COLUMNS
from catalog.imports.presets import read_rows
from catalog.imports.report import Outcome, Report
from catalog.models import (
    Brand,
    Category,
    OldAddress,
    PriceChange,
    Product,
    ProductImage,
    StockMove,
    Value,
    Variant,
)
from catalog.models.kept import Kept
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods() -> None:
    """Leave goods with all that a file may stumble on."""
    table = make.category(name="Table > Grès", slug="table", position=3)
    mugs = Category.objects.add_child(
        Category.objects.get(pk=table.pk), instance=Category(name="Mugs", slug="mugs")
    )
    mug = make.product(
        name="=HYPERLINK(0) « Matin »",
        slug="mug-matin",
        category=mugs,
        brand=Brand.objects.create(name="-Brume", slug="brume"),
        benefit="'tis, + un point ; deux",
        description='Tourné.\r\n\r\n\tÉmaillé "deux fois", <b>30 cl</b> &amp; plus\\n.',
        features={"Contenance : utile": "30 cl", "Matière": "Grès: dur"},
        vat_rate=Decimal("5.50"),
        net_quantity=Decimal("250.00"),
        net_unit="g",
        made_to_order_days=4,
        new_until=date(2027, 1, 31),
        is_featured=True,
        index_kind="repair",
        index_score=Decimal("8.3"),
        guarantee_years=Decimal(5),
        guarantee_model="MUG-5",
        environment={"Matière recyclée": "30 % au moins"},
        sheds_microfibres=True,
    )
    for place, (sku, glaze) in enumerate([("-M-CRAIE", "Craie"), ("M'SAUGE", "Sauge")]):
        variant = make.variant(
            product=mug,
            sku=sku,
            gtin="0036000291452",
            stock=4 - 4 * place,
            price="24.90",
            label=glaze,
        )
        variant.values.add(make.value("Émail", glaze), make.value("Âge: min", "3 ans"))
    make.picture(mug, variant=variant, alt="=Un mug")
    ProductImage.objects.create(
        product=mug, source_url="https://exemple.invalid/a b,c.jpg", alt="Vu de dos", position=2
    )
    make.product(name="Sans variante", slug="a-finir", published_at=None, category=table)


def _csv() -> bytes:
    return "".join(csv_lines()).encode()


def _xlsx() -> bytes:
    file = BytesIO()
    write_workbook(file)
    return file.getvalue()


def _import(folder: Path, content: bytes, **options: object) -> Report:
    file = folder / "export"
    file.write_bytes(content)
    return import_products(read_rows(file), name="export", **options)


def _empty() -> None:
    """Leave the shop as it was before its first product."""
    StockMove.objects.all().delete()
    for model in (ProductImage, Variant, Product, Brand, Value, Category):
        model.objects.all().delete()


@pytest.mark.parametrize("write", [_csv, _xlsx])
def test_what_went_out_comes_back_without_a_change(goods: None, tmp_path: Path, write) -> None:
    before = _csv()
    moves = StockMove.objects.count(), PriceChange.objects.count()

    report = _import(tmp_path, write())

    assert [(line.sku, str(line.outcome), line.reasons) for line in report.lines] == [
        ("", "unchanged", []),
        ("-M-CRAIE", "unchanged", []),
        ("M'SAUGE", "unchanged", []),
    ]
    assert (StockMove.objects.count(), PriceChange.objects.count()) == moves
    assert _csv() == before


@pytest.mark.parametrize("write", [_csv, _xlsx])
def test_another_shop_becomes_the_same(goods: None, tmp_path: Path, write) -> None:
    before, content = _csv(), write()
    _empty()

    report = _import(tmp_path, content, publish=True)

    assert report.count(Outcome.REFUSED) == 0
    assert report.count(Outcome.CREATED) == 3
    assert _csv() == before


@pytest.mark.parametrize("name", ["produits.csv", "produits.xlsx"])
def test_the_command_writes_what_the_other_command_reads(
    goods: None, tmp_path: Path, name: str
) -> None:
    out = StringIO()

    call_command("export_products", str(tmp_path / name), skip_checks=True)
    call_command("import_products", str(tmp_path / name), stdout=out, skip_checks=True)

    assert "0 créé(s), 0 modifié(s), 3 inchangé(s), 0 refusé(s)" in out.getvalue()


def test_a_new_address_leaves_the_old_one_leading_to_it(goods: None, tmp_path: Path) -> None:
    report = _import(tmp_path, _csv().replace(b"mug-matin", b"mug-du-matin"))

    mug = Product.objects.get(slug="mug-du-matin")
    assert [str(line.outcome) for line in report.lines] == ["unchanged", "updated", "unchanged"]
    assert OldAddress.objects.of(Product, "mug-matin").row_id == mug.pk


def test_a_variant_is_not_given_to_another_product(goods: None, tmp_path: Path) -> None:
    other = make.variant(sku="VASE", product__slug="vase", product__name="Vase")
    before = _csv()

    report = _import(tmp_path, before.replace(b"vase,", b"mug-matin,"))

    line = next(line for line in report.lines if line.sku == "VASE")
    assert line.reasons == ["ce SKU est celui d'un autre produit\u00a0: «\u00a0Vase\u00a0»"]
    assert other.product.variants.get() == other
    assert _csv() == before


def test_no_column_is_forgotten() -> None:
    """Whoever adds a field says whether a file carries it."""
    columns = {column.field or column.name for column in COLUMNS} | {"slug"}
    fields = {f for m in (Product, Variant) for f in m._meta.concrete_fields}
    plain = {f.name for f in fields if not isinstance(f, Kept)}

    assert plain - columns == {
        # whose they are, and when
        *("id", "product", "position", "held", "priced_at", "priced_by"),
        *("published_at", "retired_at", "created_at", "updated_at"),
        # files of the merchant's own
        *("video", "video_captions"),
    }


def test_a_file_of_a_few_columns_changes_these_alone(goods: None, tmp_path: Path) -> None:
    file = tmp_path / "stock.csv"
    file.write_text("Réf;Stock\n'-M-CRAIE;9\nM'SAUGE;0\nINCONNU;3\n", encoding="utf-8")
    before = {line.split(",")[0] for line in csv_lines()}

    report = import_products(
        read_rows(file, columns={"sku": "Réf", "stock": "Stock"}), name="stock.csv"
    )

    assert [str(line.outcome) for line in report.lines] == ["refused", "unchanged", "refused"]
    assert {line.split(",")[0] for line in csv_lines()} == before
