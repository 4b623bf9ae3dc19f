"""Ending an offer before its time: the only change that a running offer knows."""

from django.db import transaction
from django.utils import timezone

from catalog.flows.plan_offers import follow
from catalog.models import Offer


class NotRunning(Exception):
    """The offer has not begun, or has ended already."""


@transaction.atomic
def end_offer(offer: Offer) -> Offer:
    """End an offer now; it stays in the history of prices. Raises NotRunning."""
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    if offer.state() not in {Offer.State.RUNNING, Offer.State.SOLD_OUT}:
        raise NotRunning
    offer.ends_at = timezone.now()
    offer.save(update_fields=["ends_at"])
    follow([offer.variant_id])
    return offer
