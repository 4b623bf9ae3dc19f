"""Services in the checkout: no delivery is asked, and nothing begins early unless it is (K6)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.core.files.storage import storages
from django.test import Client
from pypdf import PdfReader

from cart.browser import COOKIE
from cart.flows.change_quantity import change_quantity
from cart.models import Cart
from catalog.models import Variant
from checkout.flows.cancel_order import cancel_order
from checkout.flows.render_documents import render_documents
from checkout.models import AccessLink, Document, Order, Performance
from shop.models import Message
from shop.states import IllegalMove
from tests import make
from tests.catalog.pages import text

pytestmark = pytest.mark.usefixtures("shop", "verified")
CONTACT, DELIVERY, PAYMENT = (
    "/commande/coordonnees/",
    "/commande/livraison/",
    "/commande/paiement/",
)
TYPED = {
    "email": "julie@example.fr",
    "ship_given_name": "Julie",
    "ship_family_name": "Martin",
    "ship_line1": "8 rue de la République",
    "ship_postcode": "69002",
    "ship_city": "Lyon",
    "ship_country": "FR",
}
# A Thursday: the delay ends on Thursday the 19th (R22).
NOW = datetime(2026, 11, 5, 10, 0, tzinfo=UTC)
REQUEST = (
    "Je demande que la prestation « Entretien de planche » commence avant la fin du délai de "
    "rétractation de 14 jours, et je reconnais que je perdrai mon droit de rétractation une fois "
    "qu'elle aura été entièrement exécutée."
)


@pytest.fixture(autouse=True)
def _autumn() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def buyer(client: Client, cart: Cart) -> Client:
    client.cookies[COOKIE] = cart.token
    return client


def agreed(total: str, **fields: object) -> dict[str, object]:
    return {"means": "transfer", "cgv": "on", "total_shown": total, **fields}


def bought(client: Client, *variants: Variant, **fields: object) -> Order:
    """Go through the two screens of services alone, and return the order."""
    guest = buyer(client, make.cart(*variants))
    guest.post(CONTACT, TYPED)
    guest.post(PAYMENT, agreed("45.00", **fields))
    return Order.objects.get()


def plain(message: Message) -> str:
    return " ".join(message.text.replace("\u00a0", " ").split())


def test_a_guest_buys_a_service_alone_without_naming_a_delivery(client: Client) -> None:
    """K6, A1: two screens, one address, the invoice's; neither phone nor method."""
    board = make.service()
    guest = buyer(client, make.cart(board))

    basket = guest.get("/panier/")
    contact = guest.get(CONTACT)
    after_contact = guest.post(CONTACT, TYPED)
    skipped = guest.get(DELIVERY)
    payment = guest.get(PAYMENT)
    ordered = guest.post(PAYMENT, agreed("45.00"))

    assert "Étape 1 sur 2 : Coordonnées" in contact.content.decode().replace("\u00a0", " ")
    assert "Adresse de facturation" in text(contact)
    for word in ["Adresse de livraison", "Téléphone", "2. Livraison", "Nous livrons"]:
        assert word not in text(contact)
    assert (after_contact["Location"], skipped["Location"]) == (PAYMENT, PAYMENT)
    assert "Pas de livraison : votre commande ne contient que des prestations" in text(payment)
    assert "livraison comprise" not in text(payment)
    assert "Votre commande est confirmée à réception du virement" in text(payment)
    assert "Votre commande part" not in text(payment)
    assert "Paiement Carte bancaire" in text(basket)
    assert "<dt>Livraison</dt>" not in basket.content.decode()
    assert "/commande/merci/" in ordered["Location"]
    order = Order.objects.get()
    assert (order.shipping_address, order.delivery_method) == (None, None)
    assert order.billing_address.lines() == [
        "Julie Martin",
        "8 rue de la République",
        "69002 Lyon",
    ]
    assert (order.total, order.delivery_price, order.vat) == (
        Decimal("45.00"),
        Decimal(0),
        Decimal("7.50"),
    )
    assert not board.stock_moves.exists()


