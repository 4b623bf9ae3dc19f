"""What a shopper must read before ordering: how to pay, and where the shop delivers (R7)."""

from typing import Any

from django import template

from cart.models import Cart
from checkout.forms.countries import country_choices
from checkout.gateways import stripe
from checkout.models import DeliveryMethod, Payment

register = template.Library()


@register.inclusion_tag("checkout/_ordering_conditions.html")
def ordering_conditions(methods: list[DeliveryMethod], cart: Cart) -> dict[str, Any]:
    """Show the means of payment and the restrictions of delivery, as they are set now.

    `methods` are those that have a price: nothing is sent by another. A cart of services alone is
    told nothing of delivery.
    """
    delivering = [method for method in methods if not method.is_collection]
    codes = {code for method in delivering for code in method.countries}
    return {
        "is_delivered": bool(cart.delivered or not cart.buyable),
        "means": [label for value, label in Payment.Means.choices if _is_taken(value)],
        "countries": [name for _code, name in country_choices(list(codes))] if codes else [],
        "excluded": sorted(_excluded_everywhere(delivering)),
        "collections": [method for method in methods if method.is_collection],
    }


def _is_taken(means: str) -> bool:
    return means != Payment.Means.CARD or stripe.is_configured()


def _excluded_everywhere(methods: list[DeliveryMethod]) -> set[str]:
    excluded = [set(method.excluded_postcodes) for method in methods]
    return set.intersection(*excluded) if excluded else set()
