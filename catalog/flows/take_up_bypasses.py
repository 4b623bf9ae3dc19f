"""Prices that something else than the shop wrote: in the history at once, in lists soon after."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from catalog.models import PriceChange, Variant

LATE = timedelta(days=2)


@transaction.atomic
def take_up_bypasses() -> int:
    """Bring lists up to date with prices that were written without `change_price`; say how many.

    The database's own guard tells them apart: only the shop says since when a price applies.
    """
    changes = PriceChange.objects.filter(
        at__gt=timezone.now() - LATE, variant__priced_at__lt=F("at")
    )
    found = dict(changes.order_by("at", "pk").values_list("variant", "at"))
    rows = Variant.objects.select_for_update(no_key=True).filter(pk__in=found).order_by("pk")
    products = {variant.product_id for variant in rows}
    for variant_id, at in sorted(found.items()):
        Variant.objects.filter(pk=variant_id, priced_at__lt=at).update(priced_at=at)
    if products:
        Variant.objects.refresh_lists(products)
    return len(found)
