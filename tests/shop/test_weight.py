"""What a first visit weighs, compressed: pages, their style, their scripts, their fonts."""

import gzip
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.test import Client

from cart.browser import COOKIE
from shop.staticfiles import join
from tests import make

STATIC = Path(settings.BASE_DIR) / "static"
CARDS = 24
CSS, FONTS = 10_000, 48_000
LINKED = re.compile(r'(?:src|href)="/static/([^"#?]+)')


class Budget(NamedTuple):
    """Bytes of HTML and of JavaScript, and the most requests before any picture."""

    html: int
    js: int
    requests: int


def weight(data: bytes) -> int:
    """Return what travels, in bytes."""
    return len(gzip.compress(data, 6))


def linked(page: str, suffix: str) -> list[Path]:
    return sorted({STATIC / name for name in LINKED.findall(page) if name.endswith(suffix)})


@pytest.fixture
def visitor(client: Client, shop: None) -> Client:
    """Send someone with a cart to a shop with a department of 24 products."""
    shelf = make.category(name="Table en grès", slug="table-en-gres")
    for number in range(CARDS):
        product = make.product(name=f"Mug {number}", slug=f"mug-{number}", category=shelf)
        make.picture(product)
        variants = [make.variant(product=product, label=glaze) for glaze in ("Craie", "Sauge")]
        for variant in variants:
            variant.values.add(make.value("Émail", variant.label))
    cart = make.cart(*variants)
    make.checkout(cart)
    client.cookies[COOKIE] = cart.token
    return client


@pytest.mark.parametrize(
    ("address", "budget"),
    [
        ("/", Budget(html=14_000, js=8_000, requests=12)),
        ("/rayons/table-en-gres/", Budget(html=14_000, js=10_000, requests=12)),
        # Eighteen with the pictures in sight (a strip shows two).
        ("/produits/mug-3/", Budget(html=14_000, js=10_000, requests=15)),
        ("/panier/", Budget(html=10_000, js=6_000, requests=12)),
        ("/commande/coordonnees/", Budget(html=10_000, js=6_000, requests=12)),
        ("/commande/livraison/", Budget(html=10_000, js=6_000, requests=12)),
        ("/commande/paiement/", Budget(html=10_000, js=6_000, requests=12)),
    ],
)
def test_a_page_keeps_to_its_budget(visitor: Client, address: str, budget: Budget) -> None:
    response = visitor.get(address)

    page = response.content.decode()
    scripts, fonts = linked(page, ".js"), sorted((STATIC / "fonts").glob("*.woff2"))
    own = [linked(page, ".css"), scripts, fonts, linked(page, ".svg")]
    assert response.status_code == 200
    assert weight(response.content) <= budget.html
    assert sum(weight(script.read_bytes()) for script in scripts) <= budget.js
    assert linked(page, ".css") == [STATIC / "css/shop.css"]
    assert weight(join(STATIC / "css/shop.css").encode()) <= CSS
    assert sum(font.stat().st_size for font in fonts) <= FONTS
    assert 1 + sum(map(len, own)) <= budget.requests


def test_every_picture_keeps_its_place_and_only_the_first_is_hurried(visitor: Client) -> None:
    for address in ("/", "/rayons/table-en-gres/", "/produits/mug-3/", "/panier/"):
        pictures = re.findall(r"<img[^>]*>", visitor.get(address).content.decode())

        assert pictures
        assert all(" width=" in tag and " height=" in tag and " alt=" in tag for tag in pictures)
        assert sum('fetchpriority="high"' in tag for tag in pictures) <= 1
