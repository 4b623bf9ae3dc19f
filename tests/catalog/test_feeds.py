"""What shopping services and readers are given: true prices, whole XML, few queries."""

from datetime import datetime, timedelta
from os import utime
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from catalog.flows.write_feed import feed_file, write_feed
from catalog.models import Brand, Category
from catalog.tasks import write_feeds
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]
PARIS = ZoneInfo("Europe/Paris")
G = "{http://base.google.com/ns/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _site(settings, tmp_path):
    settings.SITE_URL = "https://boutique.example"
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path, "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "private": private}


def items(client) -> list[dict[str, list[str]]]:
    """Return the items of the feed, each as {name: texts}."""
    answer = client.get("/flux/google.xml")
    assert answer["Content-Type"].startswith("application/xml")
    found = []
    for item in ElementTree.fromstring(answer.getvalue()).iter("item"):
        told: dict[str, list[str]] = {}
        for part in item:
            told.setdefault(part.tag.removeprefix(G), []).append(part.text or "")
        found.append(told)
    return found


def sold(**fields):
    variant = make.variant(**fields)
    make.picture(variant.product, sizes={"960": "mug.webp"})
    return variant


def test_an_item_says_all_that_is_required(client):
    shelf = Category.objects.add_child(
        make.category(name="Maison"), instance=Category(name="Vases", slug="vases")
    )
    brand = Brand.objects.create(name="Brumelle", slug="brumelle")
    sold(
        sku="MUG-1",
        price="24.90",
        gtin="3017620422003",
        weight=380,
        product__name="Mug Matin",
        product__slug="mug",
        product__category=shelf,
        product__brand=brand,
    )

    assert items(client) == [
        {
            "id": ["MUG-1"],
            "title": ["Mug Matin"],
            "description": ["Tourné à la main."],
            "link": ["https://boutique.example/produits/mug/?v=MUG-1"],
            "image_link": ["https://boutique.example/media/mug.webp"],
            "availability": ["in_stock"],
            "price": ["24.90 EUR"],
            "brand": ["Brumelle"],
            "gtin": ["3017620422003"],
            "condition": ["new"],
            "shipping_weight": ["380 g"],
            "product_type": ["Maison > Vases"],
        }
    ]


def test_variants_are_grouped_with_what_differs_and_their_own_pictures(client):
    mug = make.product(slug="mug", net_quantity="300", net_unit="ml")
    make.picture(mug, sizes={"960": "tous.webp"})
    for name, stock in [("Craie", 3), ("Nuit", 0)]:
        variant = make.variant(product=mug, sku=f"M-{name}", label=name, stock=stock)
        variant.values.add(make.value("Émail", name, color="#112233"), make.value("Taille", "L"))
        make.picture(mug, variant=variant, sizes={"960": f"{name}.webp"})

    found = items(client)

    assert [item["item_group_id"] for item in found] == [[str(mug.pk)]] * 2
    assert [(item["color"], item["size"]) for item in found] == [
        (["Craie"], ["L"]),
        (["Nuit"], ["L"]),
    ]
    assert [item["availability"] for item in found] == [["in_stock"], ["out_of_stock"]]
    site = "https://boutique.example/media"
    assert found[1]["image_link"] == [f"{site}/Nuit.webp"]
    assert found[1]["additional_image_link"] == [f"{site}/tous.webp"]
    assert found[0]["unit_pricing_measure"] == ["300ml"]
    assert found[0]["identifier_exists"] == ["no"]


def test_a_price_is_struck_only_where_the_page_strikes_it(client):
    """R50."""
    start = timezone.now() - timedelta(days=1)
    known = make.offer(sold(price="100.00"), "80.00", ends_at=datetime(2099, 1, 1, tzinfo=PARIS))
    make.offer(sold(price="50.00"), "40.00", days_of_history=5, starts_at=start)

    first, second = items(client)

    assert (first["price"], first["sale_price"]) == (["100.00 EUR"], ["80.00 EUR"])
    assert first["sale_price_effective_date"] == [
        f"{known.starts_at.astimezone(PARIS):%Y-%m-%dT%H:%M%z}/2099-01-01T00:00+0100"
    ]
    assert second["price"] == ["40.00 EUR"]
    assert "sale_price" not in second


def test_no_text_breaks_the_feeds(client):
    name = "Mug </title> & « ]]> » \x0b\ufffe<![CDATA[ 'x' \U0001f375"
    sold(product__name=name, product__benefit=name, product__slug="mug")

    kept = name.replace("\x0b", "").replace("\ufffe", "")
    assert items(client)[0]["title"] == [kept]
    entry = next(
        ElementTree.fromstring(client.get("/nouveautes.atom").content).iter(f"{ATOM}entry")
    )
    assert entry.findtext(f"{ATOM}title") == kept


def test_drafts_services_and_what_has_no_picture_are_left_out(client):
    sold(product__published_at=None)
    sold(product__kind="service", is_unlimited=True, stock=0)
    make.variant()

    assert items(client) == []


@pytest.mark.parametrize("count", [2, 40])
def test_the_feed_asks_for_the_same_rows_however_many_goods(
    client, django_assert_num_queries, count
):
    for number in range(count):
        variant = sold(price="30.00")
        variant.values.add(make.value("Émail", f"Émail {number}"))
        make.offer(variant, "25.00")

    # Merchant, departments, offers, values, pictures, variants.
    with django_assert_num_queries(6):
        assert len(items(client)) == count


def test_the_file_is_given_while_it_is_fresh(client):
    sold(sku="AVANT")
    write_feeds()
    sold(sku="APRES")
    assert [item["id"] for item in items(client)] == [["AVANT"]]

    written = client.get("/flux/google.xml")["Last-Modified"]
    again = client.get("/flux/google.xml", headers={"if-modified-since": written})
    assert again.status_code == 304

    long_ago = (timezone.now() - timedelta(hours=4)).timestamp()
    utime(feed_file(), (long_ago, long_ago))
    assert len(items(client)) == 2


def test_a_feed_replaces_the_last_one_whole(client):
    sold()
    assert write_feed() == write_feed() == feed_file()
    assert [file.name for file in feed_file().parent.iterdir()] == ["google.xml"]


def test_readers_are_told_of_the_last_thirty(client):
    shelf, now = make.category(), timezone.now()
    for number in range(32):
        at = now - timedelta(minutes=number)
        make.product(name=f"Mug {number}", category=shelf, published_at=at)
    make.product(category=shelf, published_at=now + timedelta(days=1))

    answer = client.get("/nouveautes.atom")
    feed = ElementTree.fromstring(answer.content)

    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles == [f"Mug {number}" for number in range(30)]
    assert len({entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")}) == 30
    assert feed.findtext(f"{ATOM}title") == "Nouveautés de Maison Brumelle"
    headers = {"if-none-match": answer["ETag"]}
    assert client.get("/nouveautes.atom", headers=headers).status_code == 304
    make.product(category=shelf)
    assert client.get("/nouveautes.atom", headers=headers).status_code == 200
    assert 'type="application/atom+xml"' in client.get("/").content.decode()


def test_a_shop_without_goods_has_empty_feeds(client):
    assert items(client) == []
    assert b"<entry>" not in client.get("/nouveautes.atom").content
