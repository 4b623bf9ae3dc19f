"""What pages below the cart say of it."""

from typing import Any

from django import template

from cart.browser import cart_of
from catalog.models import Variant

register = template.Library()


@register.simple_tag(takes_context=True)
def number_in_cart(context: dict[str, Any], variant: Variant) -> int:
    """Return how many of a variant the visitor wants; nothing is read without a cart's cookie."""
    cart = cart_of(context["request"])
    lines = cart.wanted() if cart else []
    return sum(line.quantity for line in lines if line.variant_id == variant.pk)
