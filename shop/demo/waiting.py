"""Who waits, in the demo shop, for what is sold out: so that the admin has something to show."""

from datetime import timedelta

from django.utils import timezone

from catalog.models import BackInStock, Variant

SKU = "MUG-MATIN-NUIT"
PEOPLE = ["julie", "karim", "ines", "paul"]


def plant_waiting() -> None:
    """Let some people wait for the sold-out mug, one of whom has not confirmed yet."""
    mug = Variant.objects.filter(sku=SKU).first()
    if mug is None or mug.waiting.exists():
        return
    now = timezone.now()
    for day, name in enumerate(PEOPLE):
        asked_at = now - timedelta(days=len(PEOPLE) - day)
        is_last = name == PEOPLE[-1]
        BackInStock.objects.create(
            variant=mug,
            email=f"{name}@client.example",
            asked_at=asked_at,
            confirmed_at=None if is_last else asked_at + timedelta(minutes=3),
        )
