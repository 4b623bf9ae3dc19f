"""The gallery of a product: a strip, thumbnails, a closer look; by keys, and without JavaScript."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from catalog import pictures
from catalog.models import ProductImage
from tests import make
from tests.browser.test_accessibility import faults

pytestmark = pytest.mark.browser


@pytest.fixture
def address(live_server: Any) -> str:
    """Open a shop with a mug in three real pictures, and return its page's address."""
    make.shop()
    mug = make.variant(product__name="Mug Matin", product__slug="mug-matin").product
    for color in ("sienna", "teal", "olive"):
        content = BytesIO()
        Image.new("RGB", (600, 750), color).save(content, "PNG")
        picture = ProductImage(product=mug, alt=f"Mug {color}")
        picture.original.save(f"{color}.png", ContentFile(content.getvalue()), save=False)
        picture.save()
        pictures.prepare(picture)
    return f"{live_server.url}/produits/mug-matin/"


def test_a_closer_look_by_keys_alone_gives_the_focus_back(
    address: str, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto(address)
    link = page.locator("[data-zoom]").nth(1)
    link.focus()

    page.keyboard.press("Enter")

    dialog = page.get_by_role("dialog", name="Photo agrandie")
    expect(dialog.get_by_role("img", name="Mug teal")).to_be_visible()
    expect(dialog.get_by_role("button", name="Fermer")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("img", name="Mug olive")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("img", name="Mug sienna")).to_be_visible()
    dialog.get_by_role("button", name="Photo précédente").press("Enter")
    expect(dialog.get_by_role("img", name="Mug olive")).to_be_visible()
    assert faults(page) == []

    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()


def test_a_thumbnail_moves_the_strip_and_not_the_page(address: str, page: Page) -> None:
    page.goto(address)

    page.get_by_role("link", name="Photo 3").click()

    expect(page.locator("#photo-3")).to_be_in_viewport(ratio=0.8)
    expect(page.locator("#photo-1")).not_to_be_in_viewport()
    expect(page.get_by_role("link", name="Photo 3")).to_have_attribute("aria-current", "true")
    assert page.evaluate("scrollY") == 0


def test_a_finger_is_told_where_it_is(address: str, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(address)

    expect(page.get_by_text("1 / 3")).to_be_visible()
    expect(page.get_by_role("link", name="Photo 3")).to_be_hidden()


def test_without_javascript_pictures_are_links(address: str, no_js: BrowserContext) -> None:
    page = no_js.new_page()
    page.goto(address)

    page.get_by_role("link", name="Photo 2").click()
    expect(page.locator("#photo-2")).to_be_in_viewport()
    expect(page.locator("#vus")).to_be_hidden()
    expect(page.get_by_role("button", name="Copier le lien")).to_be_hidden()
    expect(page.get_by_role("link", name="Envoyer par e-mail")).to_be_visible()
    page.locator("[data-zoom]").first.click()

    expect(page).to_have_url(re.compile(r"/media/pictures/\w+-600\.webp$"))


def test_what_was_seen_is_shown_at_the_end_and_forgotten_on_demand(
    address: str, phone: BrowserContext
) -> None:
    page = phone.new_page()
    make.variant(product__name="Bol Brume", product__slug="bol-brume")
    page.goto(address.replace("mug-matin", "bol-brume"))
    page.goto(address)
    seen = page.get_by_role("region", name="Vus récemment")
    expect(seen).to_be_hidden()

    page.get_by_role("contentinfo").scroll_into_view_if_needed()
    expect(seen.get_by_role("link", name="Bol Brume")).to_be_visible()
    assert faults(page) == []
    seen.get_by_role("button", name="Effacer").click()

    expect(seen).to_be_hidden()
    page.reload()
    page.get_by_role("contentinfo").scroll_into_view_if_needed()
    expect(seen).to_be_hidden()
    assert page.context.cookies() == []
