"""PrestaShop and Magento: what is written in one cell there becomes what is sold here."""

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.flows.import_products import import_products
from catalog.imports.guessing import guess_columns
from catalog.imports.presets import PRESETS, kind_of, read_rows
from catalog.imports.reading import read_table
from catalog.imports.report import Outcome, Report
from catalog.models import Category, Product, ProductOrigin, Variant

pytestmark = pytest.mark.django_db

PRODUCTS = (
    "Product ID;Active (0/1);Name *;Categories (x,y,z...);Price tax excluded or Price tax included;"
    "Tax rules ID;Discount percent;Reference #;Manufacturer;EAN13;Weight;Quantity;"
    "Short description;Description;URL rewritten;Image URLs (x,y,z...);"
    "Feature(Name:Value:Position)\n"
    '1;1;Mug;Table,Mugs;20,75;1;5;MUG;Brume;;0.380;12;<p>Grès.</p>;"<p>Tourné &amp; émaillé.</p>";'
    "mug-gres;https://a.invalid/1.jpg,https://a.invalid/2,b.jpg;Matière:Grès:1, Poids:3 kg:2\n"
    "2;0;Livre;Table;10;3;;LIVRE;;1234567890123;;3;;Un livre.;;;\n"
    "3;1;Vase;;abc;9;;VASE;;;;-2;;Un vase.;;;\n"
)
COMBINATIONS = (
    "Product ID*;Attribute (Name:Type:Position)*;Value (Value:Position)*;Reference;EAN13;"
    "Impact on price;Quantity;Default (0 = No, 1 = Yes);Image URL\n"
    "1;Color:color:0, Taille:select:1;Craie:0, M:1;MUG-CRAIE;;0;5;1;\n"
    "1;Color:color:0, Taille:select:1;Sauge:0, M:1;MUG-SAUGE;;2,50;0;0;https://a.invalid/s.jpg\n"
    "1;Color:color:0, Taille:select:1;Sauge:0;MUG-RATE;;0;1;0;\n"
    "77;Color:color:0;Craie:0;AUTRE;;0;5;1;\n"
)
MAGENTO = (
    "sku,store_view_code,product_type,categories,name,description,weight,product_online,price,"
    "special_price,url_key,base_image,additional_attributes,qty,configurable_variations\n"
    'V-S,,simple,"Default Category/Homme/Vestes,Default Category",Veste-S,<p>Chaude.</p>,1,1,52,,'
    'veste-s,/v.jpg,"has_options=0,size=S,color=Noir",100.0000,\n'
    "V-M,,simple,,Veste-M,,1,1,52.000000,40,,https://a.invalid/m.jpg,size=M,7,\n"
    'V,,configurable,Default Category/Homme/Vestes,Veste,"<p>Chaude,\nlégère.</p>",,1,52,,veste,,'
    '"matiere=Laine, coton,climat=Froid|Vent",0,'
    '"sku=V-S,size=S,color=Noir|sku=V-M,size=M,color=Gris"\n'
    "B,,bundle,,Lot,,,1,10,,,,,1,\n"
    "V-S,fr,simple,,Veste-P,,,1,52,,,,,,\n"
)


def _import(folder: Path, text: str) -> Report:
    file = folder / "a.csv"
    file.write_bytes(text.encode("cp1252"))
    return import_products(read_rows(file), name="a.csv")


def _reasons(report: Report) -> dict[int, str]:
    return {line.number: " | ".join(line.reasons) for line in report.lines if line.reasons}


