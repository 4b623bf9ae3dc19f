"""How far an order is, step by step, with real times only."""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from checkout.models import Order, OrderLine, Shipment
from shop import calendar
from shop.templatetags.shop_tags import clock, long_day


class Step(NamedTuple):
    """One step: `done`, `current` or `todo`."""

    name: str
    state: str
    at: datetime | None = None
    note: str = ""
    url: str = ""
    link: str = ""


def timelines_of(order: Order, *, masked: bool = False) -> list[list[Step]]:
    """Return one timeline a parcel, or a single one before anything has left; then the services.

    Masked, for whoever has no link: neither the parcel's whole number nor its page.
    """
    start = _start(order)
    if order.is_cancelled:
        return [[*start, Step(_("Commande annulée"), "current", order.cancelled_at)]]
    services = _services(order, masked=masked)
    if not order.is_delivered:
        return [[*start, *services]]
    timelines = _goods(order, start, masked=masked)
    return [*timelines, services] if services else timelines


def _goods(order: Order, start: list[Step], *, masked: bool) -> list[list[Step]]:
    sent = [parcel for parcel in order.shipments.all() if parcel.shipped_at]
    if not sent:
        ready = "current" if order.is_paid else "todo"
        return [[*start, Step(_("En préparation"), ready), *_to_come()]]
    return [[*start, *_parcel(parcel, masked=masked)] for parcel in sent]


def _services(order: Order, *, masked: bool) -> list[Step]:
    """Return one step a service, the first that is to come as the current one."""
    lines = order.services
    waiting = [line for line in lines if not line.performance.done_at]
    current = waiting[0] if waiting and order.is_paid else None
    return [_service(line, is_current=line is current, masked=masked) for line in lines]


def _service(line: OrderLine, *, is_current: bool, masked: bool) -> Step:
    name = _("Prestation de service") if masked else line.title
    performance = line.performance
    if performance.done_at:
        return Step(name, "done", performance.done_at, note=_("Effectuée"))
    state = "current" if is_current else "todo"
    if performance.begun_at:
        return Step(name, state, performance.begun_at, note=_("Commencée"))
    day = line.takes_place_at
    when = (
        _("Prévue le %(day)s à %(time)s") % {"day": long_day(day), "time": clock(day)}
        if day
        else ""
    )
    return Step(name, state, note=when or _("À venir"))


def _start(order: Order) -> list[Step]:
    placed = Step(_("Commande reçue"), "done", order.placed_at)
    if order.paid_at:
        return [placed, Step(_("Paiement accepté"), "done", order.paid_at)]
    if order.is_cancelled:
        return [placed]
    day = long_day(calendar.paris_day(order.pay_before))
    note = _("À payer au plus tard %(day)s.") % {"day": day}
    return [placed, Step(_("En attente de paiement"), "current", note=note)]


def _to_come() -> list[Step]:
    return [Step(_("Expédition"), "todo"), Step(_("Livraison"), "todo")]


def _parcel(parcel: Shipment, *, masked: bool) -> list[Step]:
    number = parcel.tracking_number
    shown = f"…{number[-4:]}" if masked and number else number
    sent = Step(
        _("Expédiée"),
        "done" if parcel.delivered_at else "current",
        parcel.shipped_at,
        note=" ".join(part for part in (parcel.carrier, shown) if part),
        url="" if masked else parcel.tracking_url,
        link=_("Suivre le colis chez le transporteur"),
    )
    arrived = "current" if parcel.delivered_at else "todo"
    last = Step(
        _("Livrée") if parcel.delivered_at else _("Livraison"), arrived, parcel.delivered_at
    )
    return [Step(_("En préparation"), "done"), sent, last]
