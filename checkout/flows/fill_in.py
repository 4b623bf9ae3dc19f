"""Filling in the checkout: what is typed is kept as soon as it is right (V4)."""

from collections.abc import Collection

from cart.models import Cart
from checkout.models import Checkout


def fill_in(checkout: Checkout, names: Collection[str]) -> None:
    """Keep the named fields of a checkout; the e-mail is kept on the cart as well (A2)."""
    checkout.save(update_fields=[*names, "updated_at"])
    if "email" in names:
        Cart.objects.filter(pk=checkout.cart_id).update(email=checkout.email)
