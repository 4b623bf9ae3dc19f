"""The staff's window on orders: facts to read, and acts that call the site's own flows."""

from checkout.admin.delivery import DeliveryMethodAdmin, PickupPointAdmin
from checkout.admin.order import OrderAdmin
from checkout.admin.payment import PaymentEventAdmin, RefundAdmin

__all__ = [
    "DeliveryMethodAdmin",
    "OrderAdmin",
    "PaymentEventAdmin",
    "PickupPointAdmin",
    "RefundAdmin",
]
