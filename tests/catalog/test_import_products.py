"""Imports: bad rows stop nothing, twice changes nothing, a trial keeps nothing (F84)."""

import os
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from catalog.flows.import_products import import_products
from catalog.imports.presets import read_rows
from catalog.imports.report import Outcome, Report
from catalog.models import Category, PriceChange, Product, ProductImage, StockMove, Variant
from tests import make

OURS = Path(__file__).parent.parent / "data"
_ROOT = Path(os.environ.get("COMPTOIR_DATA", OURS.parent.parent.parent / "shared" / "data"))
TRAPS = sorted(OURS.glob("woocommerce_*.csv"))
FILES = TRAPS + [
    file
    for pattern in ("shopify-partners/*.csv", "shopify-export/products*.csv", "woocommerce/*p*.csv")
    for file in sorted(_ROOT.glob(pattern))
    if "tax" not in file.name
]
BOM = OURS / "woocommerce_fr_pieges_utf8_bom.csv"

pytestmark = pytest.mark.django_db


def _import(file: Path, **options: object) -> Report:
    return import_products(read_rows(file), name=file.name, **options)


def _write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def _shopify(path: Path, *lines: str) -> Path:
    head = "Handle,Title,Body (HTML),Option1 Name,Option1 Value,Variant SKU,Variant Price,"
    head += "Variant Compare At Price,Variant Inventory Qty,Image Src"
    return _write(path / "shopify.csv", "\n".join([head, *lines]))


def _everything() -> list[object]:
    counted = [m.objects.count() for m in (Category, Product, Variant, ProductImage, PriceChange)]
    return [*counted, StockMove.objects.aggregate(Sum("quantity"))["quantity__sum"]]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_file_is_tried_kept_and_run_again_without_change(file: Path) -> None:
    rows = read_rows(file)

    trial = import_products(rows, name=file.name, dry_run=True)
    assert _everything() == [0, 0, 0, 0, 0, None]

    first = import_products(rows, name=file.name)
    kept = _everything()
    second = import_products(rows, name=file.name)

    assert [line[:4] for line in trial.lines] == [line[:4] for line in first.lines]
    assert len(first.lines) == len(rows)
    assert first.count(Outcome.CREATED) == Variant.objects.count() > 0
    assert second.count(Outcome.UNCHANGED) == first.count(Outcome.CREATED)
    assert second.count(Outcome.CREATED) == second.count(Outcome.UPDATED) == 0
    assert _everything() == kept
    assert not Product.objects.published().exists()
    assert first.incomplete
    assert all(missing for _name, missing in first.incomplete)


@pytest.mark.parametrize("file", TRAPS, ids=lambda file: file.stem[19:])
def test_the_traps_are_refused_each_with_its_reason(file: Path) -> None:
    report = _import(file)

    reasons = {line.number: " | ".join(line.reasons) for line in report.lines if line.reasons}
    assert "produit parent inconnu" in reasons[5]
    assert "stock négatif" in reasons[5]
    assert reasons[6] == "SKU déjà lu à la ligne 3"
    assert "abîmé par un tableur" in reasons[7]
    assert "stock illisible" in reasons[8]
    assert "prix illisible" in reasons[8]
    assert reasons[9] == "prix promo supérieur au prix régulier"
    assert "produit groupé" in reasons[10]
    assert "produit immatériel" in reasons[11]
    assert "produit externe" in reasons[12]
    if "cassees" in file.name:
        assert "3 cellule(s) de trop" in reasons[7]
        assert "un guillemet n'est jamais fermé" in reasons[13]


@pytest.mark.parametrize("file", TRAPS, ids=lambda file: file.stem[19:])
def test_what_is_good_lands_as_a_draft_with_its_french_numbers(file: Path) -> None:
    _import(file)

    mug = Product.objects.get()
    assert mug.published_at is None
    assert mug.name == "Mug « Matin »"
    assert mug.benefit == "Grès émaillé, 30 cl"
    assert "<" not in mug.description
    assert "alert" not in mug.description
    assert "Lave-vaisselle\u00a0: oui." in mug.description
    assert [mug.category.name, Category.objects.get_parent(mug.category).name] == [
        "Mugs",
        "Table en grès",
    ]
    craie, sauge = Variant.objects.order_by("sku")
    assert (craie.price, craie.weight, craie.stock, craie.gtin) == (
        Decimal("24.90"),
        380,
        12,
        "3760123450019",
    )
    assert (craie.label, [str(value) for value in craie.values.all()]) == ("Craie", ["Craie"])
    assert (sauge.gtin, sauge.stock) == ("379012345026", 0)
    assert {p.source_url for p in mug.pictures.all()} == {
        "https://exemple.invalid/mug-craie.jpg",
        "https://exemple.invalid/mug-sauge.jpg",
    }
    assert {p.status for p in mug.pictures.all()} == {"pending"}


