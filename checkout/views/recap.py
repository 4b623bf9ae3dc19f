"""What is bought and what it costs, as the screens beside and before the button show it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cart.models import Cart, CartLine
from checkout.models import Order, OrderLine, Quote, rights
from checkout.models.order import delivery_by_rate
from shop import money
from shop.money import ZERO
from shop.templatetags.shop_tags import clock, long_day


class Line(NamedTuple):
    """One article as a recap shows it: amounts in euros with VAT."""

    src: str
    name: str
    details: str
    quantity: int
    unit_price: Decimal
    total: Decimal
    note: str


class Recap(NamedTuple):
    """The articles and the sum; without a delivery there is no total yet."""

    title: str
    lines: list[Line]
    goods: Decimal
    rows: list[dict[str, Any]]
    total: Decimal | None
    taxes: list[dict[str, Decimal]]


def recap_of_cart(cart: Cart, quote: Quote | None = None) -> Recap:
    """Return the recap of what can be ordered now, with the delivery that is chosen."""
    count = _count(sum(line.quantity for line in cart.buyable))
    rows = [{"label": count, "amount": cart.goods_total}]
    if quote is None and cart.delivered:
        return Recap(count, _cart_lines(cart), cart.goods_total, rows, None, [])
    price = quote.price if quote else ZERO
    if quote:
        rows.append(_delivery_row(quote.method.name, price))
    total = cart.goods_total + price
    taxes = _tax_rows(_vat_by_rate(cart, price))
    return Recap(count, _cart_lines(cart), cart.goods_total, rows, total, taxes)


def recap_of_order(order: Order) -> Recap:
    """Return the recap of what was ordered, from the order's own copies."""
    count = _count(order.article_count)
    rows = [{"label": count, "amount": order.goods_total}]
    if order.is_delivered:
        rows.append(_delivery_row(order.delivery_name, order.delivery_price))
    lines = _order_lines(order)
    return Recap(count, lines, order.goods_total, rows, order.total, _tax_rows(order.vat_by_rate()))


def _cart_lines(cart: Cart) -> list[Line]:
    return [
        Line(
            src=line.picture.small if line.picture else "",
            name=line.variant.product.name,
            details=_details(
                line.variant.label,
                line.personalisation,
                line.variant.takes_place_at,
                line.variant.product.service_duration,
                line.variant.product.service_terms or line.variant.product.benefit,
            ),
            quantity=line.quantity,
            unit_price=line.unit_price,
            total=line.total,
            note=_note(line),
        )
        for line in cart.buyable
    ]


def _order_lines(order: Order) -> list[Line]:
    return [
        Line(
            src=line.picture,
            name=line.name,
            details=_details(
                line.label,
                line.personalisation,
                line.takes_place_at,
                line.service_duration,
                line.service_terms or line.benefit,
            ),
            quantity=line.quantity,
            unit_price=line.unit_price,
            total=line.total,
            note=" ".join([*line.rights, *_performed(line)]),
        )
        for line in order.lines.all()
    ]


def _note(line: CartLine) -> str:
    product = line.variant.product
    if product.withdrawal_note or not product.is_service:
        return product.withdrawal_note
    return rights.delay_words(rights.last_day_from(timezone.now()))


def _performed(line: OrderLine) -> list[str]:
    """Say when a service began and when it was done, once it did."""
    if not line.is_service or not line.performance.begun_at:
        return []
    begun = _("Commencée le %(day)s.") % {"day": long_day(line.performance.begun_at)}
    if not line.performance.done_at:
        return [begun]
    return [begun, _("Effectuée le %(day)s.") % {"day": long_day(line.performance.done_at)}]


def _details(
    label: str, personalisation: str, day: datetime | None, duration: str, text: str
) -> str:
    engraved = _("Texte : « %(words)s »") % {"words": personalisation} if personalisation else ""
    when = _("%(day)s à %(time)s") % {"day": long_day(day), "time": clock(day)} if day else ""
    return " · ".join(part for part in (label, engraved, when, duration, text) if part)


def _count(quantity: int) -> str:
    return ngettext("%(n)d article", "%(n)d articles", quantity) % {"n": quantity}


def _delivery_row(name: str, price: Decimal) -> dict[str, Any]:
    row: dict[str, Any] = {"label": _("Livraison"), "hint": name, "amount": price}
    return row if price else {**row, "text": _("Offerte")}


def _tax_rows(vat_by_rate: Mapping[Decimal, Decimal]) -> list[dict[str, Decimal]]:
    ordered = sorted(vat_by_rate.items(), reverse=True)
    return [{"rate": rate, "amount": amount} for rate, amount in ordered if amount]


def _vat_by_rate(cart: Cart, delivery: Decimal) -> dict[Decimal, Decimal]:
    vat = cart.vat_by_rate
    for rate, part in delivery_by_rate(delivery, cart.delivered_by_rate).items():
        vat[rate] += money.vat_included(part, rate)
    return vat
