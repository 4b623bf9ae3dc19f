"""Each public page tells machines what it is: once, briefly, in both languages (D2, D4)."""

import re
from collections import Counter
from datetime import date
from html import unescape
from typing import NamedTuple

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from catalog.models import Category, Guide, Product
from shop.models import LegalText
from tests import make
from tests.shop.test_access import real_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]
SITE = "https://boutique.example"


class Head(NamedTuple):
    """What the head of a page says."""

    title: str
    description: str
    canonical: str
    alternates: dict[str, str]
    properties: dict[str, str]
    is_indexed: bool


def head_of(answer: HttpResponse) -> Head:
    html = answer.content.decode().split("</head>")[0]
    metas = {}
    for tag in re.findall(r"<meta ([^>]+)>", html):
        parts = dict(re.findall(r'([\w:-]+)="([^"]*)"', tag))
        name = parts.get("name") or parts.get("property")
        if name:
            assert name not in metas, f"two {name}"
            metas[name] = unescape(parts["content"])
    links = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html)
    canonicals = re.findall(r'<link rel="canonical" href="([^"]+)">', html)
    assert len(canonicals) <= 1
    robots = metas.get("robots", "") + answer.headers.get("X-Robots-Tag", "")
    title = " ".join(unescape(html.split("<title>")[1].split("</title>")[0]).split())
    description, canonical = metas.get("description", ""), "".join(canonicals)
    return Head(title, description, canonical, dict(links), metas, "noindex" not in robots)


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def pages() -> list[str]:
    """Return the addresses of a shop that has two of everything, some of it with long names."""
    long = "Grand plat à gratin en grès émaillé pour les dimanches de famille nombreuse"
    shelf = make.category(name=long[:80], slug="plats", intro="Pour le four.")
    below = Category.objects.add_child(shelf, instance=Category(name="Vases", slug="vases"))
    for number in range(25):
        make.variant(
            product__name=f"Mug {number}",
            product__slug=f"mug-{number}",
            product__benefit=f"Grès émaillé, {number} cl",
            product__category=below,
        )
    make.variant(product__name=f"Le {long}", product__slug="plat", product__category=shelf)
    make.variant(product__slug="bol", product__meta_title="Bol à soupe", product__category=shelf)
    Product.objects.filter(slug="bol").update(meta_description="Le bol des soirs d'hiver.")
    for number in range(14):
        Guide.objects.create(
            title=f"Choisir n° {number}",
            slug=f"guide-{number}",
            summary=f"Ce qu'il faut savoir, partie {number}.",
            body="<p>Bien.</p>",
            published_at=timezone.now(),
        )
    LegalText.publish(
        "accessibilite",
        "1",
        title="Déclaration d'accessibilité : partiellement conforme au RGAA 4.1",
        body="<p>x</p>",
        valid_from=date(2026, 11, 1),
    )
    return [
        *(
            "/",
            "/rayons/plats/",
            "/rayons/plats/?page=2",
            "/rayons/vases/",
            "/rayons/vases/?page=2",
        ),
        *("/produits/mug-1/", "/produits/mug-2/", "/produits/plat/", "/produits/bol/"),
        *("/guides/", "/guides/?page=2", "/guides/guide-1/", "/guides/guide-2/"),
        *("/pages/cgv/", "/pages/retractation/", "/pages/accessibilite/"),
    ]


def test_no_two_pages_have_the_same_head(client, pages):
    """D2."""
    heads = {page: head_of(client.get(page)) for page in pages}

    for page, head in heads.items():
        assert 5 <= len(head.title) <= 60, page
        assert 10 <= len(head.description) <= 160, page
        assert head.canonical == f"{SITE}{page}", page
        assert head.alternates == {
            "fr": f"{SITE}{page}",
            "en": f"{SITE}/en{page}",
            "x-default": f"{SITE}{page}",
        }, page
        assert head.is_indexed, page
    assert [t for t, n in Counter(head.title for head in heads.values()).items() if n > 1] == []
    told = Counter(head.description for head in heads.values())
    assert [d for d, n in told.items() if n > 1] == []
    assert heads["/produits/bol/"].title == "Bol à soupe — Maison Brumelle"
    assert heads["/produits/bol/"].description == "Le bol des soirs d'hiver."
    assert heads["/rayons/vases/?page=2"].title == "Vases (page 2) — Maison Brumelle"
    for page in pages:
        english = head_of(client.get(f"/en{page}"))
        assert english.canonical == f"{SITE}/en{page}"
        assert english.alternates == heads[page].alternates


def test_a_shared_link_shows_picture_and_price(client):
    """D4."""
    mug = make.variant(price="24.90", product__slug="mug", product__name="Mug Matin")
    make.picture(mug.product, sizes={"960": "mug.webp"}, alt="Un mug")

    told = head_of(client.get("/produits/mug/")).properties

    assert {key: value for key, value in told.items() if ":" in key} == {
        "og:type": "product",
        "og:site_name": "Maison Brumelle",
        "og:title": "Mug Matin",
        "og:description": "Grès émaillé, 30 cl",
        "og:url": f"{SITE}/produits/mug/",
        "og:image": f"{SITE}/media/mug.webp",
        "og:image:alt": "Un mug",
        "product:price:amount": "24.90",
        "product:price:currency": "EUR",
    }


def test_what_is_no_page_of_its_own_is_not_indexed(client):
    shelf = make.category(slug="vases")
    for number in range(25):
        make.variant(product__slug=f"mug-{number}", product__category=shelf)
    for address in [
        "/rayons/vases/?tri=prix-croissant",
        "/rayons/vases/?prix-max=20",
        "/rayons/vases/?page=2&tri=nouveautes",
        "/recherche/?q=mug",
        "/comparer/?p=mug-1",
        "/pages/cgv/?version=2026-11-01",
        "/panier/",
        "/envies/",
        "/compte/login/",
        "/contact/",
    ]:
        answer = client.get(address)
        assert (answer.status_code, head_of(answer).is_indexed) == (200, False), address


def test_every_other_page_is_either_described_or_left_out():
    client = Client(raise_request_exception=False)
    for address in real_addresses():
        answer = client.get(address)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        if answer.status_code == 200 and is_page and b"<title>" in answer.getvalue():
            head = head_of(answer)
            assert not head.is_indexed or (head.canonical and head.description), address
