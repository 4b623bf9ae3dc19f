"""What must always be true of orders, payments, refunds, parcels and their messages."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Concat, Round
from django.utils import timezone

from catalog.models import Offer, Product, StockMove
from checkout.models import Order, OrderLine, Payment, PaymentEvent, Refund, ShipmentLine
from shop.invariants import Invariant
from shop.models import Message
from shop.money import ZERO, MoneyField, to_the_cent

PAID = [Order.Status.PAID, Order.Status.FULFILLED]
LATE = timedelta(hours=1)


def _sum(rows: Any) -> Round:
    whole = Coalesce(
        Subquery(rows, output_field=MoneyField()), Value(ZERO), output_field=MoneyField()
    )
    return to_the_cent(whole)


def _wrong_totals() -> int:
    lines = OrderLine.objects.filter(order=OuterRef("pk")).values("order")
    goods = _sum(lines.annotate(sum=Sum("total")).values("sum"))
    vat = _sum(lines.annotate(sum=Sum("vat")).values("sum"))
    orders = Order.objects.annotate(of_lines=goods, vat_of_lines=vat)
    wrong = ~Q(goods_total=F("of_lines")) | ~Q(
        vat=to_the_cent(F("vat_of_lines") + F("delivery_vat"))
    )
    return orders.filter(wrong).count()


def _captured(order: str = "pk") -> Round:
    captured = Payment.objects.filter(order=OuterRef(order), status=Payment.Status.CAPTURED)
    net = captured.values("order").annotate(sum=Sum(F("amount") - F("refunded"))).values("sum")
    return _sum(net)


def _paid_without_money() -> int:
    captured = Payment.objects.filter(order=OuterRef("pk"), status=Payment.Status.CAPTURED)
    gross = captured.values("order").annotate(sum=Sum("amount")).values("sum")
    orders = Order.objects.filter(status__in=PAID).annotate(taken=_sum(gross))
    return orders.filter(taken__lt=F("total")).count()


def _paid_twice() -> int:
    return Order.objects.annotate(kept=_captured()).filter(kept__gt=F("total")).count()


def _money_kept_for_nothing() -> int:
    dead = Order.objects.filter(status=Order.Status.CANCELLED).annotate(kept=_captured())
    return dead.filter(kept__gt=ZERO).count()


def _refunds_not_reserved() -> int:
    live = Refund.objects.filter(payment=OuterRef("pk")).exclude(status=Refund.Status.FAILED)
    total = _sum(live.values("payment").annotate(sum=Sum("amount")).values("sum"))
    return Payment.objects.annotate(given=total).exclude(refunded=F("given")).count()


def _moved(kind: str) -> Exists:
    moves = StockMove.objects.filter(reference=OuterRef("number"), kind=kind)
    return Exists(moves)


def _counted() -> QuerySet[Order]:
    """Return the orders that took something from stock: endless services take nothing."""
    taken = OrderLine.objects.filter(order=OuterRef("pk"), takes_stock=True)
    return Order.objects.filter(Exists(taken))


def _orders_without_stock() -> int:
    return _counted().filter(~_moved(StockMove.Kind.SOLD)).count()


def _cancelled_without_stock_back() -> int:
    cancelled = _counted().filter(status=Order.Status.CANCELLED)
    return cancelled.filter(~_moved(StockMove.Kind.PUT_BACK)).count()


def _has_message(prefix: str) -> Exists:
    key = Concat(Value(prefix), OuterRef("number"))
    return Exists(Message.objects.filter(key=key))


def _silent_orders() -> int:
    return Order.objects.filter(~_has_message("order-received:")).count()


def _unconfirmed_sales() -> int:
    return (
        Order.objects.filter(status__in=PAID).filter(~_has_message("order-confirmation:")).count()
    )


def _silent_moves() -> int:
    """Count orders whose timeline does not tell how they came to be where they are (I20)."""
    events = {"paid": PAID, "cancelled": [Order.Status.CANCELLED]}
    silent = Order.objects.exclude(events__kind="placed").count()
    for kind, statuses in events.items():
        silent += Order.objects.filter(status__in=statuses).exclude(events__kind=kind).count()
    return silent


def _forgotten_orders() -> int:
    waiting = Order.objects.filter(status=Order.Status.AWAITING_PAYMENT)
    return waiting.filter(pay_before__lt=timezone.now() - LATE).count()


def _forgotten_events() -> int:
    events = PaymentEvent.objects.to_apply()
    return events.filter(attempts=0, received_at__lt=timezone.now() - LATE).count()


def _parcels_of_nothing() -> int:
    fulfilled = Order.objects.filter(status=Order.Status.FULFILLED)
    return fulfilled.filter(delivery_method__isnull=False, shipments__isnull=True).count()


def _services_in_parcels() -> int:
    return ShipmentLine.objects.filter(line__kind=Product.Kind.SERVICE).count()


def _services_not_planned() -> int:
    services = OrderLine.objects.filter(kind=Product.Kind.SERVICE)
    return services.filter(performance__isnull=True).count()


def _services_forgotten() -> int:
    fulfilled = Order.objects.filter(status=Order.Status.FULFILLED)
    return fulfilled.filter(lines__performance__status__in=["planned", "begun"]).count()


def _orders_without_contract() -> int:
    return Order.objects.filter(contract__isnull=True).count()


def _shares_not_in_orders() -> int:
    lines = OrderLine.objects.filter(offer=OuterRef("pk"), offer__share__isnull=False)
    given_back = Q(order__status=Order.Status.CANCELLED, order__paid_at__isnull=True)
    sold = lines.exclude(given_back).values("offer").annotate(sum=Sum("quantity")).values("sum")
    return (
        Offer.objects.annotate(in_orders=Coalesce(Subquery(sold), 0))
        .exclude(sold=F("in_orders"))
        .count()
    )


INVARIANTS = [
    Invariant("I3", "goods and VAT of an order are those of its lines", _wrong_totals),
    Invariant("I19", "a paid order has its money", _paid_without_money),
    Invariant("I1", "no order keeps more money than its total", _paid_twice),
    Invariant("I27", "a cancelled order keeps no money", _money_kept_for_nothing),
    Invariant("I29", "what is refunded is the sum of refunds", _refunds_not_reserved),
    Invariant("I19", "each order took its stock", _orders_without_stock),
    Invariant("I16", "each cancelled order gave its stock back", _cancelled_without_stock_back),
    Invariant("M10", "an offer's share counts what orders bought of it", _shares_not_in_orders),
    Invariant("R14", "each order is acknowledged", _silent_orders),
    Invariant("I18", "each paid order has its confirmation", _unconfirmed_sales),
    Invariant("I20", "each timeline tells how its order moved", _silent_moves),
    Invariant("I22", "no order waits past its deadline", _forgotten_orders),
    Invariant("I22", "each event of the provider was tried", _forgotten_events),
    Invariant("I20", "each order that left has a parcel", _parcels_of_nothing),
    Invariant("K6", "no parcel carries a service", _services_in_parcels),
    Invariant("K6", "each service that was sold is planned", _services_not_planned),
    Invariant("I20", "each service of an order that is honoured was done", _services_forgotten),
    Invariant("R5", "each order has its contract", _orders_without_contract),
]