def test_nothing_begins_early_unless_the_box_is_ticked(client: Client) -> None:
    """R9, L221-25: the box is the buyer's; without it the order is made and the service waits."""
    guest = buyer(client, make.cart(make.service()))
    guest.post(CONTACT, TYPED)

    page = guest.get(PAYMENT)
    guest.post(PAYMENT, agreed("45.00"))

    box = page.content.decode().partition('name="early_start"')[2].partition(">")[0]
    assert "checked" not in box
    assert REQUEST in text(page)
    assert "Sans cette demande, elle commencera après le jeudi 19 novembre 2026." in text(page)
    order = Order.objects.get()
    assert (order.lines.get().early_start, order.contract.early_start) == ("", "")
    assert order.contract.early_start_at is None


def test_an_express_request_is_kept_word_for_word_with_its_version_and_time(
    client: Client,
) -> None:
    """R5, R16, L221-25, L221-28 1°."""
    board = make.service()

    order = bought(client, board, early_start=[board.sku])

    line, contract = order.lines.get(), order.contract
    assert line.early_start.replace("\u00a0", " ") == REQUEST
    assert line.early_start_at == order.placed_at == contract.early_start_at
    assert (contract.early_start, contract.early_start_version) == (line.early_start, "2026-11-22")


def test_a_request_for_what_is_no_longer_in_the_cart_is_not_taken(client: Client) -> None:
    guest = buyer(client, make.cart(make.service()))
    guest.post(CONTACT, TYPED)

    answer = guest.post(PAYMENT, agreed("45.00", early_start=["AUTRE"]))

    assert "Votre panier a changé. Vérifiez vos demandes, puis confirmez." in text(answer)
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("day", "exception", "asked"),
    [
        (datetime(2026, 11, 19, 18, 0, tzinfo=UTC), "", True),
        (datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "", False),
        (datetime(2026, 11, 14, 9, 0, tzinfo=UTC), "12", False),
        (None, "", True),
    ],
    ids=["within the delay", "after it", "no right at all", "no day"],
)
def test_the_request_is_asked_only_where_it_means_something(
    client: Client, *, day: datetime | None, exception: str, asked: bool
) -> None:
    course = make.service(takes_place_at=day, product__withdrawal_exception=exception)
    guest = buyer(client, make.cart(course))
    guest.post(CONTACT, TYPED)

    page = guest.get(PAYMENT)

    assert ('name="early_start"' in page.content.decode()) is asked
    assert ("pas de droit de rétractation (art. L221-28 12°)" in text(page)) is (exception == "12")
    if day and asked:
        assert "elle ne peut pas avoir lieu le jeudi 19 novembre 2026" in text(page)


def test_a_mixed_cart_delivers_and_weighs_goods_alone(client: Client) -> None:
    """P1, K6: one total; delivery follows the goods, in price, weight and VAT."""
    mug = make.variant(price="24.90", weight=380, product__vat_rate="5.5")
    board = make.service(weight=40_000, price="100.00")
    checkout = make.checkout(make.cart(mug, board))
    guest = buyer(client, checkout.cart)

    quotes = {quote.method.code: quote.price for quote in checkout.quotes()}
    page = guest.get(PAYMENT)
    guest.post(PAYMENT, agreed("130.80"))

    assert quotes["relais"] == Decimal("3.90")  # free from 60 € of goods, not of services
    assert "14 jours après réception" in text(page)
    order = Order.objects.get()
    assert (order.goods_total, order.delivery_price) == (Decimal("124.90"), Decimal("5.90"))
    assert order.vat_by_rate() == {Decimal(20): Decimal("16.67"), Decimal("5.5"): Decimal("1.61")}
    assert order.delivery_vat == Decimal("0.31")
    assert [line.is_service for line in order.lines.all()] == [False, True]


