"""Telling those who wait that a variant is there again.

As many people as there are free units are told, in the order in which they asked; what is still
free an hour later is told to the next ones. So nobody is called for what the first has bought, and
nothing stays on the shelf because the first has changed their mind.
"""

from django.db import transaction
from django.utils import timezone

from catalog import emails
from catalog.models import BackInStock, Variant
from catalog.models.back_in_stock import HEAD_START
from shop.consent import may_send
from shop.models import Consent

EMAIL, PURPOSE = Consent.Channel.EMAIL, Consent.Purpose.BACK_IN_STOCK


def tell_back_in_stock() -> int:
    """Write to those whose turn it is; returns how many messages were written."""
    awaited = BackInStock.objects.waiting().values("variant")
    there = Variant.objects.on_sale().obtainable().filter(pk__in=awaited)
    return sum(_tell(pk) for pk in list(there.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _tell(variant_id: int) -> int:
    # The variant is the queue's lock: a second task finds who was told, and tells nobody more.
    variant = Variant.objects.select_for_update(no_key=True).get(pk=variant_id)
    queue = variant.waiting.waiting().select_related("variant__product")
    told = variant.waiting.told_since(timezone.now() - HEAD_START).count()
    turn = queue[: max(0, variant.available - told)]
    return sum(_write_to(wish) for wish in turn)


def _write_to(wish: BackInStock) -> bool:
    consent = Consent.objects.about(wish.email, EMAIL, PURPOSE).first()
    BackInStock.objects.filter(pk=wish.pk).update(told_at=timezone.now())
    if consent is None or not may_send(wish.email, EMAIL, PURPOSE):
        return False
    emails.back_in_stock(wish, consent)
    return True
