"""The hosted pages of the fake Stripe."""

import time

import pytest
import stripe
from stripe import StripeClient

from checkout.gateways.fake_stripe import FakeStripe, InProcess

BACK = "https://shop.example/retour/"
AMOUNT = {"amount": 4200, "currency": "eur", "automatic_payment_methods": {"enabled": True}}
DECLINED = "Votre carte a été refusée."


@pytest.fixture
def fake() -> FakeStripe:
    return FakeStripe()


@pytest.fixture
def client(fake: FakeStripe) -> StripeClient:
    return StripeClient("sk_test_x", http_client=InProcess(fake), max_network_retries=0)


def paid(client: StripeClient, token: str = "pm_card_visa") -> stripe.PaymentIntent:
    return client.v1.payment_intents.create(
        {**AMOUNT, "payment_method": token, "confirm": True, "return_url": BACK}
    )


def session(client: StripeClient, **more: object) -> stripe.checkout.Session:
    price = {"currency": "eur", "unit_amount": 1500, "product_data": {"name": "Thé vert"}}
    return client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "line_items": [{"price_data": price, "quantity": 2}],
            "success_url": BACK + "?session={CHECKOUT_SESSION_ID}",
            **more,
        }
    )


def kinds(fake: FakeStripe) -> list[str]:
    return [event["type"] for event in fake.events()]


def test_a_hosted_page_is_paid_after_a_refusal(fake: FakeStripe, client: StripeClient) -> None:
    opened = session(
        client,
        customer_email="zoe@example.fr",
        locale="fr",
        payment_intent_data={"metadata": {"order": "A"}},
    )
    assert (opened.status, opened.amount_total, opened.payment_intent) == ("open", 3000, None)

    with pytest.raises(Exception, match=DECLINED):
        fake.pay_session(opened.id, "4000000000000002")
    fake.pay_session(opened.id)

    closed = client.v1.checkout.sessions.retrieve(opened.id, {"expand": ["payment_intent"]})
    assert (closed.status, closed.payment_status) == ("complete", "paid")
    assert closed.payment_intent.metadata["order"] == "A"
    assert kinds(fake)[-1] == "checkout.session.completed"
    assert len(client.v1.payment_intents.list().data) == 1


def test_an_expired_page_takes_no_money(fake: FakeStripe, client: StripeClient) -> None:
    opened = session(client)

    expired = client.v1.checkout.sessions.expire(opened.id)

    assert (expired.status, expired.url) == ("expired", None)
    assert kinds(fake) == ["checkout.session.expired"]
    with pytest.raises(Exception, match="fermée"):
        fake.pay_session(opened.id)


def test_a_page_lasts_thirty_minutes_at_least_and_expires_by_itself() -> None:
    now = time.time()
    fake = FakeStripe(clock=lambda: now)
    client = StripeClient("sk_test_x", http_client=InProcess(fake))

    with pytest.raises(stripe.InvalidRequestError, match="30 minutes"):
        session(client, expires_at=int(now) + 900)
    opened = session(client, expires_at=int(now) + 1800)
    now += 1800

    assert client.v1.checkout.sessions.retrieve(opened.id).status == "expired"


def test_the_intent_of_a_hosted_page_is_not_cancelled_alone(
    fake: FakeStripe, client: StripeClient
) -> None:
    opened = session(client)
    with pytest.raises(Exception, match=DECLINED):
        fake.pay_session(opened.id, "4000000000000002")
    intent = client.v1.checkout.sessions.retrieve(opened.id).payment_intent

    with pytest.raises(stripe.InvalidRequestError, match="Expire the Checkout Session"):
        client.v1.payment_intents.cancel(intent)

    client.v1.checkout.sessions.expire(opened.id)
    assert client.v1.payment_intents.retrieve(intent).status == "canceled"
