"""The events of the fake Stripe: signed, repeated, out of order, lost."""

import time

import pytest
import stripe
from stripe import StripeClient

from checkout.gateways.fake_stripe import FakeStripe, InProcess
from checkout.gateways.fake_stripe.webhooks import Mode

AMOUNT = {"amount": 4200, "currency": "eur"}
PAID = {
    **AMOUNT,
    "payment_method": "pm_card_visa",
    "confirm": True,
    "return_url": "https://shop.example/retour/",
}
SECRET = "whsec_fake"


class Shop:
    """A webhook endpoint that verifies signatures and remembers types."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.heard: list[str] = []
        self.ids: list[str] = []

    def __call__(self, body: bytes, signature: str) -> int:
        event = stripe.Webhook.construct_event(body, signature, SECRET)
        self.heard.append(event.type)
        self.ids.append(event.id)
        return self.statuses.pop(0) if self.statuses else 200


@pytest.fixture
def fake() -> FakeStripe:
    return FakeStripe()


@pytest.fixture
def client(fake: FakeStripe) -> StripeClient:
    return client_of(fake)


def client_of(fake: FakeStripe) -> StripeClient:
    return StripeClient("sk_test_x", http_client=InProcess(fake), max_network_retries=0)


def test_events_are_signed_and_carry_their_request(fake: FakeStripe, client: StripeClient) -> None:
    client.v1.payment_intents.create(PAID, {"idempotency_key": "k"})
    shop = Shop()

    assert fake.deliver_pending(shop) == [200, 200, 200]

    assert shop.heard == ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]
    event = client.v1.events.retrieve(shop.ids[-1])
    assert (event.api_version, event.pending_webhooks) == (stripe.api_version, 0)
    assert event.request.idempotency_key == "k"
    assert event.data.object.status == "succeeded"
    assert fake.deliver_pending(shop) == []


def test_an_event_tells_what_was_true_then(fake: FakeStripe, client: StripeClient) -> None:
    client.v1.payment_intents.create(PAID)

    created = client.v1.events.list({"type": "payment_intent.created"}).data[0]

    assert created.data.object.status == "requires_payment_method"


def test_an_old_or_altered_event_is_not_accepted(fake: FakeStripe) -> None:
    body = b'{"object": "event"}'

    for payload, signature in (
        (body, fake.webhooks.sign(body, at=int(time.time()) - 600)),
        (body + b" ", fake.webhooks.sign(body)),
    ):
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(payload, signature, SECRET)


def test_two_secrets_sign_while_one_replaces_the_other(fake: FakeStripe) -> None:
    fake.webhooks.secrets = ["whsec_new", SECRET]
    body = b'{"object": "event", "type": "charge.refunded"}'

    assert stripe.Webhook.construct_event(body, fake.webhooks.sign(body), SECRET)


def test_events_come_doubled_and_in_reverse(fake: FakeStripe, client: StripeClient) -> None:
    client.v1.payment_intents.create(PAID)
    shop = Shop()
    fake.webhooks.copies, fake.webhooks.reverse = 2, True

    fake.deliver_pending(shop)

    assert shop.heard[0] == shop.heard[1] == "payment_intent.succeeded"
    assert shop.heard[-1] == "payment_intent.created"
    assert len(shop.ids) == 2 * len(set(shop.ids))


def test_a_refused_event_waits_and_a_dropped_one_does_not(
    fake: FakeStripe, client: StripeClient
) -> None:
    client.v1.payment_intents.create(AMOUNT)
    assert fake.deliver_pending(Shop(503)) == [503]
    assert fake.deliver_pending(Shop()) == [200]

    fake.webhooks.mode = Mode.DROPPED
    client.v1.payment_intents.create(AMOUNT)

    assert fake.webhooks.pending() == []


def test_a_callable_hears_of_a_payment_before_the_call_is_answered() -> None:
    shop = Shop()
    client = client_of(FakeStripe(webhook=shop))

    client.v1.payment_intents.create(PAID)

    assert shop.heard[-1] == "payment_intent.succeeded"


def test_a_shop_that_calls_back_while_it_listens_hears_each_event_once() -> None:
    heard: list[str] = []

    def shop(body: bytes, signature: str) -> int:
        event = stripe.Webhook.construct_event(body, signature, SECRET)
        heard.append(event.id)
        client.v1.payment_intents.list()
        return 200

    client = client_of(FakeStripe(webhook=shop))
    client.v1.payment_intents.create(PAID)

    assert len(heard) == len(set(heard)) == 3
