"""The contract, one concept a file."""

from checkout.models.access import AccessLink
from checkout.models.address import Address
from checkout.models.checkout import Checkout
from checkout.models.contract import Contract, Document
from checkout.models.delivery import DeliveryMethod, DeliveryRate, PickupPoint, Quote
from checkout.models.event import OrderEvent
from checkout.models.line import OrderLine
from checkout.models.order import Order
from checkout.models.payment import Payment, PaymentEvent, Refund, RefundTooLarge
from checkout.models.performance import Performance
from checkout.models.shipment import Shipment, ShipmentLine

__all__ = [
    "AccessLink",
    "Address",
    "Checkout",
    "Contract",
    "DeliveryMethod",
    "DeliveryRate",
    "Document",
    "Order",
    "OrderEvent",
    "OrderLine",
    "Payment",
    "PaymentEvent",
    "Performance",
    "PickupPoint",
    "Quote",
    "Refund",
    "RefundTooLarge",
    "Shipment",
    "ShipmentLine",
]
