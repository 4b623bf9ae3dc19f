"""Idempotency keys of the fake Stripe, and calls that go wrong on demand."""

import threading
import time
from collections.abc import Callable

import pytest
import stripe
from stripe import StripeClient

from checkout.gateways.fake_stripe import FakeStripe, Fault, InProcess

AMOUNT = {"amount": 4200, "currency": "eur"}
PAID = {
    **AMOUNT,
    "payment_method": "pm_card_visa",
    "confirm": True,
    "return_url": "https://shop.example/retour/",
}


@pytest.fixture
def fake() -> FakeStripe:
    return FakeStripe()


@pytest.fixture
def client(fake: FakeStripe) -> StripeClient:
    return client_of(fake)


def client_of(fake: FakeStripe) -> StripeClient:
    return StripeClient("sk_test_x", http_client=InProcess(fake), max_network_retries=0)


def code_of(call: Callable[[], object]) -> str | None:
    with pytest.raises(stripe.StripeError) as error:
        call()
    return error.value.code


def test_a_key_gives_the_first_answer_again(client: StripeClient) -> None:
    first = client.v1.payment_intents.create(AMOUNT, {"idempotency_key": "k"})
    second = client.v1.payment_intents.create(AMOUNT, {"idempotency_key": "k"})

    assert second.id == first.id
    assert second.last_response.headers["idempotent-replayed"] == "true"
    assert len(client.v1.payment_intents.list().data) == 1


def test_a_key_gives_the_first_refusal_again(client: StripeClient) -> None:
    declined = {**PAID, "payment_method": "pm_card_chargeDeclined"}

    for _ in range(2):
        with pytest.raises(stripe.CardError):
            client.v1.payment_intents.create(declined, {"idempotency_key": "k"})

    assert len(client.v1.payment_intents.list().data) == 1


def test_a_key_does_not_serve_another_request(client: StripeClient) -> None:
    intent = client.v1.payment_intents.create(AMOUNT, {"idempotency_key": "k"})

    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        client.v1.payment_intents.create({**AMOUNT, "amount": 4300}, {"idempotency_key": "k"})
    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        client.v1.payment_intents.cancel(intent.id, {}, {"idempotency_key": "k"})


def test_a_failed_validation_leaves_the_key_free(client: StripeClient) -> None:
    wrong = {**AMOUNT, "amount": 1}
    code_of(lambda: client.v1.payment_intents.create(wrong, {"idempotency_key": "k"}))

    assert client.v1.payment_intents.create(AMOUNT, {"idempotency_key": "k"}).amount == 4200


def test_a_key_is_forgotten_after_a_day() -> None:
    now = time.time()
    client = client_of(FakeStripe(clock=lambda: now))
    first = client.v1.payment_intents.create(AMOUNT, {"idempotency_key": "k"})

    now += 24 * 3600 + 1

    assert client.v1.payment_intents.create(AMOUNT, {"idempotency_key": "k"}).id != first.id


def test_a_key_whose_first_request_is_not_answered_is_in_use(
    fake: FakeStripe, client: StripeClient
) -> None:
    begun, go = threading.Event(), threading.Event()
    fake.faults.plan(Fault.SLOW, pause=lambda: begun.set() or go.wait(10))
    options = {"idempotency_key": "k"}
    first = threading.Thread(target=client.v1.payment_intents.create, args=(AMOUNT, options))
    first.start()
    begun.wait(10)

    with pytest.raises(stripe.StripeError) as error:
        client.v1.payment_intents.create(AMOUNT, options)
    go.set()
    first.join()

    assert (error.value.http_status, error.value.error.code) == (409, "idempotency_key_in_use")
    assert client.v1.payment_intents.create(AMOUNT, options).amount == 4200
    assert len(client.v1.payment_intents.list().data) == 1


@pytest.mark.parametrize(("fault", "made"), [(Fault.ERROR_BEFORE, 0), (Fault.ERROR_AFTER, 1)])
def test_an_error_500_is_kept_under_its_key(
    fake: FakeStripe, client: StripeClient, fault: Fault, made: int
) -> None:
    fake.faults.plan(fault, path="/v1/payment_intents")

    for _ in range(2):
        with pytest.raises(stripe.APIError):
            client.v1.payment_intents.create(AMOUNT, {"idempotency_key": "k"})

    assert len(client.v1.payment_intents.list().data) == made


@pytest.mark.parametrize("fault", [Fault.LOST_BEFORE, Fault.LOST_AFTER])
def test_a_lost_answer_is_found_with_its_key(
    fake: FakeStripe, client: StripeClient, fault: Fault
) -> None:
    fake.faults.plan(fault)
    with pytest.raises(stripe.APIConnectionError):
        client.v1.payment_intents.create(AMOUNT, {"idempotency_key": "k"})

    intent = client.v1.payment_intents.create(AMOUNT, {"idempotency_key": "k"})

    assert [one.id for one in client.v1.payment_intents.list().data] == [intent.id]


def test_the_library_itself_retries_a_lost_answer_once(fake: FakeStripe) -> None:
    fake.faults.plan(Fault.LOST_AFTER)
    client = StripeClient("sk_test_x", http_client=InProcess(fake), max_network_retries=1)

    assert client.v1.payment_intents.create(AMOUNT).amount == 4200
    assert len(client.v1.payment_intents.list().data) == 1


def test_too_many_requests_are_refused_and_keep_no_key(
    fake: FakeStripe, client: StripeClient
) -> None:
    fake.faults.plan(Fault.RATE_LIMITED)
    with pytest.raises(stripe.RateLimitError):
        client.v1.payment_intents.create(AMOUNT, {"idempotency_key": "k"})

    assert client.v1.payment_intents.create(AMOUNT, {"idempotency_key": "k"}).amount == 4200
