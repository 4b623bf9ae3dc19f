"""What is wanted."""

from cart.models.cart import Cart, CartClosed
from cart.models.line import CartLine

__all__ = ["Cart", "CartClosed", "CartLine"]
