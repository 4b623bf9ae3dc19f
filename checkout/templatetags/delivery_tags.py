"""What pages say of delivery before the checkout: dates and prices, from the same quotes."""

from decimal import Decimal
from typing import Any

from django import template

from cart.models import Cart
from catalog.models import Variant
from checkout.models import DeliveryMethod
from checkout.models.delivery import Quote
from checkout.models.order import delivery_by_rate
from shop.money import ZERO, vat_included

register = template.Library()


def quotes_for_one(variant: Variant) -> list[Quote]:
    """Return what delivers one unit; kept on it, since a page's head and its body both ask."""
    known = vars(variant)
    if "quotes_for_one" not in known:
        known["quotes_for_one"] = DeliveryMethod.objects.quotes(
            goods_total=variant.current_price,
            weight=variant.weight,
            lead_days=variant.product.made_to_order_days,
        )
    quotes: list[Quote] = known["quotes_for_one"]
    return quotes


@register.inclusion_tag("checkout/_delivery_promise.html")
def delivery_promise(variant: Variant) -> dict[str, Any]:
    """Show when one unit would arrive and what its delivery costs, at home and elsewhere (K12)."""
    return {"quotes": _cheapest_of_each_kind(quotes_for_one(variant))}


@register.simple_tag
def delivery_methods() -> list[DeliveryMethod]:
    """Read once the methods that several parts of a page speak of."""
    return DeliveryMethod.objects.priced()


@register.inclusion_tag("checkout/_delivery_estimate.html")
def delivery_estimate(cart: Cart, methods: list[DeliveryMethod] | None = None) -> dict[str, Any]:
    """Show the delivery that the checkout would preselect, the total with it, and its VAT."""
    if not cart.delivered:
        return {"total": cart.goods_total, "taxes": cart.vat_by_rate, "is_none": True}
    quotes = DeliveryMethod.objects.quotes(
        goods_total=cart.delivered_total,
        weight=cart.weight,
        lead_days=cart.lead_days,
        among=methods,
    )
    quote = next((quote for quote in quotes if not quote.method.is_collection), None)
    price = quote.price if quote else ZERO
    return {"quote": quote, "total": cart.goods_total + price, "taxes": _vat_by_rate(cart, price)}


@register.inclusion_tag("checkout/_delivery_line.html")
def delivery_line() -> dict[str, Any]:
    """Show the lowest price of delivery among the front page's promises."""
    quotes = DeliveryMethod.objects.quotes(goods_total=ZERO, weight=0)
    delivered = [quote for quote in quotes if not quote.method.is_collection]
    kinds = {quote.method.kind for quote in delivered}
    return {
        "quote": delivered[0] if delivered else None,
        "has_home": DeliveryMethod.Kind.HOME in kinds,
        "has_relay": DeliveryMethod.Kind.RELAY in kinds,
    }


def _vat_by_rate(cart: Cart, price: Decimal) -> dict[Decimal, Decimal]:
    vat = cart.vat_by_rate
    for rate, part in delivery_by_rate(price, cart.delivered_by_rate).items():
        vat[rate] += vat_included(part, rate)
    return vat


def _cheapest_of_each_kind(quotes: list[Quote]) -> list[Quote]:
    """Return the best quote for the door and the best for a pick-up point, else any."""
    order = [DeliveryMethod.Kind.HOME, DeliveryMethod.Kind.RELAY]
    best = [next((q for q in quotes if q.method.kind == kind), None) for kind in order]
    return [quote for quote in best if quote] or quotes[:1]
