"""What the pages of an order show of its cases."""

from django import template
from django.db.models import QuerySet

from aftersales.models import Case
from checkout.models import Order

register = template.Library()


@register.simple_tag
def cases_of(order: Order) -> QuerySet[Case]:
    """Return what was asked about an order, for its page in the admin."""
    return Case.objects.filter(order=order)
