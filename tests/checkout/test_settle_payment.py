"""Every payment here goes to the fake provider over HTTP, as it would to the real one."""

from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest
import stripe
from django.utils import timezone

from checkout import tasks
from checkout.flows.cancel_order import cancel_order
from checkout.flows.change_means import change_means
from checkout.flows.settle_payment import settle_payment
from checkout.flows.start_payment import AlreadyPaid, start_card, start_hosted
from checkout.gateways import stripe as gateway
from checkout.gateways.fake_stripe import API_VERSION as FAKE_VERSION
from checkout.gateways.fake_stripe import Fault
from checkout.gateways.stripe import GatewayDown
from checkout.models import Order, Payment, PaymentEvent, Refund
from shop.models import Message
from shop.states import IllegalMove
from tests import make

pytestmark = pytest.mark.usefixtures("shop", "verified")


@pytest.fixture
def payment(provider):
    return make.order(means="card").payments.get()


def paid(order: Order) -> tuple[str, int]:
    order.refresh_from_db()
    key = f"order-confirmation:{order.number}"
    return order.status, Message.objects.filter(key=key).count()


def test_an_order_is_paid_only_when_the_provider_says_so(provider, payment):
    """I25."""
    start_card(payment)
    settle_payment(payment)
    assert paid(payment.order) == ("awaiting_payment", 0)

    provider.pay(payment.intent_id)
    settle_payment(payment)

    assert paid(payment.order) == ("paid", 1)
    payment.refresh_from_db()
    assert (payment.status, payment.amount) == ("captured", Decimal("30.80"))
    assert payment.card == "visa •••• 4242"
    assert [event.kind for event in payment.order.events.all()] == ["placed", "paid"]


def test_settling_again_changes_nothing(provider, payment):
    start_card(payment)
    provider.pay(payment.intent_id)

    for _ in range(3):
        settle_payment(Payment.objects.get(pk=payment.pk))

    assert paid(payment.order) == ("paid", 1)
    assert payment.order.events.filter(kind="paid").count() == 1


def test_the_acknowledgement_is_dropped_when_the_confirmation_says_more(provider, payment):
    start_card(payment)
    provider.pay(payment.intent_id)
    settle_payment(payment)

    acknowledgement = Message.objects.get(key=f"order-received:{payment.order.number}")
    assert acknowledgement.status == "cancelled"


def test_a_refused_card_leaves_the_order_open(provider, payment):
    start_card(payment)
    provider.pay(payment.intent_id, card="4000000000000002")
    settle_payment(payment)
    settle_payment(payment)

    assert paid(payment.order) == ("awaiting_payment", 0)
    assert payment.order.events.filter(kind="payment_refused").count() == 1

    provider.pay(payment.intent_id, card="5555555555554444")
    settle_payment(payment)
    assert paid(payment.order) == ("paid", 1)


def test_starting_twice_asks_for_one_intent(provider, payment):
    """I30."""
    secrets = {start_card(payment), start_card(Payment.objects.get(pk=payment.pk))}

    assert len(secrets) == 1
    assert len(provider.events("payment_intent.created")) == 1


def test_a_lost_answer_finds_the_same_intent_again(provider, payment):
    """F29."""
    provider.faults.plan(Fault.LOST_AFTER, path="/v1/payment_intents")

    start_card(payment)
    start_card(Payment.objects.get(pk=payment.pk))

    assert len(provider.events("payment_intent.created")) == 1


def test_a_provider_that_never_answers_is_asked_again_with_the_same_key(provider, payment):
    """F28."""
    provider.faults.plan(Fault.LOST_BEFORE, path="/v1/payment_intents", times=3)
    with pytest.raises(GatewayDown):
        start_card(payment)

    start_card(payment)

    assert len(provider.events("payment_intent.created")) == 1


def test_the_hosted_page_replaces_the_form_and_the_other_way_round(provider, payment):
    start_card(payment)
    form_intent = payment.intent_id

    start_hosted(payment)
    assert payment.intent_id == ""
    assert provider.show(form_intent)["status"] == "canceled"

    page = payment.session_id
    start_card(payment)
    assert provider.show(page)["status"] == "expired"
    assert payment.intent_id not in {"", form_intent}


def test_two_ways_never_charge_twice(provider, payment):
    """I1."""
    start_card(payment)
    provider.pay(payment.intent_id)

    with pytest.raises(AlreadyPaid):
        start_hosted(payment)

    assert paid(payment.order) == ("paid", 1)


def test_the_hosted_page_pays_the_order(provider, payment):
    start_hosted(payment)
    provider.pay_session(payment.session_id)

    settle_payment(payment)

    assert paid(payment.order) == ("paid", 1)
    payment.refresh_from_db()
    assert payment.intent_id.startswith("pi_")


@pytest.mark.parametrize("order_of_delivery", list(permutations(range(3))))
def test_events_three_times_and_in_any_order_pay_once(provider, payment, client, order_of_delivery):
    """I23, Y5."""
    start_card(payment)
    provider.pay(payment.intent_id)
    heard = []
    provider.deliver_pending(lambda body, signature: heard.append((body, signature)) or 200)
    assert len(heard) >= 3

    for place in [*order_of_delivery] * 3:
        body, signature = heard[place]
        answer = client.post(
            "/webhooks/stripe/",
            body,
            content_type="application/json",
            headers={"Stripe-Signature": signature},
        )
        assert answer.status_code == 200
        tasks.apply_payment_events()

    assert paid(payment.order) == ("paid", 1)
    assert PaymentEvent.objects.count() == 3