def test_publishing_asks_for_what_the_contract_needs_and_says_what_is_left(tmp_path: Path) -> None:
    """R2."""
    file = _shopify(
        tmp_path,
        "bol,Bol,<p>Un bol rond. Tourné à la main.</p>,,,BOL,29,,4,",
        "vide,Sans texte,,,,VIDE,12,,1,",
    )

    report = _import(file, publish=True)

    bowl = Product.objects.published().get()
    assert (bowl.name, bowl.benefit) == ("Bol", "Un bol rond")
    assert (bowl.vat_rate, bowl.variants.get().price) == (Decimal("20.00"), Decimal("29.00"))
    assert report.published == ["Bol"]
    missing = dict(report.incomplete)
    assert missing["Bol"][0] == "une image"
    assert "la description" in missing["Sans texte"]
    assert report.notes == [
        "Sans taux de TVA connu\u00a0: 20\u00a0%, prix compris TTC. À vérifier."
    ]


def test_what_the_other_shop_did_not_sell_is_not_published(tmp_path: Path) -> None:
    file = _write(
        tmp_path / "woo.csv",
        "Type,SKU,Name,Published,Description,Regular price\n"
        "simple,A,Vendu,1,Un texte.,10\nsimple,B,Brouillon,-1,Un texte.,10\n",
    )

    assert _import(file, publish=True).published == ["Vendu"]


def test_a_second_file_changes_the_price_with_its_history_and_the_stock_by_its_ledger(
    tmp_path: Path,
) -> None:
    line = "bol,Bol,Un bol.,,,BOL,{price},,{stock},"
    _import(_shopify(tmp_path, line.format(price="29", stock="4")))

    report = _import(_shopify(tmp_path, line.format(price="31.50", stock="9")))

    bowl = Variant.objects.get()
    assert report.count(Outcome.UPDATED) == 1
    assert [c.price for c in bowl.price_changes.order_by("pk")] == [
        Decimal("29.00"),
        Decimal("31.50"),
    ]
    moves = bowl.stock_moves.order_by("pk").values_list("kind", "quantity", "reference")
    assert list(moves) == [
        ("received", 4, "Import shopify.csv"),
        ("correction", 5, "Import shopify.csv"),
    ]
    assert bowl.stock == 9


def test_an_empty_cell_erases_nothing_and_the_merchants_own_words_stay(tmp_path: Path) -> None:
    _import(_shopify(tmp_path, "bol,Bol,Un bol.,,,BOL,29,,4,"))
    own = Category.objects.add_root(instance=Category(name="Vaisselle", slug="vaisselle"))
    Product.objects.update(benefit="Le bol du matin", category=own)
    Variant.objects.update(weight=500)

    report = _import(_shopify(tmp_path, "bol,Bol,,,,BOL,29,,,"))

    bowl = Product.objects.get()
    assert report.count(Outcome.UNCHANGED) == 1
    assert (bowl.description, bowl.benefit, bowl.category) == ("Un bol.", "Le bol du matin", own)
    assert (Variant.objects.get().stock, Variant.objects.get().weight) == (4, 500)


def test_what_carts_hold_is_not_taken_away(tmp_path: Path) -> None:
    variant = make.variant(sku="BOL", stock=5, price="29.00")
    assert Variant.objects.hold(variant.pk, 3)
    file = _shopify(tmp_path, "bol,Un autre nom,Un bol.,,,BOL,35,,2,")

    report = _import(file)

    assert report.lines[0].reasons == ["stock 2 refusé\u00a0: des paniers en réservent 3"]
    variant.refresh_from_db()
    assert (variant.stock, variant.price) == (5, Decimal("29.00"))
    assert variant.product.name != "Un autre nom"


