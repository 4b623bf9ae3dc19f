"""Favourites in a browser: hearts with and without JavaScript, and every page as axe sees it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from catalog.flows.await_stock import await_stock
from catalog.flows.keep_variant import keep_variant
from catalog.models import BackInStock, Product, Variant, Wishlist, WishlistAlert
from shop.models import Message
from tests import make
from tests.browser.test_accessibility import faults
from tests.conftest import PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def mug(transactional_db: None) -> Variant:
    make.shop()
    mug = make.variant(label="Sauge", product__name="Mug Matin", product__slug="mug-matin")
    make.variant(product=mug.product, label="Nuit", stock=0, sku="NUIT")
    return mug


@pytest.fixture
def page(new_context: Callable[..., BrowserContext], live_server: Any) -> Page:
    context = new_context(**PHONE, base_url=live_server.url, reduced_motion="reduce")
    return context.new_page()


def test_a_heart_fills_says_so_and_stays_full(page: Page, mug: Variant) -> None:
    page.goto("/")
    assert page.context.cookies() == []
    heart = page.get_by_role("button", name="Garder Mug Matin dans mes favoris")
    expect(heart).to_have_attribute("aria-pressed", "false")

    heart.press("Enter")
    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#annonce")).to_have_text("Mug Matin ajouté à vos favoris.")
    expect(page.locator("#lien-favoris")).to_contain_text("Mes favoris, 1 article")
    expect(heart).to_be_focused()

    page.goto("/produits/mug-matin/")
    on_page = page.get_by_role("button", name="Garder Mug Matin – Sauge dans mes favoris")
    expect(on_page).to_have_attribute("aria-pressed", "true")
    on_page.click()
    expect(on_page).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#annonce")).to_have_text("Mug Matin retiré de vos favoris.")
    assert page.url.endswith("/produits/mug-matin/")


def test_a_list_is_kept_shared_and_bought_without_javascript(
    no_js: BrowserContext,
    new_context: Callable[..., BrowserContext],
    live_server: Any,
    mug: Variant,
) -> None:
    page = no_js.new_page()
    page.goto(f"{live_server.url}/")
    page.get_by_role("button", name="Garder Mug Matin dans mes favoris").click()
    expect(page.get_by_text("Mug Matin ajouté à vos favoris.")).to_be_visible()
    assert page.url == f"{live_server.url}/"

    page.goto(f"{live_server.url}/envies/")
    page.get_by_text("Ajouter une note").click()
    page.get_by_label("Votre note").fill("Pour Léa")
    page.get_by_role("button", name="Enregistrer").first.click()
    expect(page.get_by_text("Pour Léa").first).to_be_visible()
    page.get_by_role("button", name="Retirer").click()
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_text("Pour Léa").first).to_be_visible()

    page.get_by_text("Partager cette liste").click()
    page.get_by_role("button", name="Créer un lien").click()
    friend = new_context(java_script_enabled=False).new_page()
    friend.goto(page.get_by_label("Lien à donner").input_value())
    expect(friend.get_by_role("heading", name="Mes favoris")).to_be_visible()
    friend.get_by_role("button", name="Ajouter au panier").click()
    expect(friend.get_by_role("heading", name="Mon panier")).to_be_visible()

    page.get_by_role("button", name="Tout ajouter au panier").click()
    expect(page.get_by_text("1 article de votre liste est dans votre panier.")).to_be_visible()


def test_a_sold_out_version_is_waited_for_in_place(page: Page, mug: Variant) -> None:
    page.goto("/produits/mug-matin/?v=NUIT")
    field = page.get_by_label("M'avertir du retour en stock")
    field.fill("lea@")
    page.get_by_role("button", name="M'avertir").click()
    expect(page.locator("[data-focus]")).to_be_focused()
    expect(field).to_have_value("lea@")

    field.fill("lea@example.fr")
    page.get_by_role("button", name="M'avertir").click()
    expect(page.locator("#avertir")).to_contain_text("Un e-mail part à cette adresse")
    assert page.url.endswith("/produits/mug-matin/?v=NUIT")
    assert Message.objects.get().recipient == "lea@example.fr"


def test_axe_finds_nothing_on_any_page(page: Page, mug: Variant) -> None:
    told = []
    page.goto("/envies/")
    told += faults(page)
    page.goto("/")
    page.get_by_role("button", name="Garder Mug Matin dans mes favoris").click()
    expect(page.locator(".heart[aria-pressed=true]")).to_have_count(1)
    told += faults(page)

    wishlist = Wishlist.objects.get()
    for variant in (Variant.objects.get(sku="NUIT"), make.variant(), make.variant()):
        keep_variant(wishlist, variant)
    Product.objects.filter(pk=variant.product_id).update(published_at=None)
    Wishlist.objects.create(browser=wishlist.browser, name="Noël")
    wishlist.share()
    alert = WishlistAlert.objects.create(wishlist=wishlist, email="a@example.fr", on_price=True)
    await_stock(Variant.objects.get(sku="NUIT"), "a@example.fr", "fr")
    wait = BackInStock.objects.get()

    page.goto("/envies/")
    for summary in page.locator("main summary").all():
        if not summary.evaluate("e => e.parentElement.open"):
            summary.click()
    told += faults(page)
    for address in (
        wishlist.shared_url,
        reverse("catalog:wishlist_deletion", args=[wishlist.pk]),
        reverse("catalog:confirm_alert", args=[alert.key]),
        "/produits/mug-matin/?v=NUIT",
        "/retour-en-stock/?v=NUIT",
        "/retour-en-stock/merci/",
        reverse("catalog:waiting", args=[wait.key]),
    ):
        page.goto(address)
        told += faults(page)
    assert told == []
