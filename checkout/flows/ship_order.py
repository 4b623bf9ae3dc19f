"""Handing an order over to the carrier."""

from django.db import transaction
from django.utils import timezone

from checkout import emails
from checkout.models import AccessLink, Order, Shipment, ShipmentLine
from shop.models import Message, User


class ConfirmationNotSent(Exception):
    """No parcel leaves before the confirmation, unless staff say why (C2)."""


@transaction.atomic
def ship_order(
    order: Order,
    *,
    carrier: str,
    tracking_number: str,
    actor: User | None,
    override: str = "",
) -> Shipment:
    """Ship everything in an order in one parcel, and tell the buyer.

    Raises IllegalMove when it is not paid or has left already, ConfirmationNotSent when the
    durable confirmation has not gone and no reason to go on is given (R15).
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if order.can_move_to(Order.Status.FULFILLED) and not (override or confirmation_sent(order)):
        raise ConfirmationNotSent(order.number)
    order.move_to(Order.Status.FULFILLED)
    shipment = Shipment.objects.create(
        order=order,
        carrier=carrier,
        tracking_number=tracking_number,
        tracking_url=order.delivery_method.tracking_link(tracking_number),
    )
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, line=line, quantity=line.quantity)
        for line in order.lines.all()
    )
    shipment.move_to(Shipment.Status.SHIPPED, shipped_at=timezone.now())
    order.log(
        "shipped", actor=actor, carrier=carrier, tracking_number=tracking_number, override=override
    )
    emails.order_shipped(order, shipment, AccessLink.to(order, AccessLink.Purpose.ORDER))
    return shipment


def confirmation_sent(order: Order) -> bool:
    """Tell whether the mail server has taken the confirmation of an order."""
    key = emails.confirmation_key(order)
    return Message.objects.filter(key=key, status=Message.Status.SENT).exists()