@pytest.mark.parametrize("ticked", [True, False], ids=["asked", "not asked"])
def test_every_word_to_the_buyer_says_what_was_agreed(client: Client, *, ticked: bool) -> None:
    """R15, R21, K6: the page, the thanks, the e-mail and the documents say the same."""
    board = make.service()
    order = bought(client, board, early_start=[board.sku] if ticked else [])
    make.receive(order)
    render_documents()

    link = AccessLink.to(order, AccessLink.Purpose.ORDER)
    thanks = AccessLink.to(order, AccessLink.Purpose.THANKS)
    mail = plain(Message.objects.get(key=f"order-confirmation:{order.number}"))
    document = order.contract.services
    document.refresh_from_db()
    pdf = PdfReader(BytesIO(storages["private"].open(document.pdf_path).read()))
    written = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    said = [
        text(client.get(f"/commandes/{order.number}/?cle={link.key}", follow=True)),
        text(client.get(f"/commande/merci/{thanks.key}/")),
        mail,
        written.replace("\u00a0", " "),
    ]

    for words in said:
        assert "14 jours à compter de la conclusion du contrat : jusqu'au jeudi 19 novem" in words
        assert ("un montant proportionnel à ce qui vous a été fourni" in words) is ticked
        assert ("Vous avez demandé, le jeudi 5 novembre 2026 à 11 h 00" in words) is ticked
        assert ("elle commence après." in words) is not ticked
    assert "Livraison" not in mail.replace("Livraison et retours", "")
    assert "garantie légale de conformité" not in mail
    assert (REQUEST in mail) is ticked
    assert len(Message.objects.get(key=f"order-confirmation:{order.number}").attachments) == 4


def test_the_notice_is_that_of_services_and_of_goods_where_there_are_both() -> None:
    """R39: the official words, once for each kind."""
    alone = make.order(make.service()).contract.notice.html
    both = make.order(make.service(), make.variant()).contract.notice.html

    assert "quatorze jours après le jour de la conclusion du contrat." in alone
    assert "pendant le délai de rétractation, vous devrez nous payer un montant" in alone
    assert "renvoyer ou rendre le bien" not in alone
    for words in ["de la conclusion du contrat.", "prend physiquement possession du bien."]:
        assert words in both
    assert "<h2>Pour les prestations de service</h2>" in both


def test_places_are_held_and_sold_as_stock_is() -> None:
    course = make.service(stock=3)

    order = make.order(course, quantity=2)

    course.refresh_from_db()
    assert (course.stock, course.held) == (1, 0)
    cancel_order(order)
    course.refresh_from_db()
    assert course.stock == 3


def test_a_cancelled_order_puts_back_nothing_that_it_did_not_take() -> None:
    board, mug = make.service(), make.variant(stock=5)
    order = make.order(board, mug)

    cancel_order(order)

    mug.refresh_from_db()
    board.refresh_from_db()
    assert (mug.stock, board.stock, board.stock_moves.count()) == (5, 0, 0)


def test_what_has_begun_is_not_cancelled_by_a_click() -> None:
    order = make.order(make.service(), paid=True)
    Performance.objects.update(status="begun", begun_at=order.placed_at)

    with pytest.raises(IllegalMove):
        cancel_order(order)


def test_an_address_typed_for_goods_serves_the_invoice_of_services(client: Client) -> None:
    """V4: what was typed stays, whatever leaves the cart."""
    mug, board = make.variant(), make.service()
    checkout = make.checkout(make.cart(mug, board))
    change_quantity(checkout.cart.lines.get(variant=mug), 0)
    guest = buyer(client, Cart.objects.get(pk=checkout.cart_id))

    guest.post(PAYMENT, agreed("45.00"))

    assert Order.objects.get().billing_address.city == "Lyon"


def test_documents_of_services_are_each_orders_own() -> None:
    make.order(make.service())
    make.order(make.service(product__name="Autre"))

    kinds = Document.objects.filter(kind=Document.Kind.SERVICES)
    assert kinds.count() == 2
