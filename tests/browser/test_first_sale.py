"""A guest buys on a phone: by card and by transfer, with JavaScript and without."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect

from catalog.models import Variant
from checkout.models import Order
from shop.models import Message
from tests import make
from tests.conftest import PHONE
from tests.live import LiveShop, wait_until

pytestmark = pytest.mark.browser
GOOD_CARD, REFUSED_CARD, CARD_3DS = "4242424242424242", "4000000000009995", "4000002760003184"


@pytest.fixture
def mug(live_shop: LiveShop) -> Variant:
    mug = make.variant(stock=5, product__name="Mug Matin", product__slug="mug-matin")
    make.picture(mug.product)
    return mug


@pytest.fixture(params=[True, False], ids=["with-js", "without-js"])
def browser_page(
    request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext]
) -> Page:
    return new_context(**PHONE, java_script_enabled=request.param).new_page()


def fill_the_cart(page: Page, shop: LiveShop) -> None:
    page.goto(f"{shop.url}/")
    page.get_by_role("link", name="Mug Matin").first.click()
    page.get_by_role("button", name="Ajouter au panier").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon panier")
    expect(page.get_by_text("réservés").first).to_be_visible()


def say_who_and_where(page: Page) -> None:
    page.get_by_role("link", name="Passer commande").first.click()
    page.get_by_label("Adresse e-mail").fill(" Julie@Example.fr ")
    page.get_by_label("Prénom").first.fill("Julie")
    page.get_by_label("Nom", exact=True).first.fill("Martin")
    page.get_by_label("Adresse (numéro et rue)").first.fill("8 rue de la République")
    page.get_by_label("Code postal").first.fill("69 002")
    page.get_by_label("Ville").first.fill("Lyon")
    page.get_by_role("button", name="Continuer vers la livraison").click()
    page.get_by_label("À domicile").check()
    page.get_by_role("button", name="Continuer vers le paiement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vérification et paiement")


def agree_and_order(page: Page) -> None:
    page.get_by_label(re.compile("J'ai lu et j'accepte")).check()
    page.get_by_role("button", name="Commande avec obligation de paiement").click()


def type_card(page: Page, number: str) -> None:
    frame = page.frame_locator("[data-card] iframe")
    frame.get_by_label("Numéro de carte").fill(number)
    frame.get_by_label(re.compile("Expiration|expiration")).fill("12 / 34")
    frame.get_by_label(re.compile("CVC|sécurité|Cryptogramme")).fill("123")


def pay_on_stripes_page(page: Page, number: str) -> None:
    page.get_by_label(re.compile("Numéro|Carte")).first.fill(number)
    page.get_by_label(re.compile("xpiration")).first.fill("12 / 34")
    page.get_by_label(re.compile("CVC|sécurité|Cryptogramme")).first.fill("123")
    page.get_by_role("button", name=re.compile("Payer")).click()


def the_mail_about(order: Order, key: str) -> object:
    message = wait_until(
        Message.objects.filter(key=f"{key}:{order.number}", status="sent").first, within=40
    )
    name = f"{message.message_id.strip('<>').replace('@', '_')}.eml"
    path = Path(settings.OUTBOX_DIR) / name
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def test_a_guest_pays_by_card(live_shop: LiveShop, mug: Variant, browser_page: Page) -> None:
    page = browser_page
    fill_the_cart(page, live_shop)
    say_who_and_where(page)
    page.get_by_label(re.compile("Carte bancaire")).check()
    if scripted := page.locator("[data-card]").first.is_visible():
        type_card(page, GOOD_CARD)
    agree_and_order(page)
    if not scripted:
        pay_on_stripes_page(page, GOOD_CARD)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile("Merci Julie, votre commande est confirmée"), timeout=15000
    )

    order = Order.objects.get()
    mug.refresh_from_db()
    assert (order.status, order.email, str(order.total)) == ("paid", "julie@example.fr", "30.80")
    assert (mug.stock, mug.held) == (4, 0)
    payment = order.payments.get()
    assert (payment.status, payment.means, payment.card) == ("captured", "card", "visa •••• 4242")
    assert [event.kind for event in order.events.all()] == ["placed", "paid"]
    mail = the_mail_about(order, "order-confirmation")
    assert mail["To"] == "julie@example.fr"
    assert [part.get_filename() for part in mail.iter_attachments()] == [
        "conditions-generales-de-vente.pdf",
        "droit-de-retractation.pdf",
        "formulaire-de-retractation.pdf",
    ]
    call_command("verify", "--quiet")


def test_a_guest_pays_by_transfer(live_shop: LiveShop, mug: Variant, browser_page: Page) -> None:
    page = browser_page
    fill_the_cart(page, live_shop)
    say_who_and_where(page)
    page.get_by_label(re.compile("Virement bancaire")).check()
    agree_and_order(page)
    expect(page.get_by_text("FR76").first).to_be_visible()

    order = Order.objects.get()
    mug.refresh_from_db()
    assert (order.status, mug.stock, mug.held) == ("awaiting_payment", 4, 0)
    mail = the_mail_about(order, "order-received")
    assert len(list(mail.iter_attachments())) == 3
    link = re.search(r"http\S+cle=\S+", mail.get_body(("plain",)).get_content())[0]

    page.context.clear_cookies()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text(order.number)
    assert "cle=" not in page.url
    call_command("verify", "--quiet")


def test_a_refused_card_and_then_3d_secure(
    live_shop: LiveShop, mug: Variant, phone: BrowserContext
) -> None:
    page = phone.new_page()
    fill_the_cart(page, live_shop)
    say_who_and_where(page)
    page.get_by_label(re.compile("Carte bancaire")).check()
    type_card(page, REFUSED_CARD)
    agree_and_order(page)
    expect(page.get_by_text("Rien n'a été débité").first).to_be_visible(timeout=15000)

    order = Order.objects.get()
    assert order.status == "awaiting_payment"
    type_card(page, CARD_3DS)
    page.get_by_role("button", name=re.compile("Payer")).click()
    page.get_by_role("button", name="Authentifier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile("votre commande est confirmée"), timeout=15000
    )

    order.refresh_from_db()
    assert (order.status, Order.objects.count(), order.payments.count()) == ("paid", 1, 1)


def test_staff_ship_what_was_bought(live_shop: LiveShop, page: Page) -> None:
    order = make.order(paid=True)
    wait_until(
        Message.objects.filter(key=f"order-confirmation:{order.number}", status="sent").exists,
        within=40,
    )
    staff = make.staff()
    page.goto(f"{live_shop.url}/{settings.ADMIN_PATH}")
    page.get_by_label("Adresse e-mail").fill(staff.email)
    page.get_by_label("Mot de passe").first.fill("x")
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page).to_have_url(f"{live_shop.url}/{settings.ADMIN_PATH}")
    page.goto(f"{live_shop.url}/{settings.ADMIN_PATH}checkout/order/{order.pk}/change/")
    expect(page.get_by_role("heading", level=1).last).to_contain_text(order.number)
    assert page.locator("input[name=status], select[name=status]").count() == 0

    page.get_by_role("link", name="Marquer comme expédiée").click()
    page.get_by_label("Transporteur").fill("Colissimo")
    page.get_by_label("Numéro de suivi").fill("6A 123 456")
    page.get_by_role("button", name="Marquer comme expédiée").click()

    expect(page.get_by_text("Expédiée").first).to_be_visible()
    shipment = order.shipments.get()
    assert (shipment.status, shipment.tracking_number) == ("shipped", "6A123456")
    mail = wait_until(
        Message.objects.filter(key__startswith="order-shipped:", status="sent").first, within=20
    )
    assert "6A123456" in mail.text
    order.refresh_from_db()
    assert order.status == "fulfilled"
    assert order.events.get(kind="shipped").actor == staff
    call_command("verify", "--quiet")
