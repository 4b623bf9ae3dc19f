"""Withdrawing an offer that has not begun: nobody has seen its price."""

from django.db import transaction

from catalog.flows.plan_offers import follow
from catalog.models import Offer


class HasBegun(Exception):
    """The offer has begun: it can be ended, and stays in the history."""


@transaction.atomic
def withdraw_offer(offer: Offer) -> None:
    """Delete an offer that has not begun; raises HasBegun."""
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    if offer.has_begun:
        raise HasBegun
    offer.delete()
    follow([offer.variant_id])
