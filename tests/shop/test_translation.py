"""English: nothing is left in French but what the merchant wrote, and an order is made in it."""

import re
import shutil
import subprocess
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from django.utils.html import strip_tags

from cart.browser import COOKIE
from catalog.models import Variant
from checkout.models import Order
from shop.models import Message
from tests import make

APPS = ["shop", "catalog", "cart", "checkout", "returns", "aftersales"]
SOURCES = [*APPS, "templates", "locale"]
# %(name)s, %s, {}, {name}, <strong>, </a>
PLACES = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|</?\w+[^>]*>")
FRENCH = re.compile(r"[àâçéèêëîïôùûœ«»]|\b(?:le|les|des|une|votre|vous|avec|pour|dans)\b", re.I)


@pytest.fixture
def variant(shop: None) -> Variant:
    return make.variant(price="24.90", product__name="Mug Matin", product__slug="mug-matin")


@pytest.fixture
def english(client: Client) -> Any:
    """A browser that speaks English; the tests that follow begin in French again."""
    with translation.override("fr"):
        yield client


def catalogue(name: str, folder: Path) -> dict[Any, str]:
    """Return a language's translations by message; a plural's by message and number."""
    compiled = folder / f"{name}.mo"
    subprocess.run(["msgfmt", "-o", compiled, f"locale/{name}/LC_MESSAGES/django.po"], check=True)
    with compiled.open("rb") as file:
        known: dict[Any, str] = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    del known[""]
    return known


def left_in_french(page: str) -> list[str]:
    """Return the words of a page that look French and do not say so (`lang`)."""
    page = re.sub(r"(?s)<(script|style)\b.*?</\1>|<address\b.*?</address>", " ", page)
    page = re.sub(r'(?s)<(\w+)\b[^>]*\blang="fr"[^>]*>.*?</\1>', " ", page)
    told = re.findall(r'(?:aria-label|title|placeholder|data-\w+)="([^"]*)"', page)
    words = [line.strip() for line in strip_tags(page).splitlines()] + told
    return [text for text in words if FRENCH.search(text)]


def test_no_message_is_without_its_english(tmp_path: Path, settings: Any) -> None:
    """Extracts as `make texts` does, from a copy."""
    for source in SOURCES:
        shutil.copytree(source, tmp_path / source, ignore=shutil.ignore_patterns("*.pyc", "*.webp"))
    settings.LOCALE_PATHS = [str(tmp_path / "locale")]

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        call_command("makemessages", locale=["en"], extensions=["html,txt,py,mjml"], verbosity=0)

    extracted = tmp_path / "locale/en/LC_MESSAGES/django.po"
    for state in ("--untranslated", "--only-fuzzy"):
        missing = subprocess.run(
            ["msgattrib", state, "--no-obsolete", extracted], capture_output=True, check=True
        )
        assert missing.stdout.decode() == ""


@pytest.mark.parametrize("name", ["en", "fr"])
def test_a_translation_keeps_what_is_filled_in(name: str, tmp_path: Path) -> None:
    known = catalogue(name, tmp_path)

    for message, translated in known.items():
        asked = message[0] if isinstance(message, tuple) else message
        assert sorted(PLACES.findall(asked)) == sorted(PLACES.findall(translated)), asked


def test_english_has_no_french_spacing_or_quotation_marks(tmp_path: Path) -> None:
    for translated in catalogue("en", tmp_path).values():
        assert not re.search(r"[\u00a0\u202f ](?:[:;!?]|%(?![(sd]))|[«»]", translated), translated


@pytest.mark.parametrize("step", ["coordonnees", "livraison", "paiement"])
def test_the_checkout_speaks_english(english: Client, variant: Variant, step: str) -> None:
    english.cookies[COOKIE] = make.checkout(make.cart(variant)).cart.token

    page = english.get(f"/en/commande/{step}/").content.decode()

    assert '<html lang="en">' in page
    assert left_in_french(re.sub("8 rue de la République|Médiateur fictif", "", page)) == []
    assert not re.search(r'(?:href|action)="/(?!en/|static/|media/|commande/)', page)


def test_the_other_language_is_one_link_away(
    english: Client, variant: Variant, settings: Any
) -> None:
    url = variant.product.get_absolute_url()

    french = english.get(f"{url}?v={variant.sku}").content.decode()
    page = english.get(f"/en{url}").content.decode()

    assert f'<a href="/en{url}?v={variant.sku}" hreflang="en" lang="en">English</a>' in french
    assert f'<a href="{url}" hreflang="fr" lang="fr">Français</a>' in page
    for text in (french, page):
        assert f'rel="alternate" hreflang="en" href="{settings.SITE_URL}/en{url}"' in text
        assert f'rel="alternate" hreflang="x-default" href="{settings.SITE_URL}{url}"' in text
    assert f'rel="canonical" href="{settings.SITE_URL}/en{url}"' in page


def test_a_page_of_one_language_leads_nowhere_else(english: Client, shop: None) -> None:
    page = english.get("/en/nowhere/").content.decode()

    assert "Page not found" in page
    assert "hreflang" not in page


def test_somebody_buys_in_english(english: Client, variant: Variant) -> None:
    """I37: the order keeps the language, and its messages are written in it."""
    english.cookies[COOKIE] = make.checkout(make.cart(variant)).cart.token

    agreed = {"means": "transfer", "cgv": "on", "total_shown": "30.80"}
    answer = english.post("/en/commande/paiement/", agreed)
    thanks = english.get(answer["Location"]).content.decode()

    order = Order.objects.get()
    message = Message.objects.get(key=f"order-received:{order.number}")
    assert order.language == "en"
    assert order.contract.button == "Order with obligation to pay"
    assert answer["Location"].startswith("/en/commande/merci/")
    assert "Order received, awaiting your transfer" in thanks
    assert (message.language, message.subject) == (
        "en",
        f"We have received your order {order.number}",
    )
    assert "Total incl. VAT: €30.80" in message.text
    assert f"/en/commandes/{order.number}/?cle=" in message.text


def test_an_order_opens_in_both_languages(english: Client, variant: Variant) -> None:
    english.cookies[COOKIE] = make.checkout(make.cart(variant)).cart.token
    agreed = {"means": "transfer", "cgv": "on", "total_shown": "30.80"}
    english.post("/en/commande/paiement/", agreed)
    number = Order.objects.get().number

    assert english.get(f"/en/commandes/{number}/").status_code == 200
    assert english.get(f"/commandes/{number}/").status_code == 200


def test_staff_read_english_below_its_address(english: Client, shop: None) -> None:
    english.force_login(make.staff())

    page = english.get("/en/admin/").content.decode()

    assert "View shop" in page
    assert 'href="/admin/" hreflang="fr"' in page
    assert "Shop management" in page
    assert "Voir la boutique" in english.get("/admin/").content.decode()
