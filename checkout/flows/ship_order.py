"""Handing an order over to the carrier."""

from django.db import transaction
from django.utils import timezone

from catalog.models import Product
from checkout import emails
from checkout.models import AccessLink, Order, Shipment, ShipmentLine
from shop.models import Message, User
from shop.states import IllegalMove


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
    """Ship all goods of an order in one parcel, and tell the buyer; services stay to be done.

    Raises IllegalMove when it is not paid or has left already, ConfirmationNotSent when the
    durable confirmation has not gone and no reason to go on is given (R15).
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if not order.can_be_shipped:
        raise IllegalMove(order.number)
    if not (override or confirmation_sent(order)):
        raise ConfirmationNotSent(order.number)
    method = order.delivery_method
    shipment = Shipment.objects.create(
        order=order,
        carrier=carrier,
        tracking_number=tracking_number,
        tracking_url=method.tracking_link(tracking_number) if method else "",
    )
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, line=line, quantity=line.quantity)
        for line in order.lines.filter(kind=Product.Kind.GOODS)
    )
    shipment.move_to(Shipment.Status.SHIPPED, shipped_at=timezone.now())
    if order.is_honoured:
        order.move_to(Order.Status.FULFILLED)
    order.log(
        "shipped", actor=actor, carrier=carrier, tracking_number=tracking_number, override=override
    )
    emails.order_shipped(order, shipment, AccessLink.to(order, AccessLink.Purpose.ORDER))
    return shipment


def confirmation_sent(order: Order) -> bool:
    """Tell whether the mail server has taken the confirmation of an order."""
    key = emails.confirmation_key(order)
    return Message.objects.filter(key=key, status=Message.Status.SENT).exists()
