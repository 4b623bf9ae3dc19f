"""Refunds and disputes of the fake Stripe."""

from collections.abc import Callable

import pytest
import stripe
from stripe import StripeClient

from checkout.gateways.fake_stripe import FakeStripe, InProcess

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
    return StripeClient("sk_test_x", http_client=InProcess(fake), max_network_retries=0)


def kinds(fake: FakeStripe) -> list[str]:
    return [event["type"] for event in fake.events()]


def code_of(call: Callable[[], object]) -> str | None:
    with pytest.raises(stripe.StripeError) as error:
        call()
    return error.value.code


def test_a_payment_is_refunded_in_parts_and_never_beyond(
    fake: FakeStripe, client: StripeClient
) -> None:
    intent = client.v1.payment_intents.create(PAID)
    refund = {"payment_intent": intent.id, "reason": "requested_by_customer"}

    first = client.v1.refunds.create({**refund, "amount": 1000})
    too_much = code_of(lambda: client.v1.refunds.create({**refund, "amount": 3201}))
    rest = client.v1.refunds.create(refund)
    again = code_of(lambda: client.v1.refunds.create(refund))

    assert (first.status, first.amount, rest.amount) == ("succeeded", 1000, 3200)
    assert (too_much, again) == ("amount_too_large", "charge_already_refunded")
    charge = client.v1.charges.retrieve(intent.latest_charge)
    assert (charge.amount_refunded, charge.refunded) == (4200, True)
    assert kinds(fake)[-4:] == ["refund.created", "charge.refunded"] * 2


def test_an_unpaid_intent_is_not_refunded(client: StripeClient) -> None:
    intent = client.v1.payment_intents.create(AMOUNT)

    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        client.v1.refunds.create({"payment_intent": intent.id})


def test_a_refund_fails_days_later_and_can_be_made_again(
    fake: FakeStripe, client: StripeClient
) -> None:
    intent = client.v1.payment_intents.create(PAID)
    refund = client.v1.refunds.create({"payment_intent": intent.id})

    fake.fail_refund(refund.id)

    refund = client.v1.refunds.retrieve(refund.id)
    assert (refund.status, refund.failure_reason) == ("failed", "expired_or_canceled_card")
    assert client.v1.charges.retrieve(intent.latest_charge).amount_refunded == 0
    assert kinds(fake)[-2:] == ["refund.updated", "refund.failed"]
    assert client.v1.refunds.create({"payment_intent": intent.id}).status == "succeeded"


def test_a_refund_may_wait(fake: FakeStripe, client: StripeClient) -> None:
    intent = client.v1.payment_intents.create({**PAID, "payment_method": "pm_card_pendingRefund"})
    refund = client.v1.refunds.create({"payment_intent": intent.id})
    assert refund.status == "pending"

    assert fake.settle_refund(refund.id)["status"] == "succeeded"


@pytest.mark.parametrize(
    ("status", "last"),
    [
        ("won", ["charge.dispute.funds_reinstated", "charge.dispute.closed"]),
        ("lost", ["charge.dispute.funds_withdrawn", "charge.dispute.closed"]),
    ],
)
def test_a_payment_is_disputed(
    fake: FakeStripe, client: StripeClient, status: str, last: list[str]
) -> None:
    intent = client.v1.payment_intents.create(PAID)

    dispute = fake.dispute(intent.id)
    refused = code_of(lambda: client.v1.refunds.create({"payment_intent": intent.id}))
    fake.close_dispute(dispute["id"], won=status == "won")

    assert refused == "charge_disputed"
    assert client.v1.disputes.retrieve(dispute["id"]).status == status
    assert kinds(fake)[-2:] == last