def test_prestashop_prices_become_what_a_shopper_pays(tmp_path: Path) -> None:
    report = _import(tmp_path, PRODUCTS)

    mug, book = Product.objects.get(slug="mug-gres"), Product.objects.get(name="Livre")
    assert [v.price for v in (mug.variants.get(), book.variants.get())] == [
        Decimal("24.90"),
        Decimal("10.55"),
    ]
    assert (mug.vat_rate, book.vat_rate) == (Decimal("20.00"), Decimal("5.50"))
    assert (mug.description, mug.benefit, mug.brand.name) == ("Tourné & émaillé.", "Grès", "Brume")
    assert (mug.category.name, mug.features) == ("Table", {"Matière": "Grès", "Poids": "3 kg"})
    assert mug.variants.get().weight == 380
    assert [p.source_url for p in mug.pictures.order_by("position")] == [
        "https://a.invalid/1.jpg",
        "https://a.invalid/2,b.jpg",
    ]
    assert "prix HT 20,75, TVA 20\u00a0%\u00a0: 24,90 TTC" in report.lines[0].notes
    assert "remise non reprise" in " ".join(report.lines[0].notes)
    assert _reasons(report) == {
        4: "stock négatif\u00a0: «\u00a0-2\u00a0» | prix illisible\u00a0: «\u00a0abc\u00a0»"
    }


def test_combinations_become_the_variants_of_a_product_known_by_its_number(tmp_path: Path) -> None:
    _import(tmp_path, PRODUCTS)

    first = _import(tmp_path, COMBINATIONS)
    again = [_import(tmp_path, COMBINATIONS), _import(tmp_path, PRODUCTS)]

    craie, sauge = Variant.objects.filter(product__name="Mug").order_by("sku")
    assert (craie.sku, craie.label, craie.price) == ("MUG-CRAIE", "Craie, M", Decimal("24.90"))
    assert (sauge.sku, sauge.price, sauge.stock) == ("MUG-SAUGE", Decimal("27.90"), 0)
    assert craie.stock == 5  # the plain variant, which it took over, had twelve
    assert _reasons(first) == {
        4: "attributs et valeurs en nombre différent",
        5: "produit n° 77 inconnu\u00a0: importez d'abord le fichier des produits",
    }
    for report in again:
        assert report.count(Outcome.CREATED) == report.count(Outcome.UPDATED) == 0
    assert ProductOrigin.objects.get(key="1").price == Decimal("24.90")


def test_magento_variations_find_their_product(tmp_path: Path) -> None:
    report = _import(tmp_path, MAGENTO)

    jacket = Product.objects.get()
    assert (jacket.name, jacket.slug, jacket.description) == ("Veste", "veste", "Chaude,\nlégère.")
    assert jacket.features == {"Matiere": "Laine, coton", "Climat": "Froid, Vent"}
    assert str(Category.objects.get_parent(jacket.category)) == "Homme"
    small, medium = jacket.variants.order_by("sku").reverse()
    assert (small.label, small.price, small.stock, small.weight) == ("S, Noir", 52, 100, 1000)
    assert (medium.label, medium.price, medium.pictures.count()) == ("M, Gris", 40, 1)
    assert _reasons(report) == {
        6: "type de produit non vendu par cette boutique\u00a0: «\u00a0bundle\u00a0»",
        7: "ligne propre à une vue de magasin\u00a0: non reprise | SKU déjà lu à la ligne 2",
    }
    assert _import(tmp_path, MAGENTO).count(Outcome.UNCHANGED) == 2


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PRODUCTS, "prestashop"),
        (COMBINATIONS, "prestashop-combinations"),
        (MAGENTO, "magento"),
        ("ID produit;Nom;Prix HT;ID règle de taxes;Référence\n1;Mug;20;1;M\n", "prestashop"),
        ("Réf;Nom;Prix\nA;Mug;20\n", ""),
    ],
)
def test_each_kind_is_told_by_its_headers(text: str, kind: str) -> None:
    assert kind_of(read_table(text.encode())) == kind
    assert kind in {"", *PRESETS}


def test_a_price_without_vat_is_told_with_it(tmp_path: Path) -> None:
    file = tmp_path / "erp.csv"
    file.write_text("Ref;Nom;PU HT;TVA\nA;Bol;20,75;5,5\nB;Pot;;20\n", encoding="utf-8")
    columns = {"sku": "Ref", "name": "Nom", "net_price": "PU HT", "vat_rate": "TVA"}
    assert guess_columns(read_table(file.read_bytes())) == columns

    report = import_products(read_rows(file, columns=columns), name="erp.csv")

    assert Variant.objects.get().price == Decimal("21.89")
    assert _reasons(report) == {3: "prix absent"}
