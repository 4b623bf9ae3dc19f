"""A purchase without a pointer: everything is reached, seen and pressed by keys alone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from checkout.models import Order
from tests import make

pytestmark = pytest.mark.browser

TOO_FAR = 60  # presses of Tab: what is further away is not reached in practice
FOCUSED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const seen = [at, at.closest(".card"), at.closest("label")].filter(Boolean)
    .flatMap((e) => [getComputedStyle(e), getComputedStyle(e, "::after")])
    .some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  const header = document.querySelector(".header").getBoundingClientRect();
  const hidden = box.bottom <= header.bottom && !at.closest(".header, .skip");
  const name = at.ariaLabel ?? (at.labels?.length ? at.labels[0] : at).textContent;
  return {name: name.replace(/\\s+/g, " ").trim(), seen, hidden, id: at.id, tag: at.tagName};
}"""


@pytest.fixture
def page(page: Page, live_server: Any) -> Page:
    make.shop()
    mug = make.variant(stock=5, product__name="Mug Matin", product__slug="mug-matin")
    make.picture(mug.product)
    page.goto(f"{live_server.url}/")
    return page


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the named control has the focus, which is seen at every stop."""
    for _press in range(TOO_FAR):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at["tag"] == "BODY":
            continue
        assert at["seen"], f"{page.url}: no outline around {at['name'] or at['id']}"
        assert not at["hidden"], f"{page.url}: {at['name']} is under the header"
        if re.search(name, at["name"]):
            return
    raise AssertionError(f"{page.url}: « {name} » is not reached")


def press(page: Page, name: str, key: str = "Enter") -> None:
    tab_to(page, name)
    page.keyboard.press(key)


def fill(page: Page, label: str, text: str) -> None:
    tab_to(page, label)
    page.keyboard.type(text)


def title(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_the_first_stop_leads_past_the_menu(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_in_viewport()

    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_a_whole_purchase_by_keyboard(page: Page) -> None:
    press(page, "Mug Matin")
    title(page, "Mug Matin")
    press(page, "Ajouter au panier")
    title(page, "Mon panier")
    press(page, "Augmenter la quantité")
    expect(page.locator("#annonce")).to_contain_text("2 articles")
    assert "Augmenter" in page.evaluate(FOCUSED)["name"]
    press(page, "Passer commande")

    title(page, "Commander sans compte")
    fill(page, "Adresse e-mail", "julie@example.fr")
    fill(page, "Prénom", "Julie")
    fill(page, "Nom", "Martin")
    fill(page, "numéro et rue", "8 rue de la République")
    fill(page, "Code postal", "69002")
    fill(page, "Ville", "Lyon")
    page.keyboard.press("Enter")
    title(page, "Livraison")
    tab_to(page, "Point relais")
    page.keyboard.press("ArrowDown")
    press(page, "Continuer vers le paiement")

    title(page, "Vérification et paiement")
    tab_to(page, "Carte bancaire")
    page.keyboard.press("ArrowDown")
    press(page, "J'ai lu et j'accepte", "Space")
    press(page, "Commande avec obligation de paiement")
    title(page, "Commande reçue, en attente de votre virement")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert Order.objects.get().lines.get().quantity == 2


def test_errors_have_the_focus_and_lead_to_their_fields(page: Page) -> None:
    press(page, "Mug Matin")
    title(page, "Mug Matin")
    press(page, "Ajouter au panier")
    title(page, "Mon panier")
    press(page, "Passer commande")
    title(page, "Commander sans compte")
    fill(page, "Prénom", "Julie")
    page.keyboard.press("Enter")

    expect(page).to_have_title(re.compile("^Erreur\u00a0: "))
    expect(page.locator("[data-focus]")).to_be_focused()
    expect(page.get_by_label("Prénom").first).to_have_value("Julie")
    press(page, "code postal")

    field = page.get_by_label("Code postal").first
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("Saisissez un code postal"))


def test_the_menu_opens_and_closes_by_keyboard(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})

    press(page, "Menu")

    expect(page.get_by_role("navigation", name="Catégories et aide")).to_be_visible()
    tab_to(page, "Suivre ma commande")
