"""The delivery of a product in the words of schema.org, from the same quotes as its page."""

from decimal import Decimal
from typing import Any

from django import template

from catalog.models import Product, Variant
from checkout.models import DeliveryMethod
from checkout.models.delivery import PREPARATION_DAYS
from checkout.templatetags.delivery_tags import quotes_for_one

register = template.Library()


@register.simple_tag
def delivery_data(product: Product, shown: Variant | None) -> dict[int, dict[str, Any]]:
    """Return by the id of a variant what the cheapest delivery of the one shown costs for it."""
    if shown is None or product.is_service:
        return {}
    delivered = (quote.method for quote in quotes_for_one(shown) if not quote.method.is_collection)
    method = next(delivered, None)
    return {v.pk: _details(method, v, product) for v in product.choices} if method else {}


def _details(method: DeliveryMethod, variant: Variant, product: Product) -> dict[str, Any]:
    """Return nothing for a parcel that is too heavy for the method."""
    price = method.price_for(goods_total=variant.current_price, weight=variant.weight)
    if price is None:
        return {}
    made_in = product.made_to_order_days
    return {
        "@type": "OfferShippingDetails",
        "@id": f"#livraison-{price:.2f}",
        "shippingRate": _amount(price),
        "shippingDestination": [
            {"@type": "DefinedRegion", "addressCountry": country} for country in method.countries
        ],
        "deliveryTime": {
            "@type": "ShippingDeliveryTime",
            "handlingTime": _days(made_in, made_in + PREPARATION_DAYS),
            "transitTime": _days(method.first_days, method.last_days),
        },
    }


def _amount(price: Decimal) -> dict[str, str]:
    return {"@type": "MonetaryAmount", "value": f"{price:.2f}", "currency": "EUR"}


def _days(first: int, last: int) -> dict[str, Any]:
    return {"@type": "QuantitativeValue", "minValue": first, "maxValue": last, "unitCode": "DAY"}
