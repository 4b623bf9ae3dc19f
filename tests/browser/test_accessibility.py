"""Every page of a purchase and after it, as axe sees it: on a phone, by day and by night (R77)."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from cart.browser import COOKIE
from cart.flows.release_lapsed import release_lapsed
from cart.models import Cart
from catalog.flows.answer_question import answer_question
from catalog.flows.ask_question import ask_question
from catalog.models import Guide, StockMove, Variant
from checkout.flows.cancel_order import cancel_order
from checkout.flows.ship_order import ship_order
from checkout.models import AccessLink, Order
from returns.templatetags.returns_tags import withdrawal_url
from tests import make
from tests.conftest import PHONE

pytestmark = pytest.mark.browser

GRAVE = {"serious", "critical"}
VIOLATIONS = {"resultTypes": ["violations"]}
COLOURS = {**VIOLATIONS, "runOnly": ["color-contrast"]}
WIDEST = "document.documentElement.scrollWidth"
# What a hand has to touch, but for links inside a sentence and what a label makes larger.
SMALL = """[...document.querySelectorAll("a, button, summary, select, textarea, input")]
  .filter((e) => e.checkVisibility({visibilityProperty: true}))
  .filter((e) => e.tabIndex >= 0 && !e.closest("p, dd, .prose, .card, .tile"))
  .map((e) => [e, (e.closest("label") ?? e).getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.height < 43.5 || box.width < 43.5))
  .map(([e]) => e.outerHTML.slice(0, 120))"""


@pytest.fixture
def page(new_context: Callable[..., BrowserContext], live_server: Any) -> Page:
    """Open the shop on a phone whose owner asked for less motion: no colour is caught midway."""
    make.shop()
    context = new_context(**PHONE, base_url=live_server.url, reduced_motion="reduce")
    return context.new_page()


def faults(page: Page) -> list[str]:
    """Return what would stop somebody on the page that is open, each with an example."""
    page.emulate_media(color_scheme="light")
    found = Axe().run(page, options=VIOLATIONS).response["violations"]
    page.emulate_media(color_scheme="dark")
    found += Axe().run(page, options=COLOURS).response["violations"]
    grave = [fault for fault in found if fault["impact"] in GRAVE]
    told = [f"{page.url}: {fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in grave]
    told += [f"{page.url}: small: {html}" for html in page.evaluate(SMALL)]
    page.set_viewport_size({"width": 320, "height": 640})  # a wide window at 400 %
    if page.evaluate(WIDEST) > 320:
        told.append(f"{page.url}: wider than 320 pixels")
    page.set_viewport_size(PHONE["viewport"])
    return told


def faults_of(page: Page, *addresses: str) -> list[str]:
    told = []
    for address in addresses:
        page.goto(address)
        told += faults(page)
    return told


def faults_once_sent_empty(page: Page, *addresses: str) -> list[str]:
    """Send each page's form with nothing in it; the title says so, the summary has the focus."""
    told = []
    for address in addresses:
        page.goto(address)
        page.locator("main .btn--primary").last.click()
        expect(page).to_have_title(re.compile("^Erreur\u00a0: "))
        expect(page.locator("[data-focus]")).to_be_focused()
        told += faults(page)
    return told


def carry(page: Page, cart: Cart, url: str) -> Cart:
    page.context.add_cookies([{"name": COOKIE, "value": cart.token, "url": url}])
    return cart


def link(order: Order) -> str:
    key = AccessLink.to(order, AccessLink.Purpose.ORDER).key
    return f"/commandes/{order.number}/?cle={key}"


@pytest.fixture
def mug() -> Variant:
    mug = make.variant(stock=3, product__name="Mug Matin", product__slug="mug-matin")
    make.picture(mug.product)
    make.picture(mug.product)
    return mug


def test_axe_finds_what_is_wrong(page: Page) -> None:
    """A canary: silence below means something only if axe speaks here."""
    page.goto("/healthz")
    page.set_content("<html><img src=x><p style='color: #999; background: #AAA'>Pâle</p></html>")

    told = " ".join(faults(page))

    assert "image-alt" in told
    assert "color-contrast" in told
    assert "html-has-lang" in told


def test_the_shelves(page: Page, mug: Variant) -> None:
    make.offer(mug, "19.90")
    gone = make.variant(stock=0, product__name="Diffuseur", product__slug="diffuseur")
    soap = make.product(name="Savon", slug="savon", withdrawal_exception="5")
    make.variant(product=soap)
    cup = make.product(name="Mug Prénom", slug="mug-prenom", personalisation_length=12)
    for glaze, stock in [("Craie", 2), ("Nuit", 0)]:
        of_cup = make.variant(product=cup, label=glaze, stock=stock)
        of_cup.values.add(make.value("Émail", glaze))

    products = [f"/produits/{slug}/" for slug in ("mug-matin", "savon", "mug-prenom", "diffuseur")]

    assert faults_of(page, "/", gone.product.category.get_absolute_url(), *products) == []


def test_a_list_and_what_narrows_it(page: Page) -> None:
    shelf = make.category(name="Bols", slug="bols")
    glazes = [make.value("Émail", "Sauge", color="#8C9A83"), make.value("Émail", "Nuit")]
    for number in range(26):
        values = [glazes[number % 2]]
        price, stock = f"{10 + number}.00", number % 3
        sold = make.variant(product__category=shelf, price=price, stock=stock, values=values)
    sold.product.keep_rating(Decimal("4.50"), 2)
    here = "/rayons/bols/"

    assert faults_of(page, here, f"{here}?email=sauge&prix-min=abc", f"{here}?prix-min=99") == []
    page.goto(f"{here}?email=sauge")
    page.get_by_role("button", name="Filtrer (1)").click()
    expect(page.locator("#filtres")).to_be_visible()
    assert faults(page) == []


