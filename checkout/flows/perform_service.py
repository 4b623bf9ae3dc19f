"""Recording that a service was begun, and done."""

from datetime import datetime

from django.db import transaction

from checkout.flows.ship_order import ConfirmationNotSent, confirmation_sent
from checkout.models import Order, Performance, rights
from shop import calendar
from shop.models import User
from shop.states import IllegalMove


class BegunTooEarly(Exception):
    """The service was not asked for before the end of the withdrawal delay (L221-25)."""


@transaction.atomic
def perform_service(
    performance: Performance,
    *,
    begun_at: datetime,
    done_at: datetime | None = None,
    actor: User | None,
    override: str = "",
) -> Performance:
    """Record when a service began, and when it was done; the last one honours the order.

    Raises IllegalMove when the order is not paid or the service is done, ConfirmationNotSent and
    BegunTooEarly when no reason to go on is given: what is begun early unasked is not paid for if
    the buyer withdraws.
    """
    order = Order.objects.select_for_update(of=["self"]).get(lines__performance=performance)
    performance = Performance.objects.select_related("line").get(pk=performance.pk)
    if not order.is_paid or performance.status == Performance.Status.DONE:
        raise IllegalMove(order.number)
    if performance.status == Performance.Status.PLANNED:
        _check(order, performance, begun_at, override)
        performance.move_to(Performance.Status.BEGUN, begun_at=begun_at)
        _log(order, "service_begun", performance, begun_at, actor, override)
    if done_at:
        performance.move_to(Performance.Status.DONE, done_at=done_at)
        _log(order, "service_done", performance, done_at, actor)
    if order.status == Order.Status.PAID and order.is_honoured:
        order.move_to(Order.Status.FULFILLED)
    return performance


def _check(order: Order, performance: Performance, begun_at: datetime, override: str) -> None:
    if override:
        return
    if not confirmation_sent(order):
        raise ConfirmationNotSent(order.number)
    line = performance.line
    last_day = rights.last_day_from(order.placed_at)
    is_free = line.early_start or line.withdrawal_exception
    if not is_free and begun_at <= calendar.end_of(last_day):
        raise BegunTooEarly(line.title)


def _log(  # noqa: PLR0913, PLR0917 - what the timeline tells
    order: Order,
    kind: str,
    performance: Performance,
    at: datetime,
    actor: User | None,
    note: str = "",
) -> None:
    day = f"{at.astimezone(calendar.PARIS):%d/%m/%Y %H:%M}"
    order.log(kind, actor=actor, text=f"{performance.line.title}, {day}", note=note)
