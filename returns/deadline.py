"""Until when a buyer may withdraw, as far as the shop knows."""

from datetime import date

from catalog.models import Product
from checkout.flows.ship_order import confirmation_sent
from checkout.models import Order, Shipment
from checkout.models.rights import last_day_from
from shop.calendar import paris_day, withdrawal_last_day


def last_days(order: Order) -> dict[str, date | None]:
    """Return the last day to withdraw from each kind of lines, or None when it is not certain."""
    return {Product.Kind.GOODS: last_day(order), Product.Kind.SERVICE: service_last_day(order)}


def service_last_day(order: Order) -> date | None:
    """Return the last day to withdraw from an order's services: it runs from the contract (R21)."""
    is_told = bool(order.services) and confirmation_sent(order)
    return last_day_from(order.placed_at) if is_told else None


def last_day(order: Order) -> date | None:
    """Return the last day to withdraw from an order's goods, or None when it is not certain.

    It runs from the last parcel received (L221-18, R21). A parcel without a day of delivery, or a
    buyer to whom the notice was not sent (L221-20, R24), leaves it open.
    """
    parcels = list(order.shipments.all())
    days = [paris_day(parcel.delivered_at) for parcel in parcels if parcel.delivered_at]
    is_complete = order.is_paid and all(
        parcel.status == Shipment.Status.DELIVERED for parcel in parcels
    )
    if not days or len(days) < len(parcels) or not is_complete or not confirmation_sent(order):
        return None
    return withdrawal_last_day(max(days))