def test_the_cart_in_each_of_its_states(page: Page, mug: Variant, live_server: Any) -> None:
    dearer, rare = make.variant(price="10"), make.variant(stock=1)
    cart = make.cart(mug, dearer, rare)
    assert faults_of(page, "/panier/") == []
    carry(page, cart, live_server.url)

    assert faults_of(page, "/panier/") == []

    Cart.objects.update(held_until=timezone.now() + timedelta(seconds=100))
    page.goto("/panier/")
    expect(page.locator("#alerte")).to_have_text("Votre réservation se termine dans 2 minutes.")
    assert faults(page) == []

    Cart.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    release_lapsed()
    dearer.change_price(dearer.price + 2)
    rare.move_stock(-1, StockMove.Kind.CORRECTION, reference="test")
    assert faults_of(page, "/panier/") == []
    expect(page.get_by_text("Réserver à nouveau")).to_be_visible()


def test_the_three_screens(page: Page, mug: Variant, live_server: Any) -> None:
    cart = carry(page, make.cart(mug), live_server.url)
    assert faults_of(page, "/commande/coordonnees/") == []
    assert faults_once_sent_empty(page, "/commande/coordonnees/") == []

    cart.checkout.delete()
    make.checkout(cart, method="relais", email="julie@gmial.com", pickup_point=None)
    screens = ["/commande/livraison/", "/commande/paiement/"]
    assert faults_once_sent_empty(page, screens[0]) == []
    page.get_by_label("À domicile").check()
    page.get_by_role("button", name="Continuer vers le paiement").click()
    page.wait_for_url(f"**{screens[1]}")
    assert faults_of(page, *screens) == []
    assert faults_once_sent_empty(page, screens[1]) == []


def test_a_service_from_its_page_to_its_withdrawal(page: Page, live_server: Any) -> None:
    board = make.service(product__slug="entretien")
    sold = make.order(board, make.variant(), paid=True, early=True)
    carry(page, make.cart(board), live_server.url)
    first = ["/produits/entretien/", "/panier/", "/commande/coordonnees/"]

    assert faults_of(page, *first) == []
    Cart.objects.exclude(pk=sold.cart_id).get().checkout.delete()
    make.checkout(Cart.objects.exclude(pk=sold.cart_id).get())
    assert faults_of(page, "/commande/paiement/", link(sold), withdrawal_url(sold)) == []


def test_what_comes_after_the_order(page: Page) -> None:
    waiting, paid, cancelled = make.order(), make.order(paid=True), make.order()
    cancel_order(cancelled)
    sent = make.order(paid=True)
    ship_order(sent, carrier="Colissimo", tracking_number="6A1", actor=None, override="test")
    thanks = [AccessLink.to(o, AccessLink.Purpose.THANKS).key for o in (waiting, paid, cancelled)]

    orders = [link(order) for order in (waiting, paid, cancelled, sent)]

    assert faults_of(page, *orders, f"/commandes/{waiting.number}/paiement/") == []
    assert faults_of(page, *(f"/commande/merci/{key}/" for key in thanks)) == []


def test_forms_that_anybody_may_open(page: Page) -> None:
    forms = ["/suivi/", "/renoncer-au-contrat/", "/contact/", "/compte/login/", "/compte/signup/"]

    assert faults_of(page, *forms) == []
    assert faults_once_sent_empty(page, *forms) == []


def test_advice_and_questions(page: Page, mug: Variant) -> None:
    body = "<h2>Laver</h2><table><tr><th scope='col'>Quoi</th></tr><tr><td>Mug</td></tr></table>"
    guide = Guide.objects.create(
        title="Laver", slug="laver", summary="À la main.", body=body, published_at=timezone.now()
    )
    guide.products.add(mug.product)
    question = ask_question(mug.product, name="Léa", email="lea@example.fr", text="Au four ?")
    answer_question(question, "Non.", actor=make.staff(), in_public=True)
    asking = "/produits/mug-matin/questions/"
    make.offer(mug, "19.90", share=3, ends_at=timezone.now() + timedelta(days=1))

    assert faults_of(page, "/guides/", "/guides/laver/", asking, f"{asking}merci/") == []
    assert faults_once_sent_empty(page, asking) == []
    page.goto("/produits/mug-matin/")
    page.get_by_text("Poser une question").click()
    assert faults(page) == []


def test_withdrawing_from_the_first_page_to_the_receipt(page: Page) -> None:
    page.goto(link(make.order(paid=True)))
    page.get_by_role("link", name="Renoncer au contrat ici").first.click()
    assert faults(page) == []
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Relisez votre déclaration")
    assert faults(page) == []
    page.get_by_role("button", name="Confirmer la rétractation").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("est enregistrée")
    assert faults(page) == []


def test_legal_pages_and_errors(page: Page) -> None:
    slugs = ["cgv", "mentions-legales", "confidentialite", "livraison", "garanties"]
    pages = [f"/pages/{slug}/" for slug in [*slugs, "retractation", "accessibilite"]]

    assert faults_of(page, *pages, "/nulle-part/", "/commandes/MB-ABCDEFGH/") == []

    for name in ("403.html", "403_csrf.html", "429.html", "500.html", "503.html"):
        page.goto("/healthz")
        page.set_content(render_to_string(name))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert faults(page) == []
