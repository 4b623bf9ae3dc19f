"""Closing a cart that has become an order."""

from django.db import transaction
from django.utils import timezone

from cart.flows.hold_cart import give_back
from cart.models import Cart


@transaction.atomic
def close_cart(cart: Cart) -> None:
    """Close a cart whose buyable lines have just been sold by `Variant.objects.take`.

    Call it in the transaction that took them, on the locked cart they were read from. What other
    lines hold, of a product that is no longer sold for instance, is given back.
    """
    sold = [line.pk for line in cart.buyable if not line.variant.is_unlimited]
    give_back(cart.lines.filter(held__gt=0).exclude(pk__in=sold))
    cart.lines.update(held=0)
    cart.forget_lines()
    cart.closed_at = timezone.now()
    cart.save(update_fields=["closed_at"])
