"""What every page knows of the cart."""

from functools import partial
from typing import Any

from django.http import HttpRequest

from cart.browser import cart_of


def cart(request: HttpRequest) -> dict[str, Any]:
    """Give templates the number of articles wanted; nothing is read without a cart's cookie."""
    return {"cart_badge": partial(_badge, request)}


def _badge(request: HttpRequest) -> int:
    found = cart_of(request)
    return found.count if found else 0
