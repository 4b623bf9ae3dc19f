import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests import make

pytestmark = pytest.mark.browser


@pytest.fixture
def address(live_server) -> str:
    """Open a shop with a bowl in two sizes and two glazes, and return its page's address."""
    make.shop()
    bowl = make.product(name="Bol Brume", slug="bol-brume", personalisation_length=12)
    rows = [("Petit", "Craie", 24, 9), ("Petit", "Nuit", 25, 0), ("Grand", "Craie", 35, 2)]
    for size, glaze, price, stock in rows:
        variant = make.variant(
            product=bowl,
            sku=f"{size}-{glaze}",
            label=f"{size}, {glaze}",
            price=str(price),
            stock=stock,
        )
        variant.values.add(make.value("Taille", size), make.value("Émail", glaze))
    return f"{live_server.url}/produits/bol-brume/"


def pill(page: Page, name: str):
    return page.locator("#options label", has_text=name)


def test_the_page_follows_the_option_chosen(address: str, page: Page) -> None:
    page.goto(address)
    page.fill("[name=personalisation]", "Zoé")
    page.fill("[name=quantity]", "5")

    pill(page, "Grand").click()

    expect(page).to_have_url(re.compile(r"\?v=Grand-Craie$"))
    expect(page.locator("#prix")).to_contain_text("35")
    expect(page.locator("#disponibilite")).to_contain_text("Plus que 2 en stock")
    expect(page.locator("#annonce")).to_have_text("Grand, Craie, 35\u00a0€, plus que 2 en stock")
    expect(pill(page, "Grand").locator("input")).to_be_focused()
    expect(page.locator("[name=quantity]")).to_have_value("2")
    expect(page.locator("[name=personalisation]")).to_have_value("Zoé")


def test_back_shows_the_variant_of_before(address: str, page: Page) -> None:
    page.goto(address)
    pill(page, "Grand").click()
    expect(page).to_have_url(re.compile(r"\?v=Grand-Craie$"))

    page.go_back()

    expect(page.locator("#prix")).to_contain_text("24")
    expect(pill(page, "Petit").locator("input")).to_be_checked()


def test_a_choice_made_while_the_server_thinks_is_not_lost(address: str, page: Page) -> None:
    waiting: list[Route] = []
    page.goto(address)
    page.route("**/*option-*", lambda r: r.continue_() if waiting else waiting.append(r))
    with page.expect_request("**/*option-*"):
        pill(page, "Nuit").click()

    pill(page, "Craie").click()
    waiting[0].continue_()

    expect(page).to_have_url(re.compile(r"\?v=Petit-Craie$"))
    expect(page.locator("#disponibilite")).to_contain_text("En stock")


def test_a_sold_out_variant_has_no_button(address: str, page: Page) -> None:
    page.goto(address)

    pill(page, "Nuit").click()

    expect(page.locator("#disponibilite")).to_contain_text("Épuisé")
    expect(page.get_by_role("button", name="Ajouter au panier")).to_have_count(0)


def test_without_scripts_a_button_shows_the_version(address: str, no_js: BrowserContext) -> None:
    page = no_js.new_page()
    page.goto(address)

    pill(page, "Grand").click()
    page.get_by_role("button", name="Voir cette version").click()

    expect(page).to_have_url(re.compile(r"\?v=Grand-Craie$"))
    expect(page.locator("#prix")).to_contain_text("35")


def test_on_a_phone_the_button_follows_once_it_has_left_the_window(
    address: str, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto(address)
    bar = page.locator(".buy-bar")
    expect(bar).to_be_hidden()

    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(bar).to_be_visible()

    page.evaluate("scrollTo(0, 0)")
    expect(bar).to_be_hidden()