def test_a_new_variant_joins_the_product_of_its_siblings(tmp_path: Path) -> None:
    first = "bol,Bol,Un bol.,Taille,Petit,BOL-P,24,,4,"
    _import(_shopify(tmp_path, first))

    _import(
        _shopify(
            tmp_path,
            "bol,Bol,Un bol.,Taille,Grand,BOL-G,35,,4,",
            ",".join(["bol", "", "", "", "Petit", "BOL-P", "24", "", "4", ""]),
        )
    )

    assert Product.objects.count() == 1
    assert sorted(v.label for v in Variant.objects.all()) == ["Grand", "Petit"]


def test_two_products_of_one_name_stay_two(tmp_path: Path) -> None:
    existing = make.product(slug="savon", name="Savon")
    _import(_shopify(tmp_path, "savon,Savon,Un savon.,,,SAV,7.50,,4,"))

    assert set(Product.objects.values_list("slug", flat=True)) == {"savon", "savon-2"}
    assert existing.variants.count() == 0


def test_a_former_price_is_never_struck_without_its_history(tmp_path: Path) -> None:
    """R50."""
    report = _import(_shopify(tmp_path, "bol,Bol,Un bol.,,,BOL,29,45,4,"))

    bowl = Variant.objects.get()
    assert (bowl.current_price, bowl.reference_price, bowl.offers.count()) == (29, None, 0)
    assert "ancien prix non repris" in report.lines[0].notes[0]


def test_formulas_of_spreadsheets_are_harmless(tmp_path: Path) -> None:
    file = _shopify(
        tmp_path,
        "a,=HYPERLINK(0),@SUM(1),,,=cmd|' /C calc'!A0,29,,4,",
        'b,Bol,Un bol.,,,"=""00123""",29,,4,',
    )

    report = _import(file)

    assert "comme une formule" in report.lines[0].reasons[0]
    assert Variant.objects.get().sku == "00123"


@pytest.mark.parametrize(
    "price", ["gratuit", "-5", "0", "1e9", "NaN", "29.999", "12.345", "99999999", ""]
)
def test_a_price_that_is_none_is_refused(tmp_path: Path, price: str) -> None:
    report = _import(_shopify(tmp_path, f"bol,Bol,Un bol.,,,BOL,{price},,4,"))

    assert report.count(Outcome.REFUSED) == 1
    assert _everything() == [0, 0, 0, 0, 0, None]


def test_parents_may_come_after_their_variations(tmp_path: Path) -> None:
    file = _write(
        tmp_path / "woo.csv",
        "ID,Type,SKU,Name,Description,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\n"
        "2,variation,B-P,,,24,id:1,Taille,Petit\n"
        "1,variable,,Bol,Un bol.,,,Taille,Petit\n",
    )

    assert _import(file).count(Outcome.CREATED) == 1
    assert str(Variant.objects.get()) == "Bol – Petit"


def test_new_departments_come_after_those_that_the_merchant_arranged(tmp_path: Path) -> None:
    make.category(name="Vaisselle", position=4)
    file = _write(
        tmp_path / "woo.csv",
        "Type,SKU,Name,Regular price,Categories\nsimple,A,Bol,10,Bols\nsimple,B,Art,10,Arts\n",
    )

    _import(file)

    assert [c.name for c in Category.objects.get_root_nodes()] == ["Vaisselle", "Bols", "Arts"]


def test_addresses_that_are_not_of_the_web_are_left_out(tmp_path: Path) -> None:
    _import(_shopify(tmp_path, "bol,Bol,Un bol.,,,BOL,29,,4,file:///etc/passwd"))

    assert ProductImage.objects.count() == 0


def test_the_command_reports_each_line_and_a_trial_keeps_nothing() -> None:
    out = StringIO()

    call_command("import_products", str(BOM), dry_run=True, stdout=out, skip_checks=True)

    assert "ligne 9 · PLAID · refusé · prix promo supérieur au prix régulier" in out.getvalue()
    assert "2 créé(s), 0 modifié(s), 0 inchangé(s), 8 refusé(s)" in out.getvalue()
    assert "Essai\u00a0: rien n'a été enregistré." in out.getvalue()
    assert _everything() == [0, 0, 0, 0, 0, None]


def test_the_command_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="introuvable"):
        call_command("import_products", str(tmp_path / "none.csv"), skip_checks=True)
