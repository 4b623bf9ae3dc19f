"""What machines read on the pages is well formed, true, and the same as what people read."""

import gzip
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from catalog.models import Product
from tests import make
from tests.catalog.pages import SCRIPT, nodes, structured_data
from tests.catalog.schema_rules import V, faults

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]
PARIS = ZoneInfo("Europe/Paris")
ADVENT = datetime(2099, 12, 1, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://boutique.example"


def read(client, address: str):
    """Return what a page tells machines by type; nothing of it may be wrong."""
    answer = client.get(address)
    assert faults(nodes(answer)) == []
    return structured_data(answer)


def test_the_rules_find_what_is_wrong():
    offer = {"@type": "Offer", "url": "/x", "price": "12,00", "priceCurrency": "EUR"}
    product = {"@type": "Product", "name": "Mug", "offers": offer, "gtin": "3760000000001"}

    found = set(faults([product]))

    assert {"Product.offers.url: /x", "Product.offers.price: 12,00"} <= found
    assert {"Product: Product lacks image", "Product: no context"} <= found
    assert {"Product.offers: Offer lacks availability", "Product.gtin: 3760000000001"} <= found


def test_one_variant_is_a_product_with_its_price(client):
    """D2."""
    mug = make.variant(price="24.90", sku="MUG 1/B", gtin="3017620422003", product__slug="mug")
    make.picture(mug.product)

    product = read(client, "/produits/mug/")["Product"]

    assert product["gtin"] == "3017620422003"
    assert product["offers"] == {
        "@type": "Offer",
        "url": "https://boutique.example/produits/mug/?v=MUG%201/B",
        "price": "24.90",
        "priceCurrency": "EUR",
        "availability": f"{V}InStock",
        "itemCondition": f"{V}NewCondition",
        "hasMerchantReturnPolicy": {"@id": "#retours"},
        "shippingDetails": {"@id": "#livraison-3.90"},
    }


def test_several_variants_are_a_group_that_says_what_differs(client):
    bowl = make.product(slug="bol", name="Bol")
    make.picture(bowl)
    for size, glaze, price, stock in [
        ("Grand", "Craie", "70.00", 5),
        ("Petit", "Nuit", "20.00", 0),
    ]:
        variant = make.variant(
            product=bowl, sku=f"B-{size}", label=f"{size}, {glaze}", price=price, stock=stock
        )
        values = [make.value("Taille", size), make.value("Finition", glaze, color="#112233")]
        variant.values.add(*values)
    make.picture(bowl, variant=variant, sizes={"960": "petit.webp"})

    found = read(client, "/produits/bol/")
    group = found["ProductGroup"]

    assert group["variesBy"] == [f"{V}color", f"{V}size"]
    assert [(v["name"], v["color"], v["size"]) for v in group["hasVariant"]] == [
        ("Bol, Grand, Craie", "Craie", "Grand"),
        ("Bol, Petit, Nuit", "Nuit", "Petit"),
    ]
    offers = [variant["offers"] for variant in group["hasVariant"]]
    assert [(o["price"], o["availability"].rsplit("/", 1)[1]) for o in offers] == [
        ("70.00", "InStock"),
        ("20.00", "OutOfStock"),
    ]
    # Over 60 € the pick-up point costs nothing, below it does: as the page says.
    assert [o["shippingDetails"]["@id"] for o in offers] == ["#livraison-0.00", "#livraison-3.90"]
    assert group["hasVariant"][1]["image"] == ["https://boutique.example/media/petit.webp"]


def test_a_wrong_barcode_is_told_to_nobody(client):
    mug = make.variant(gtin="1234567890123", product__slug="mug")
    make.picture(mug.product)

    assert "gtin" not in read(client, "/produits/mug/")["Product"]


def test_a_price_cut_is_struck_only_as_the_page_strikes_it(client):
    """R50."""
    pot = make.variant(price="100.00", product__slug="pot")
    make.picture(pot.product)
    make.offer(pot, "80.00", ends_at=ADVENT)

    offer = read(client, "/produits/pot/")["Product"]["offers"]

    assert (offer["price"], offer["priceValidUntil"]) == ("80.00", "2099-11-30")
    assert [(p["price"], p["priceType"]) for p in offer["priceSpecification"]] == [
        ("100.00", f"{V}StrikethroughPrice")
    ]


def test_a_price_cut_without_thirty_days_of_history_strikes_nothing(client):
    """R50."""
    pot = make.variant(price="100.00", product__slug="pot")
    make.picture(pot.product)
    make.offer(pot, "80.00", days_of_history=10)

    offer = read(client, "/produits/pot/")["Product"]["offers"]

    assert offer["price"] == "80.00"
    assert "priceSpecification" not in offer


def test_a_price_per_kilogram_is_told_as_on_the_page(client):
    """R49."""
    tea = make.variant(
        price="9.50", product__slug="the", product__net_quantity="250", product__net_unit="g"
    )
    make.picture(tea.product)

    quantity = read(client, "/produits/the/")["Product"]["offers"]["priceSpecification"][0][
        "referenceQuantity"
    ]
    assert (quantity["value"], quantity["unitCode"]) == ("250", "GRM")
    assert quantity["valueReference"]["unitCode"] == "KGM"


@pytest.mark.parametrize(
    ("code", "category", "days"),
    [
        ("", "MerchantReturnFiniteReturnWindow", 14),
        ("4", "MerchantReturnNotPermitted", None),
        ("5", "MerchantReturnFiniteReturnWindow", 14),
    ],
)
def test_returns_are_promised_as_the_law_has_them(client, code, category, days):
    """R38."""
    mug = make.variant(product__slug="mug", product__withdrawal_exception=code)
    make.picture(mug.product)

    policy = read(client, "/produits/mug/")["MerchantReturnPolicy"]

    assert policy["returnPolicyCategory"] == f"{V}{category}"
    assert policy.get("merchantReturnDays") == days
    assert ("itemCondition" in policy) is (code == "5")


def test_stars_are_told_only_when_somebody_gave_some(client):
    """R47."""
    mug = make.variant(product__slug="mug").product
    make.picture(mug)
    assert "aggregateRating" not in read(client, "/produits/mug/")["Product"]

    Product.objects.filter(pk=mug.pk).update(rating_average="4.50", rating_count=12)
    rating = read(client, "/produits/mug/")["Product"]["aggregateRating"]
    assert (rating["ratingValue"], rating["reviewCount"]) == ("4.50", 12)


def test_made_to_order_says_how_long(client):
    mug = make.variant(product__slug="mug", product__made_to_order_days=10)
    make.picture(mug.product)

    found = read(client, "/produits/mug/")

    assert found["Product"]["offers"]["deliveryLeadTime"]["maxValue"] == 10
    times = found["OfferShippingDetails"]["deliveryTime"]
    assert (times["handlingTime"]["minValue"], times["handlingTime"]["maxValue"]) == (10, 11)


def test_a_service_is_a_service_whose_offers_say_which_is_which(client):
    """K6."""
    course = make.service(product__slug="atelier", sku="AT-1", label="Samedi")
    make.service(product=course.product, price="60.00", sku="AT-2", label="Dimanche")
    make.picture(course.product)

    found = read(client, "/produits/atelier/")

    assert not {"Product", "ProductGroup", "MerchantReturnPolicy"} & set(found)
    offers = found["Service"]["offers"]
    told = [(offer["name"], offer["sku"], offer["price"]) for offer in offers]
    assert told == [("Samedi", "AT-1", "45.00"), ("Dimanche", "AT-2", "60.00")]
    assert not {"itemCondition", "hasMerchantReturnPolicy", "shippingDetails"} & set(offers[0])


def test_the_front_page_says_who_sells(client):
    make.variant()

    found = read(client, "/")

    assert found["Organization"]["legalName"] == "Maison Brumelle SARL"
    assert found["Organization"]["address"]["addressLocality"] == "Lyon"
    assert found["WebSite"]["publisher"] == {"@id": found["Organization"]["@id"]}


def test_the_way_to_a_page_is_told_on_departments_too(client):
    make.variant(product__category=make.category(name="Table", slug="table"))

    steps = read(client, "/rayons/table/")["BreadcrumbList"]["itemListElement"]

    assert [(step["position"], step["name"]) for step in steps] == [(1, "Accueil"), (2, "Table")]


def test_the_data_of_many_variants_weighs_little(client):
    """132 variants are the most that one import had."""
    mug = make.product(slug="mug")
    make.picture(mug)
    for number in range(132):
        variant = make.variant(product=mug, sku=f"M-{number}", label=f"Émail {number}")
        variant.values.add(make.value("Émail", f"Émail {number}"))

    answer = client.get("/produits/mug/")
    told = SCRIPT.findall(answer.content.decode())

    assert len(structured_data(answer)["ProductGroup"]["hasVariant"]) == 132
    assert len(gzip.compress("".join(told).encode(), 6)) < 4_000
