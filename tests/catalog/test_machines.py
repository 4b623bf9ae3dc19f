"""What search engines are told: which pages there are, and which to leave alone."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from catalog import sitemap
from catalog.flows.unpublish_product import unpublish_product
from catalog.models import Category
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
LINK = "{http://www.w3.org/1999/xhtml}link"
PICTURE = "{http://www.google.com/schemas/sitemap-image/1.1}loc"


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://boutique.example"


def read(client, address: str) -> ElementTree.Element:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/xml"
    return ElementTree.fromstring(answer.getvalue())


def addresses(client, address: str) -> list[str]:
    found = (element.text for element in read(client, address).iter(LOC))
    return [url.removeprefix("https://boutique.example") for url in found]


def test_the_index_names_the_files_that_list_something(client):
    """D1, D2."""
    assert addresses(client, "/sitemap.xml") == ["/sitemap-pages-1.xml"]
    make.variant()

    assert addresses(client, "/sitemap.xml") == [
        "/sitemap-pages-1.xml",
        "/sitemap-rayons-1.xml",
        "/sitemap-produits-1.xml",
    ]


def test_only_pages_that_anybody_may_read_are_listed(client):
    shelf = make.category(name="La table", slug="table")
    sold = make.variant(product__slug="mug", product__category=shelf).product
    make.product(slug="brouillon", published_at=None, category=make.category(slug="vide"))
    make.product(slug="demain", published_at=timezone.now() + timedelta(days=1), category=shelf)
    unpublish_product(make.product(slug="parti", category=shelf), actor=None)
    make.picture(sold, sizes={"960": "mug.webp"})

    root = read(client, "/sitemap-produits-1.xml")

    assert addresses(client, "/sitemap-produits-1.xml") == ["/produits/mug/", "/en/produits/mug/"]
    assert addresses(client, "/sitemap-rayons-1.xml") == ["/rayons/table/", "/en/rayons/table/"]
    assert addresses(client, "/sitemap-pages-1.xml")[:4] == [
        "/",
        "/en/",
        "/pages/cgv/",
        "/en/pages/cgv/",
    ]
    site = "https://boutique.example"
    assert {link.get("hreflang"): link.get("href") for link in root[0].iter(LINK)} == {
        "fr": f"{site}/produits/mug/",
        "en": f"{site}/en/produits/mug/",
        "x-default": f"{site}/produits/mug/",
    }
    assert [e.text for e in root[0].iter(PICTURE)] == [f"{site}/media/mug.webp"]


def test_every_address_listed_answers_and_calls_itself_canonical(client):
    make.variant(product__slug="mug")

    for file in addresses(client, "/sitemap.xml"):
        for url in addresses(client, file):
            page = client.get(url).content.decode()
            assert f'<link rel="canonical" href="https://boutique.example{url}">' in page
            assert "noindex" not in page


def test_rows_stay_in_their_file(client, monkeypatch):
    monkeypatch.setattr(sitemap, "ROWS", 2)
    shelf = make.category()
    made = [make.variant(product__category=shelf).product for _ in range(6)]
    unpublish_product(made[0], actor=None)

    files = [url for url in addresses(client, "/sitemap.xml") if "produits" in url]
    listed = [url for file in files for url in addresses(client, file) if "/en/" not in url]

    assert len(files) in {3, 4}  # where the first range begins depends on the ids before
    assert listed == [product.get_absolute_url() for product in made[1:]]
    assert client.get(f"/sitemap-produits-{made[-1].pk + 99}.xml").status_code == 404
    assert client.get("/sitemap-secrets-1.xml").status_code == 404


@pytest.mark.parametrize("count", [2, 30])
def test_a_file_asks_for_the_same_rows_however_many_it_lists(
    client, django_assert_num_queries, count
):
    shelf = make.category()
    for _ in range(count):
        make.picture(make.variant(product__category=shelf).product)

    # Its mark; its pictures and products.
    with django_assert_num_queries(3):
        client.get("/sitemap-produits-1.xml").getvalue()
    # Legal texts, guided choices; products of departments, departments; products; guides.
    with django_assert_num_queries(6):
        client.get("/sitemap.xml")
    with django_assert_num_queries(4):
        client.get("/sitemap-rayons-1.xml").getvalue()


def test_a_file_is_sent_again_only_when_it_changed(client):
    mug = make.variant().product
    for address in ("/sitemap.xml", "/sitemap-produits-1.xml", "/sitemap-rayons-1.xml"):
        mark = client.get(address)["ETag"]
        assert client.get(address, headers={"if-none-match": mark}).status_code == 304

        mug.save()
        assert client.get(address, headers={"if-none-match": mark}).status_code == 200


def test_robots_are_told_what_to_leave_alone(client):
    rules = client.get("/robots.txt").content.decode().splitlines()

    assert rules[0] == "User-agent: *"
    assert rules[-1] == "Sitemap: https://boutique.example/sitemap.xml"
    closed = {"/panier/", "/commande", "/compte/", "/recherche/", "/en/panier/", "/rayons/*?"}
    assert closed <= {rule.removeprefix("Disallow: ") for rule in rules}


@pytest.mark.parametrize(
    ("path", "is_open"),
    [
        ("/", True),
        ("/rayons/table/", True),
        ("/rayons/table/?page=2", True),
        ("/rayons/table/?page=2&tri=nouveautes", False),
        ("/rayons/table/?tri=nouveautes", False),
        ("/en/rayons/table/?couleur=bleu", False),
        ("/produits/mug/?v=MUG-1", True),
        ("/commande/paiement/", False),
        ("/en/panier/", False),
    ],
)
def test_the_longest_rule_wins(client, path, is_open):
    """As RFC 9309 wants it."""
    lines = client.get("/robots.txt").content.decode().splitlines()[1:-2]
    rules = [line.split(": ") for line in lines]
    fitting = [
        (len(rule), word)
        for word, rule in rules
        if re.match(re.escape(rule).replace(r"\*", ".*"), path)
    ]
    assert (max(fitting, default=(0, "Allow"))[1] == "Allow") is is_open


def test_small_addresses_that_machines_guess(client):
    assert client.get("/favicon.ico")["Location"].endswith("favicon.svg")
    assert client.get("/.well-known/change-password")["Location"].startswith("/compte/")
    word = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:bonjour@maison-brumelle.example\nExpires: " in word
    assert "Canonical: https://boutique.example/.well-known/security.txt" in word


def test_a_department_of_departments_is_listed_by_what_stands_below(client):
    top = make.category(slug="maison")
    below = Category.objects.add_child(top, instance=Category(name="Vases", slug="vases"))
    make.variant(product__category=below)

    assert addresses(client, "/sitemap-rayons-1.xml")[::2] == ["/rayons/maison/", "/rayons/vases/"]