@pytest.mark.parametrize(
    ("body", "signature"),
    [
        (b"{}", ""),
        (b"[]", "t=1,v1=00"),
        (b"\xff\xfe", "t=1,v1=00"),
        (b'{"id":"evt_1"}', "t=99999999999,v1=" + "0" * 64),
    ],
)
def test_what_is_not_signed_by_the_provider_changes_nothing(client, body, signature):
    """I24."""
    answer = client.post(
        "/webhooks/stripe/",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": signature},
    )

    assert answer.status_code == 400
    assert PaymentEvent.objects.count() == 0


def test_a_signed_list_and_a_huge_body_are_refused(provider, client):
    """F26."""
    for body, status in [(b"[]", 400), (b"\xff\xfe", 400), (b" " * 300_000, 413)]:
        answer = client.post(
            "/webhooks/stripe/",
            body,
            content_type="application/json",
            headers={"Stripe-Signature": provider.webhooks.sign(body)},
        )
        assert answer.status_code == status


def test_money_for_a_cancelled_order_goes_back_at_once(provider, payment):
    """I27, F37."""
    start_card(payment)
    order = payment.order
    cancel_order(order)
    provider.pay(payment.intent_id)

    settle_payment(payment)
    tasks.send_refunds()

    refund = Refund.objects.get()
    assert (refund.amount, refund.status) == (Decimal("30.80"), "done")
    kinds = list(order.events.values_list("kind", flat=True))
    assert kinds == ["placed", "cancelled", "paid_too_late", "refund_requested", "refunded"]
    assert Message.objects.filter(key__startswith="refund-done:").count() == 1


def test_a_refund_is_made_once_whatever_is_retried(provider, payment):
    """I30, F81."""
    start_card(payment)
    provider.pay(payment.intent_id)
    settle_payment(payment)
    provider.faults.plan(Fault.LOST_BEFORE, path="/v1/refunds", times=3)
    provider.faults.plan(Fault.LOST_AFTER, path="/v1/refunds")

    cancel_order(payment.order)
    tasks.send_refunds()
    assert Refund.objects.get().status == "requested"
    tasks.send_refunds()

    assert Refund.objects.get().status == "done"
    assert len(provider.events("refund.created")) == 1


def test_a_refund_that_fails_later_opens_the_debt_again(provider, payment, deliver):
    """I32, F79."""
    start_card(payment)
    provider.pay(payment.intent_id)
    settle_payment(payment)
    refund = make.refund(payment, "10.00")
    tasks.send_refunds()
    refund.refresh_from_db()

    provider.fail_refund(refund.provider_id)
    deliver()
    tasks.apply_payment_events()

    refund.refresh_from_db()
    payment.refresh_from_db()
    assert (refund.status, payment.refunded) == ("failed", Decimal("0.00"))
    assert payment.order.events.filter(kind="refund_failed").count() == 1


def test_paying_by_transfer_instead_closes_the_card(provider, payment):
    start_card(payment)
    intent = payment.intent_id

    transfer = change_means(payment.order, "transfer")

    payment.refresh_from_db()
    assert (payment.status, transfer.means, transfer.status) == ("failed", "transfer", "pending")
    assert provider.show(intent)["status"] == "canceled"
    order = Order.objects.get()
    assert order.pay_before > timezone.now() + timedelta(days=6)
    message = Message.objects.get(key=f"transfer-instructions:{order.number}")
    assert "FR76" in message.text


def test_an_order_not_paid_in_time_gives_its_stock_back(provider, payment):
    start_card(payment)
    variant = payment.order.lines.get().variant
    Order.objects.update(pay_before=timezone.now())

    tasks.cancel_overdue_orders()
    tasks.cancel_overdue_orders()

    order = Order.objects.get()
    variant.refresh_from_db()
    assert (order.status, variant.stock) == ("cancelled", 10)
    assert provider.show(payment.intent_id)["status"] == "canceled"
    assert Message.objects.filter(key=f"order-cancelled:{order.number}").count() == 1


def test_an_overdue_order_that_was_paid_after_all_is_paid(provider, payment):
    """F36, F7."""
    start_card(payment)
    provider.pay(payment.intent_id)
    Order.objects.update(pay_before=timezone.now())

    tasks.cancel_overdue_orders()

    assert paid(payment.order) == ("paid", 1)


def test_the_reconciler_pays_what_no_webhook_told(provider, payment):
    """F7."""
    start_card(payment)
    provider.pay(payment.intent_id)
    Payment.objects.update(created_at=timezone.now() - timedelta(minutes=11))

    tasks.reconcile_payments()

    assert paid(payment.order) == ("paid", 1)


def test_a_provider_out_of_reach_cancels_nothing(provider, payment):
    """I26, F33."""
    start_card(payment)
    Order.objects.update(pay_before=timezone.now())
    provider.faults.plan(Fault.ERROR_BEFORE, times=9)

    tasks.cancel_overdue_orders()

    assert Order.objects.get().status == "awaiting_payment"
    provider.faults.clear()
    tasks.cancel_overdue_orders()


def test_an_order_that_left_cannot_be_cancelled(provider):
    order = make.order(paid=True)
    order.move_to(Order.Status.FULFILLED)
    order.shipments.create(status="shipped", shipped_at=timezone.now())

    with pytest.raises(IllegalMove):
        cancel_order(order)


def test_the_shop_speaks_the_version_of_the_library_and_of_the_fake():
    assert gateway.API_VERSION == stripe.api_version == FAKE_VERSION
