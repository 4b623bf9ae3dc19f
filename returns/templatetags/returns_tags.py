"""What the pages of an order show of withdrawals."""

from urllib.parse import urlencode

from django import template
from django.db.models import QuerySet
from django.urls import reverse

from checkout.models import AccessLink, Order
from returns.models import Withdrawal

register = template.Library()


@register.simple_tag
def withdrawals_of(order: Order) -> QuerySet[Withdrawal]:
    """Return the declarations of withdrawal from an order, for its page in the admin."""
    return Withdrawal.objects.filter(order=order)


@register.simple_tag
def withdrawal_url(order: Order) -> str:
    """Return the address that fills in a declaration; only for pages open to the order's buyer."""
    link = AccessLink.to(order, AccessLink.Purpose.ORDER)
    query = urlencode({"commande": order.number, "cle": link.key})
    return f"{reverse('returns:withdrawal')}?{query}"
