"""The page of one order, and paying it: for its customer and for who holds its link."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from checkout.access import COOKIE
from checkout.flows.cancel_order import cancel_order
from checkout.flows.render_documents import render_documents
from checkout.flows.settle_payment import settle_payment
from checkout.flows.ship_order import ship_order
from checkout.flows.start_payment import start_card
from checkout.gateways.fake_stripe import FakeStripe
from checkout.models import AccessLink, DeliveryMethod, Order
from tests import make

PRIVATE_PAGES = ["", "paiement/", "documents/cgv/"]


def page_of(order: Order) -> str:
    return f"/commandes/{order.number}/"


def opened(client: Client, order: Order) -> Client:
    """Open an order by the link of its e-mail."""
    key = AccessLink.to(order, AccessLink.Purpose.ORDER).key
    client.get(f"{page_of(order)}?cle={key}")
    return client


@pytest.fixture
def order(shop: None) -> Order:
    return make.order(make.variant(price="24.90"))


def test_the_link_opens_one_order_and_leaves_the_address_clean(
    client: Client, order: Order
) -> None:
    """T1: a narrow cookie, and no key in the address."""
    key = AccessLink.to(order, AccessLink.Purpose.ORDER).key

    response = client.get(f"{page_of(order)}?cle={key}")

    assert (response.status_code, response["Location"]) == (302, page_of(order))
    cookie = response.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (page_of(order), True, "Lax")
    page = client.get(page_of(order)).content.decode()
    assert "Julie Martin" in page
    assert "30,80\u00a0€" in page
    assert f"{page_of(order)}paiement/" in page
    assert f"/renoncer-au-contrat/?commande={order.number}" in page


@pytest.mark.parametrize("page", PRIVATE_PAGES)
def test_a_stranger_finds_nothing(client: Client, order: Order, page: str) -> None:
    other = make.order()
    opened(client, other)
    client.force_login(make.user())

    assert client.get(page_of(order) + page).status_code == 404
    assert client.post(page_of(order) + page).status_code in {404, 405}


def test_the_answer_does_not_tell_whether_an_order_exists(client: Client, order: Order) -> None:
    real = client.get(page_of(order)).content.decode()
    unknown = client.get("/commandes/MB-22222222/").content.decode()

    assert real.replace(order.number, "MB-22222222") == unknown


@pytest.mark.parametrize("change", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now()}])
def test_a_revoked_or_expired_link_opens_nothing(
    client: Client, order: Order, change: dict[str, Any]
) -> None:
    key = AccessLink.to(order, AccessLink.Purpose.ORDER).key
    opened(client, order)
    AccessLink.objects.update(**change)

    assert client.get(f"{page_of(order)}?cle={key}").status_code == 404
    assert client.get(page_of(order)).status_code == 404


@pytest.mark.parametrize("key", ["", "x", "x:y", "a" * 10_000, "0" * 32])
def test_a_forged_key_opens_nothing(client: Client, order: Order, key: str) -> None:
    assert client.get(page_of(order), {"cle": key}).status_code == 404


def test_a_key_does_not_open_another_order(client: Client, order: Order) -> None:
    other = make.order()
    key = AccessLink.to(other, AccessLink.Purpose.ORDER).key

    assert client.get(page_of(order), {"cle": key}).status_code == 404


def test_a_customer_sees_their_own_orders(client: Client, order: Order) -> None:
    customer = make.user()
    Order.objects.filter(pk=order.pk).update(customer=customer)
    client.force_login(customer)

    assert client.get(page_of(order)).status_code == 200


def test_the_documents_are_given_as_they_were_agreed(client: Client, order: Order) -> None:
    """C2: their HTML until the PDF is made, then the PDF."""
    opened(client, order)

    html = client.get(f"{page_of(order)}documents/cgv/")
    render_documents()
    pdf = client.get(f"{page_of(order)}documents/cgv/")

    assert "Conditions générales de vente" in html.content.decode()
    assert pdf["Content-Type"] == "application/pdf"
    assert b"".join(pdf).startswith(b"%PDF")
    assert "conditions-generales-de-vente.pdf" in pdf["Content-Disposition"]
    assert client.get(f"{page_of(order)}documents/secret/").status_code == 404


def test_a_parcel_shows_its_number_and_its_page(client: Client, shop: None) -> None:
    DeliveryMethod.objects.update(tracking_url="https://carrier.example/{number}")
    order = make.order(paid=True)
    ship_order(order, carrier="Colissimo", tracking_number="6A123", actor=None, override="test")

    page = opened(client, order).get(page_of(order)).content.decode()

    assert "Colissimo 6A123" in page
    assert "https://carrier.example/6A123" in page


def test_a_late_parcel_is_not_passed_over_in_silence(client: Client, shop: None) -> None:
    order = make.order(paid=True)
    yesterday = timezone.localdate() - timedelta(days=1)
    Order.objects.update(delivery_first_on=yesterday, delivery_last_on=yesterday)

    page = opened(client, order).get(page_of(order)).content.decode()

    assert "La date de livraison prévue est passée" in page


def test_the_order_page_costs_at_most_fourteen_queries(
    client: Client, order: Order, django_assert_max_num_queries: Any
) -> None:
    opened(client, order)

    with django_assert_max_num_queries(14):
        client.get(page_of(order))


def test_a_refused_card_says_why_and_offers_another_means(
    client: Client, shop: None, provider: FakeStripe
) -> None:
    order = make.order(means="card")
    payment = order.payments.get()
    start_card(payment)
    provider.pay(payment.intent_id, "4000000000009987")
    opened(client, order)

    page = client.get(f"{page_of(order)}paiement/").content.decode()
    response = client.post(f"{page_of(order)}paiement/", {"means": "transfer"})

    assert "votre banque a refusé la carte" in page
    assert "volée" not in page
    assert response["Location"].startswith("/commande/merci/")
    assert list(order.payments.values_list("means", "status")) == [
        ("card", "failed"),
        ("transfer", "pending"),
    ]


def test_another_card_pays_the_same_order(client: Client, shop: None, provider: FakeStripe) -> None:
    order = make.order(means="card")
    payment = order.payments.get()
    start_card(payment)
    provider.pay(payment.intent_id, "4000000000000002")
    opened(client, order)

    answer = client.post(
        f"{page_of(order)}paiement/", {"means": "card"}, headers={"Accept": "application/json"}
    ).json()
    provider.pay(payment.intent_id)
    settle_payment(payment)

    order.refresh_from_db()
    assert answer["client_secret"].startswith(payment.intent_id)
    assert order.is_paid
    assert order.payments.count() == 1


def test_a_paid_order_is_not_paid_again(client: Client, shop: None) -> None:
    order = make.order(paid=True)
    opened(client, order)

    for answer in (
        client.get(f"{page_of(order)}paiement/"),
        client.post(f"{page_of(order)}paiement/", {"means": "card"}),
    ):
        assert answer["Location"].startswith("/commande/merci/")


def test_a_cancelled_order_says_so_and_takes_no_money(client: Client, order: Order) -> None:
    opened(client, order)
    cancel_order(order)

    page = client.get(f"{page_of(order)}paiement/").content.decode()
    client.post(f"{page_of(order)}paiement/", {"means": "transfer"})

    assert f"La commande {order.number} est annulée" in strip_tags(page)
    assert "<button" not in page
    assert not order.payments.pending().exists()


def test_the_eleventh_try_to_pay_waits(client: Client, order: Order) -> None:
    """F11, F89: at most ten tries in ten minutes."""
    opened(client, order)

    tries = [client.post(f"{page_of(order)}paiement/", {"means": "transfer"}) for _n in range(11)]

    assert [answer.status_code for answer in tries] == [303] * 10 + [429]
    assert "Trop d&#x27;essais de paiement" in tries[10].content.decode()


@pytest.mark.parametrize("means", ["", "cash", "card\x00"])
def test_an_unknown_means_is_refused(client: Client, order: Order, means: str) -> None:
    response = opened(client, order).post(f"{page_of(order)}paiement/", {"means": means})

    assert "Choisissez un moyen de paiement" in response.content.decode()
