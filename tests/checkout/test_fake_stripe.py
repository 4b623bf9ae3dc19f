"""The fake Stripe answers the real library as Stripe does."""

import datetime as dt
from pathlib import Path

import pytest
import stripe
from stripe import StripeClient

from checkout.gateways.fake_stripe import API_VERSION, FakeStripe, InProcess

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


def kinds(fake: FakeStripe) -> list[str]:
    return [event["type"] for event in fake.events()]


def test_it_speaks_the_version_of_the_installed_library() -> None:
    assert stripe.api_version == API_VERSION


def test_an_intent_is_paid_in_the_browser(fake: FakeStripe, client: StripeClient) -> None:
    shipping = {"name": "Zoé", "address": {"line1": "1 rue des Essais", "city": "Lyon"}}
    intent = client.v1.payment_intents.create(
        {
            **AMOUNT,
            "description": "Commande F7K39QXM",
            "metadata": {"order": "F7K39QXM"},
            "receipt_email": "zoe@example.fr",
            "shipping": shipping,
            "statement_descriptor_suffix": "F7K39QXM",
        }
    )
    assert intent.status == "requires_payment_method"

    fake.pay(intent.id)

    intent = client.v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    assert (intent.status, intent.amount_received) == ("succeeded", 4200)
    assert intent.latest_charge.payment_method_details.card.last4 == "4242"
    assert intent.latest_charge.shipping.address.city == "Lyon"
    assert kinds(fake) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
    ]


@pytest.mark.parametrize(
    ("token", "code", "decline_code"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
    ],
)
def test_a_declined_card_raises_and_leaves_the_intent_payable(
    fake: FakeStripe, client: StripeClient, token: str, code: str, decline_code: str
) -> None:
    intent = client.v1.payment_intents.create(AMOUNT)

    with pytest.raises(stripe.CardError) as refusal:
        client.v1.payment_intents.confirm(intent.id, {"payment_method": token, "return_url": BACK})

    assert refusal.value.code == code
    assert refusal.value.error.decline_code == decline_code
    intent = client.v1.payment_intents.retrieve(intent.id)
    assert intent.status == "requires_payment_method"
    assert intent.last_payment_error.decline_code == decline_code
    assert fake.pay(intent.id, "5555555555554444")["status"] == "succeeded"


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("4000000000000002", DECLINED),
        ("4000000000009995", "Votre carte ne dispose pas de fonds suffisants."),
        ("4000000000000069", "Votre carte a expiré."),
        ("4970100000000014", None),
    ],
)
def test_refusals_are_told_in_french(
    fake: FakeStripe, client: StripeClient, number: str, message: str | None
) -> None:
    error = fake.pay(client.v1.payment_intents.create(AMOUNT).id, number)["last_payment_error"]

    if message is None:  # a real number, which no test page should take
        assert error["decline_code"] == "test_mode_live_card"
    else:
        assert error["message"] == message


@pytest.mark.parametrize(
    ("answer", "status"), [("yes", "succeeded"), ("no", "requires_payment_method")]
)
def test_3d_secure_waits_for_the_shopper(
    fake: FakeStripe, client: StripeClient, answer: str, status: str
) -> None:
    intent = paid(client, "pm_card_authenticationRequired")
    assert intent.status == "requires_action"
    assert intent.next_action.redirect_to_url.return_url == BACK
    assert "charge.succeeded" not in kinds(fake)

    assert fake.authenticate(intent.id, accepted=answer == "yes")["status"] == status


def test_a_cancelled_intent_cannot_be_paid(fake: FakeStripe, client: StripeClient) -> None:
    intent = client.v1.payment_intents.create(AMOUNT)

    cancelled = client.v1.payment_intents.cancel(intent.id, {"cancellation_reason": "abandoned"})

    assert (cancelled.status, cancelled.cancellation_reason) == ("canceled", "abandoned")
    with pytest.raises(stripe.InvalidRequestError) as error:
        client.v1.payment_intents.confirm(
            intent.id, {"payment_method": "pm_card_visa", "return_url": BACK}
        )
    assert error.value.code == "payment_intent_unexpected_state"


