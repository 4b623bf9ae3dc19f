"""A guest buys a service on a phone without JavaScript, and asks that it begin at once (K6)."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from checkout.models import Order
from tests import make
from tests.conftest import PHONE
from tests.live import LiveShop

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Page:
    return browser.new_context(**PHONE, java_script_enabled=False, locale="fr-FR").new_page()


def test_a_service_is_bought_in_two_screens_and_its_request_is_kept(
    live_shop: LiveShop, page: Page
) -> None:
    board = make.service(product__slug="entretien")
    make.picture(board.product)

    page.goto(f"{live_shop.url}/produits/entretien/")
    page.get_by_role("button", name="Ajouter au panier").first.click()
    expect(page.get_by_text("Livraison estimée")).to_have_count(0)
    page.get_by_role("link", name="Passer commande").first.click()
    expect(
        page.get_by_role("list", name="Étapes de la commande").get_by_role("listitem")
    ).to_have_count(2)
    page.get_by_label("Adresse e-mail").fill("julie@example.fr")
    page.get_by_label("Prénom").fill("Julie")
    page.get_by_label("Nom", exact=True).fill("Martin")
    page.get_by_label("Adresse (numéro et rue)").fill("8 rue de la République")
    page.get_by_label("Code postal").fill("69002")
    page.get_by_label("Ville").fill("Lyon")
    page.get_by_role("button", name="Continuer vers le paiement").click()

    request = page.get_by_label(re.compile("Je demande que la prestation"))
    expect(request).not_to_be_checked()
    request.check()
    page.get_by_label("Virement bancaire").check()
    page.get_by_role("button", name="Commande avec obligation de paiement").click()
    # The terms were forgotten: what was ticked stays ticked.
    expect(request).to_be_checked()
    page.get_by_label(re.compile("J'ai lu et j'accepte")).check()
    page.get_by_role("button", name="Commande avec obligation de paiement").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile("attente de votre virement")
    )
    expect(page.get_by_text("Vous avez demandé").first).to_be_visible()
    order = Order.objects.get()
    assert order.lines.get().early_start == order.contract.early_start != ""
    assert order.delivery_method is None
