"""Thank you: what is confirmed, what is still waited for, and what strangers do not see."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from checkout.flows.cancel_order import cancel_order
from checkout.flows.start_payment import start_card
from checkout.gateways.fake_stripe import FakeStripe
from checkout.models import AccessLink, Order
from tests import make


def address(order: Order) -> str:
    return f"/commande/merci/{AccessLink.to(order, AccessLink.Purpose.THANKS).key}/"


def test_a_paid_order_is_confirmed_and_the_title_has_the_focus(client: Client, shop: None) -> None:
    order = make.order(paid=True)

    page = client.get(address(order)).content.decode()

    assert '<h1 tabindex="-1" autofocus>Merci Julie, votre commande est confirmée</h1>' in page
    assert order.number in page
    assert "julie@example.fr" in page
    assert f"/renoncer-au-contrat/?commande={order.number}" in page


def test_a_transfer_is_explained_to_the_cent(client: Client, shop: None) -> None:
    order = make.order(make.variant(price="24.90"))

    page = client.get(address(order)).content.decode()

    assert "Commande reçue, en attente de votre virement" in page
    for fact in ["FR76 0000 0000 0000 0000 0000 000", "XXXXFRPP", "30,80\u00a0€", order.number]:
        assert fact in page


def test_half_an_hour_later_the_page_shows_no_personal_data(client: Client, shop: None) -> None:
    order = make.order(paid=True)

    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        page = client.get(address(order)).content.decode()

    assert order.number in page
    assert "Votre commande est confirmée" in page
    for fact in ["Julie", "julie@", "Martin", "République", "Mug", "24,90"]:
        assert fact not in page


def test_its_customer_still_reads_it_later(client: Client, shop: None) -> None:
    order = make.order(paid=True)
    customer = make.user()
    Order.objects.filter(pk=order.pk).update(
        customer=customer, placed_at=timezone.now() - timedelta(hours=3)
    )
    client.force_login(customer)

    assert "Merci Julie" in client.get(address(order)).content.decode()


@pytest.mark.parametrize("spoil", ["", "x", "0" * 32, "key-of-the-order-page"])
def test_a_wrong_key_opens_nothing(client: Client, shop: None, spoil: str) -> None:
    order = make.order()
    link = AccessLink.to(order, AccessLink.Purpose.ORDER)
    key = link.key if spoil.startswith("key") else address(order)[16:-1] + spoil

    response = client.get(f"/commande/merci/{key}/")

    assert response.status_code == (200 if spoil == "" else 404)


def test_back_from_paying_the_order_is_confirmed_at_once(
    client: Client, shop: None, provider: FakeStripe
) -> None:
    """I25: by the provider's word, not by the address that the browser came with."""
    order = make.order(means="card")
    payment = order.payments.get()
    start_card(payment)
    provider.pay(payment.intent_id)

    forged = "?payment_intent=pi_x&redirect_status=succeeded"
    response = client.get(address(order) + forged)

    assert response["Location"] == address(order)
    assert "votre commande est confirmée" in client.get(address(order)).content.decode()


def test_an_address_that_claims_success_pays_nothing(
    client: Client, shop: None, provider: FakeStripe
) -> None:
    order = make.order(means="card")
    start_card(order.payments.get())

    client.get(address(order) + "?payment_intent=pi_x&redirect_status=succeeded")

    order.refresh_from_db()
    assert order.is_awaiting_payment


def test_while_the_payment_is_unknown_nobody_is_asked_to_pay_again(
    client: Client, shop: None, provider: FakeStripe
) -> None:
    order = make.order(means="card")
    start_card(order.payments.get())

    page = client.get(address(order)).content.decode()

    assert "Nous vérifions votre paiement…" in page
    assert '<meta http-equiv="refresh" content="5">' in page
    assert "js/wait.js" in page
    assert "/paiement/" not in page


def test_a_refused_card_leads_to_another_try(
    client: Client, shop: None, provider: FakeStripe
) -> None:
    order = make.order(means="card")
    payment = order.payments.get()
    start_card(payment)
    provider.pay(payment.intent_id, "4000000000000002")

    response = client.get(address(order))

    assert response["Location"] == f"/commandes/{order.number}/paiement/"


def test_an_authentication_that_is_declined_leads_to_another_try(
    client: Client, shop: None, provider: FakeStripe
) -> None:
    """F10: the bank refused nothing, so it is not said to have."""
    order = make.order(means="card")
    payment = order.payments.get()
    start_card(payment)
    provider.pay(payment.intent_id, "4000002760003184")
    provider.authenticate(payment.intent_id, accepted=False)

    page = client.get(address(order), follow=True).content.decode()

    assert "Authentification annulée. Rien n&#x27;a été débité." in page


def test_a_provider_that_is_silent_changes_nothing(
    client: Client, shop: None, settings: object
) -> None:
    order = make.order(means="card")
    order.payments.update(intent_id="pi_1")
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"  # type: ignore[attr-defined]

    assert "Nous vérifions votre paiement…" in client.get(address(order)).content.decode()


def test_a_cancelled_order_says_so(client: Client, shop: None) -> None:
    order = make.order()
    cancel_order(order)

    assert "Votre commande est annulée" in client.get(address(order)).content.decode()