def test_a_paid_intent_cannot_be_cancelled_nor_repriced(client: StripeClient) -> None:
    intent = paid(client)

    for change in (
        lambda: client.v1.payment_intents.cancel(intent.id),
        lambda: client.v1.payment_intents.update(intent.id, {"amount": 5000}),
    ):
        with pytest.raises(stripe.InvalidRequestError) as error:
            change()
        assert error.value.code == "payment_intent_unexpected_state"
        assert error.value.error.payment_intent.status == "succeeded"


def test_metadata_is_merged_and_an_empty_value_removes(client: StripeClient) -> None:
    intent = client.v1.payment_intents.create({**AMOUNT, "metadata": {"order": "A", "try": "1"}})

    intent = client.v1.payment_intents.update(intent.id, {"metadata": {"try": "", "by": "web"}})

    assert intent.metadata.to_dict() == {"order": "A", "by": "web"}


def test_an_intent_is_found_by_its_metadata(fake: FakeStripe, client: StripeClient) -> None:
    wanted = client.v1.payment_intents.create({**AMOUNT, "metadata": {"order": "A"}})
    client.v1.payment_intents.create({**AMOUNT, "metadata": {"order": "B"}})

    found = client.v1.payment_intents.search({"query": "metadata['order']:'A'"})
    none = client.v1.payment_intents.search(
        {"query": "metadata['order']:'A' AND status:'succeeded'"}
    )

    assert [intent.id for intent in found.data] == [wanted.id]
    assert none.data == []


def test_lists_are_paged_newest_first(client: StripeClient) -> None:
    ids = [client.v1.payment_intents.create(AMOUNT).id for _ in range(5)]

    first = client.v1.payment_intents.list({"limit": 2})

    assert [intent.id for intent in first.data] == ids[:2:-1]
    assert [intent.id for intent in first.auto_paging_iter()] == ids[::-1]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"amount": 49, "currency": "eur"}, "amount_too_small"),
        ({"amount": 4200}, "parameter_missing"),
        ({**AMOUNT, "colour": "red"}, "parameter_unknown"),
        ({**AMOUNT, "shipping": {"name": "Z", "phone_number": "1"}}, "parameter_unknown"),
        ({**AMOUNT, "receipt_email": "zoe"}, "email_invalid"),
        ({**AMOUNT, "amount": "42.00"}, "parameter_invalid_integer"),
        ({**AMOUNT, "payment_method": "pm_none"}, "resource_missing"),
    ],
)
def test_wrong_parameters_are_refused_and_nothing_is_made(
    fake: FakeStripe, client: StripeClient, params: dict[str, object], code: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as error:
        client.v1.payment_intents.create(params)

    assert error.value.code == code
    assert fake.events() == []
    assert client.v1.payment_intents.list().data == []


def test_confirming_needs_an_address_to_come_back_to(client: StripeClient) -> None:
    intent = client.v1.payment_intents.create(AMOUNT)

    with pytest.raises(stripe.InvalidRequestError, match="return_url"):
        client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})


def test_card_numbers_are_refused_from_a_server(client: StripeClient) -> None:
    intent = client.v1.payment_intents.create(AMOUNT)
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2034}

    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.confirm(
            intent.id,
            {"payment_method_data": {"type": "card", "card": card}, "return_url": BACK},
        )


def test_the_state_is_kept_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "var" / "fake-stripe.json"
    first = FakeStripe(path)
    intent = paid(StripeClient("sk_test_x", http_client=InProcess(first)))

    second = FakeStripe(path)

    client = StripeClient("sk_test_x", http_client=InProcess(second))
    assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"
    assert len(second.webhooks.pending()) == 3


@pytest.mark.parametrize("key", ["sk_live_x", "pk_live_x", "x"])
def test_an_unknown_key_is_refused(fake: FakeStripe, key: str) -> None:
    client = StripeClient(key, http_client=InProcess(fake))

    with pytest.raises(stripe.AuthenticationError):
        client.v1.payment_intents.list()


def test_expiry_dates_are_read_against_the_clock() -> None:
    future = dt.datetime(2040, 1, 1, tzinfo=dt.UTC).timestamp()
    fake = FakeStripe(clock=lambda: future)
    client = StripeClient("sk_test_x", http_client=InProcess(fake))

    assert paid(client).created == int(future)
