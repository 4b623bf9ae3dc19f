import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests import make

pytestmark = pytest.mark.browser
GLAZES = {"Craie": "#EDE6DA", "Sauge": "#8C9A83", "Nuit": "#2F3B4A"}


@pytest.fixture
def address(live_server) -> str:
    """Open a shop with thirty bowls of three glazes, and return their department's address."""
    make.shop()
    make.category(name="Bols", slug="bols")
    values = [make.value("Émail", name, color=color) for name, color in GLAZES.items()]
    for number in range(30):
        make.variant(
            product__name=f"Bol {number:02}",
            price=f"{10 + number}.00",
            stock=number % 5,
            values=[values[number % 3]],
        )
    return f"{live_server.url}/rayons/bols/"


def choice(page: Page, name: str):
    return page.locator("#filtres label", has_text=name)


def test_the_list_follows_what_is_ticked_and_the_browser_s_back(address: str, page: Page) -> None:
    page.goto(address)

    choice(page, "Sauge").click()

    expect(page).to_have_url(re.compile(r"/rayons/bols/\?email=sauge$"))
    expect(page.locator("#produits > *")).to_have_count(10)
    expect(page.locator("#annonce")).to_have_text("10 produits")
    expect(page.locator("#email-sauge")).to_be_focused()
    expect(choice(page, "Craie")).to_contain_text("(10)")

    page.select_option("#tri", "prix-decroissant")
    expect(page).to_have_url(re.compile(r"\?email=sauge&tri=prix-decroissant$"))
    expect(page.locator(".card__name").first).to_have_text("Bol 28")

    page.go_back()
    expect(page.locator("#tri")).to_have_value("pertinence")
    expect(page.locator("#email-sauge")).to_be_checked()
    page.go_back()
    expect(page.locator("#email-sauge")).not_to_be_checked()
    expect(page.locator("#produits > *")).to_have_count(24)
    page.go_forward()
    expect(page.locator("#produits > *")).to_have_count(10)

    page.get_by_role("link", name="Retirer le filtre Émail : Sauge").click()
    expect(page).to_have_url(address)
    expect(page.locator("[data-focus-lost]")).to_be_focused()


def test_a_box_ticked_while_the_server_counts_is_not_lost(address: str, page: Page) -> None:
    waiting: list[Route] = []
    page.goto(address)
    page.route("**/*email=*", lambda r: r.continue_() if waiting else waiting.append(r))
    with page.expect_request("**/*email=*"):
        choice(page, "Sauge").click()

    choice(page, "Nuit").click()
    waiting[0].continue_()

    expect(page).to_have_url(re.compile(r"\?email=nuit&email=sauge$"))
    expect(page.locator("#liste")).to_contain_text("20 produits")


def test_more_products_come_below_those_that_are_there(address: str, page: Page) -> None:
    page.goto(address)

    page.get_by_role("link", name="Afficher 6 produits de plus").click()

    expect(page.locator("#produits > *")).to_have_count(30)
    expect(page).to_have_url(re.compile(r"\?page=2$"))
    expect(page.locator("#annonce")).to_have_text("6 produits ajoutés, 30 sur 30")
    expect(page.locator("#produits > *").nth(24).locator("a").first).to_be_focused()
    expect(page.locator("[data-more]")).to_have_count(0)


def test_on_a_phone_the_filters_are_a_sheet_that_counts(
    address: str, phone: BrowserContext
) -> None:
    sheet = phone.new_page()
    sheet.goto(address)
    expect(sheet.locator("#filtres")).to_be_hidden()

    sheet.get_by_role("button", name="Filtrer").click()
    choice(sheet, "Nuit").click()
    seen = sheet.get_by_role("button", name="Voir les 10 produits")
    expect(seen).to_be_visible()
    expect(sheet.locator("#filtres")).to_be_visible()
    seen.click()

    expect(sheet.locator("#filtres")).to_be_hidden()
    expect(sheet.locator("#produits > *")).to_have_count(10)
    assert sheet.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_javascript_each_form_has_its_button(address: str, no_js: BrowserContext) -> None:
    plain = no_js.new_page()
    plain.goto(address)
    choice(plain, "Sauge").click()
    plain.fill("#prix-max", "20")
    plain.locator("#filtres button[type=submit]").click()

    expect(plain.locator("#produits > *")).to_have_count(4)
    expect(plain.locator("#email-sauge")).to_be_checked()

    plain.select_option("#tri", "prix-decroissant")
    plain.get_by_role("button", name="Trier").click()
    expect(plain.locator(".card__name").first).to_have_text("Bol 10")
    expect(plain.locator("#produits > *")).to_have_count(4)

    plain.get_by_role("link", name="Tout effacer").first.click()
    plain.get_by_role("link", name="Page suivante").click()
    expect(plain.locator("#produits > *")).to_have_count(6)
