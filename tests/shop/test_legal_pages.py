import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation
from pypdf import PdfReader

from cart.models.cart import CHECKOUT_TIME, EXTENSION, HOLD_TIME, LIFETIME, LONGEST_HOLD
from checkout.models.order import CARD_TIME, TRANSFER_TIME
from shop.demo.legal import TEXTS
from shop.legal.texts import WITHDRAWAL_PATH
from shop.models import LegalText
from tests import make

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BODY = (
    '<h2 id="prix">Les prix</h2><p>{{ merchant.legal_name }}, {{ version }}.</p>'
    "<h2>Été</h2><h2>Fin</h2>"
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _terms() -> None:
    make.merchant()
    for version, day in [
        ("2026-01-01", date(2026, 1, 1)),
        ("2026-11-01", date(2026, 11, 1)),
        ("2999-01-01", date(2999, 1, 1)),
    ]:
        LegalText.publish(
            "cgv",
            version,
            title="Conditions générales de vente",
            title_en="Terms and conditions of sale",
            body=BODY,
            valid_from=day,
        )


def test_the_text_in_force_is_shown_with_its_version_and_contents(client: Client) -> None:
    """R8."""
    page = client.get(reverse("shop:legal_text", args=["cgv"]))

    assert page.status_code == 200
    assert page.context["text"].version == "2026-11-01"
    assert [heading.id for heading in page.context["contents"]] == ["prix", "ete", "fin"]
    words = page.content.decode()
    assert "Maison Brumelle SARL, 2026-11-01." in words
    assert '<a href="#ete">Été</a>' in words
    assert "1er novembre 2026" in words
    assert "/pages/cgv/pdf/" in words
    assert "seule la version française fait foi" not in words


def test_an_accepted_version_stays_readable_and_one_to_come_is_not_shown(client: Client) -> None:
    """R10."""
    address = reverse("shop:legal_text", args=["cgv"])

    old = client.get(address, {"version": "2026-01-01"})

    assert old.context["text"].version == "2026-01-01"
    assert '<meta name="robots" content="noindex">' in old.content.decode()
    assert client.get(address, {"version": "2999-01-01"}).status_code == 404
    assert client.get(address, {"version": "x"}).status_code == 404


def test_an_unknown_text_is_not_found(client: Client) -> None:
    assert client.get(reverse("shop:legal_text", args=["rien"])).status_code == 404
    assert client.get(reverse("shop:legal_pdf", args=["rien"])).status_code == 404


def test_a_text_is_only_read(client: Client) -> None:
    assert client.post(reverse("shop:legal_text", args=["cgv"])).status_code == 405
    assert client.post(reverse("shop:legal_pdf", args=["cgv"])).status_code == 405


def test_in_english_the_title_is_translated_and_the_french_text_prevails(client: Client) -> None:
    """R19."""
    page = client.get("/en/pages/cgv/")

    words = page.content.decode()
    assert "<h1>Terms and conditions of sale</h1>" in words
    assert '<div class="legal__text" lang="fr">' in words
    assert '<p class="note">' in words


def test_the_pdf_is_the_same_text_to_keep(client: Client) -> None:
    """R8."""
    response = client.get(reverse("shop:legal_pdf", args=["cgv"]), {"version": "2026-01-01"})

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="cgv-2026-01-01.pdf"'
    words = PdfReader(BytesIO(response.content)).pages[0].extract_text()
    assert "Maison Brumelle SARL, 2026-01-01." in words


def test_each_link_of_a_text_leads_to_a_page_of_the_shop() -> None:
    """R26."""
    codes = {text.code for text in TEXTS}

    links = {link for text in TEXTS for link in re.findall(r"{{ site }}(/[^\"]*)", text.body)}

    with translation.override("fr"):
        assert {resolve(link).kwargs["slug"] for link in links} <= codes
        assert reverse("returns:withdrawal") == WITHDRAWAL_PATH


def test_the_terms_of_sale_announce_the_delays_that_the_shop_keeps() -> None:
    """R18."""
    terms = next(text.body for text in TEXTS if text.code == "cgv").replace("\u00a0", " ")

    assert f"pendant {HOLD_TIME // MINUTE} minutes à compter" in terms
    assert f"prolonger la réservation de {EXTENSION // MINUTE} minutes, dix fois" in terms
    hours = {6: "six"}[LONGEST_HOLD // HOUR]
    assert f"sans dépasser {hours} heures après son début" in terms
    assert f"encore au moins {CHECKOUT_TIME // MINUTE} minutes lorsque" in terms
    assert f"le panier est conservé {LIFETIME.days} jours" in terms
    assert f"vous disposez de {CARD_TIME // MINUTE} minutes" in terms
    assert f"vous disposez pour cela de {TRANSFER_TIME.days} jours" in terms


def test_a_text_asks_little_of_the_database(
    client: Client, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get(reverse("shop:legal_text", args=["cgv"]))
