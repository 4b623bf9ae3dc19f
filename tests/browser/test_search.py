"""The field of search as hands and screen readers use it, with and without JavaScript."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from catalog import search
from tests import make
from tests.browser.test_accessibility import faults
from tests.conftest import PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def address(live_server: Any) -> str:
    """Open a shop with three mugs, a teapot, and their department; return its address."""
    make.shop()
    shelf = make.category(name="Mugs et tasses", slug="mugs")
    for name in ("Mug Matin", "Mug Midi", "Mug Soir", "Théière Veillée"):
        make.variant(product__name=name, product__category=shelf)
    search.rebuild()
    return str(live_server.url)


def test_suggestions_are_chosen_by_keys_alone(address: str, page: Page) -> None:
    page.goto(address)
    page.get_by_label("Rechercher un produit").focus()
    field, options = page.get_by_role("combobox"), page.get_by_role("option")
    chosen = page.locator('[role="option"][aria-selected="true"]')

    field.fill("m")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("u")
    # Two kinds, four products (the teapot stands in the department), the way to all.
    expect(options).to_have_count(7)
    expect(page.get_by_role("group", name="Produits").get_by_role("option")).to_have_count(4)
    expect(page.get_by_role("group", name="Catégories")).to_contain_text("Mugs et tasses")
    expect(page.locator("#annonce")).to_have_text("6 suggestions")
    expect(chosen).to_have_count(0)

    field.press("ArrowDown")
    expect(chosen).to_have_text("mug")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("^s-mot"))
    field.press("End")
    expect(chosen).to_contain_text("Voir tous les résultats pour « mu »")
    field.press("ArrowDown")
    expect(chosen).to_have_count(0)
    field.press("ArrowUp")
    field.press("Home")
    expect(chosen).to_have_text("mug")
    expect(field).to_be_focused()

    field.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(field).to_have_value("mu")
    field.press("ArrowDown")
    expect(options).to_have_count(7)
    field.press("ArrowDown")
    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(chosen).to_contain_text("Mug")
    field.press("Enter")
    expect(page).to_have_url(re.compile("/produits/mug-"))


def test_enter_searches_for_what_is_typed(address: str, page: Page) -> None:
    page.goto(address)
    page.get_by_label("Rechercher un produit").fill("mug")
    page.locator("#recherche").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Résultats pour « mug »")
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_a_suggestion_is_clicked(address: str, page: Page) -> None:
    page.goto(address)
    page.get_by_label("Rechercher un produit").press_sequentially("thé")
    page.get_by_role("option", name="Théière Veillée").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Théière Veillée")


def test_a_phone_searches_on_a_page_of_its_own(
    address: str, phone: BrowserContext, new_context: Any
) -> None:
    page = phone.new_page()
    page.goto(address)
    expect(page.get_by_label("Rechercher un produit")).to_be_hidden()
    page.get_by_role("link", name="Rechercher", exact=True).click()

    field = page.get_by_role("combobox", name="Rechercher un produit")
    expect(field).to_be_focused()
    field.press_sequentially("thé")
    page.get_by_role("option", name="Théière Veillée").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Théière Veillée")


def test_search_works_without_javascript(address: str, no_js: BrowserContext) -> None:
    page = no_js.new_page()
    page.goto(address)
    field = page.get_by_role("searchbox", name="Rechercher un produit")
    field.fill("theirre")
    page.get_by_role("button", name="Lancer la recherche").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Aucun résultat pour « theirre ».")
    page.get_by_role("link", name="« théière »").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Résultats pour « théière »")
    expect(page.get_by_role("link", name="Théière Veillée")).to_be_visible()


def test_axe_finds_nothing_on_the_pages_of_search(address: str, new_context: Any) -> None:
    context = new_context(**PHONE, base_url=address, reduced_motion="reduce")
    page = context.new_page()
    told = []
    for query in ["", "?q=mug", "?q=theirre", "?q=xyzzy", "?q=livraison"]:
        page.goto(f"/recherche/{query}")
        told += faults(page)
    page.goto("/recherche/")
    page.get_by_role("combobox").press_sequentially("mu")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    told += faults(page)

    assert told == []
