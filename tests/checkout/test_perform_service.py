"""Services done by staff: when they may begin, and when an order is honoured."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from checkout.flows.perform_service import BegunTooEarly, perform_service
from checkout.flows.ship_order import ConfirmationNotSent, ship_order
from checkout.models import Order, Performance
from shop.models import Message, User
from shop.states import IllegalMove
from tests import make

pytestmark = pytest.mark.usefixtures("shop", "verified")
# The delay of services ordered then ends on Thursday the 19th at midnight in Paris (R22).
NOW = datetime(2026, 11, 5, 10, 0, tzinfo=UTC)
LAST_INSTANT = datetime(2026, 11, 19, 22, 59, 59, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def staff() -> User:
    return make.staff()


def paid(*variants: object, asked: bool = False) -> Order:
    order = make.order(*variants, paid=True, early=asked)
    Message.objects.filter(key=f"order-confirmation:{order.number}").update(
        status="sent", sent_at=timezone.now()
    )
    return order


def done(order: Order, staff: User, **fields: object) -> Performance:
    moment = timezone.now()
    performance = Performance.objects.of(order).to_do().first()
    assert performance
    times = {"begun_at": moment, "done_at": moment}
    return perform_service(performance, actor=staff, **{**times, **fields})


def test_an_order_of_services_is_never_to_be_shipped(staff: User) -> None:
    order = paid(make.service(), asked=True)

    assert not Order.objects.to_ship().exists()
    assert Order.objects.to_perform().get() == order
    with pytest.raises(IllegalMove):
        ship_order(order, carrier="", tracking_number="", actor=staff)


def test_the_last_service_done_honours_the_order_and_the_timeline_tells(staff: User) -> None:
    order = paid(make.service(), make.service(product__name="Affûtage"), asked=True)

    done(order, staff)
    order.refresh_from_db()
    between = order.status
    done(order, staff)

    order.refresh_from_db()
    assert (between, order.status) == ("paid", "fulfilled")
    told = order.events.filter(kind="service_done").order_by("pk")
    assert [event.data["text"] for event in told] == [
        "Entretien de planche, 05/11/2026 11:00",
        "Affûtage, 05/11/2026 11:00",
    ]
    assert {event.actor for event in told} == {staff}


@pytest.mark.parametrize("first", ["parcel", "service"])
def test_a_mixed_order_is_honoured_by_its_parcel_and_its_service(staff: User, first: str) -> None:
    mug, board = make.variant(), make.service()
    order = paid(mug, board, asked=True)
    steps = [
        lambda: ship_order(order, carrier="Colissimo", tracking_number="1", actor=staff),
        lambda: done(order, staff),
    ]
    if first == "service":
        steps.reverse()

    steps[0]()
    order.refresh_from_db()
    between = order.status
    steps[1]()

    order.refresh_from_db()
    assert (between, order.status) == ("paid", "fulfilled")
    assert [one.line.variant for one in order.shipments.get().lines.all()] == [mug]
    assert not Order.objects.to_ship().exists()


@pytest.mark.parametrize(
    ("moment", "asked", "refused"),
    [
        (LAST_INSTANT, False, True),
        (LAST_INSTANT + timedelta(seconds=1), False, False),
        (NOW, True, False),
    ],
    ids=["within the delay", "after it", "asked for"],
)
def test_a_service_begins_after_the_delay_or_at_the_buyers_request(
    clock: Any, staff: User, *, moment: datetime, asked: bool, refused: bool
) -> None:
    """L221-25."""
    order = paid(make.service(), asked=asked)
    clock.move_to(moment)

    if refused:
        with pytest.raises(BegunTooEarly):
            done(order, staff)
        assert Performance.objects.get().status == "planned"
    else:
        assert done(order, staff).status == "done"


def test_staff_may_begin_unasked_and_say_why(staff: User) -> None:
    order = paid(make.service())

    done(order, staff, override="Le client est venu.")

    assert order.events.get(kind="service_begun").data["note"] == "Le client est venu."


def test_no_service_begins_before_its_confirmation_has_left(staff: User) -> None:
    """L221-13."""
    order = make.order(make.service(), paid=True, early=True)

    with pytest.raises(ConfirmationNotSent):
        done(order, staff)


def test_a_service_is_done_once_and_only_when_paid(staff: User) -> None:
    unpaid = make.order(make.service())
    with pytest.raises(IllegalMove):
        done(unpaid, staff)
    order = paid(make.service(), asked=True)
    performance = done(order, staff)
    with pytest.raises(IllegalMove):
        perform_service(performance, begun_at=NOW, done_at=NOW, actor=staff)


@pytest.fixture
def admin(client: Client, settings: object, staff: User) -> Client:
    settings.STAFF_MFA_REQUIRED = False  # type: ignore[attr-defined]
    client.force_login(staff)
    return client


def test_staff_record_dates_in_the_admin(admin: Client, staff: User) -> None:
    order = paid(make.service(), asked=True)
    page = reverse("admin:checkout_order_change", args=[order.pk])
    act = reverse("admin:order_perform", args=[order.pk])
    performance = Performance.objects.get()
    typed = {"performance": performance.pk, "begun_at": "2026-11-05T11:00"}

    seen = admin.get(page).content.decode()
    late = admin.post(act, {**typed, "done_at": "2026-11-05T09:00"}).content.decode()
    admin.post(act, {**typed, "done_at": ""})
    begun = Performance.objects.get().status
    admin.post(act, {**typed, "done_at": "2026-11-05T11:00"})

    order.refresh_from_db()
    assert act in seen
    assert "Je demande que la prestation" in seen
    assert "Elle finit après avoir commencé." in late
    assert (begun, order.status) == ("begun", "fulfilled")
    assert order.events.get(kind="service_done").actor == staff
    assert act not in admin.get(page).content.decode()
    assert "En retard" in admin.get(reverse("admin:checkout_order_changelist")).content.decode()


def test_an_early_beginning_unasked_is_questioned_in_the_admin(admin: Client) -> None:
    order = paid(make.service())
    performance = Performance.objects.get()
    typed = {"performance": performance.pk, "begun_at": "2026-11-05T11:00", "done_at": ""}

    answer = admin.post(reverse("admin:order_perform", args=[order.pk]), typed)

    assert "S&#x27;il se rétracte, rien ne sera dû." in answer.content.decode()
    assert Performance.objects.get().status == "planned"
