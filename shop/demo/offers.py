"""A flash offer: a dozen candles for three days."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from catalog.flows.plan_offers import Cut, Plan, plan_offers
from catalog.models import Variant
from shop import calendar

LENGTH = timedelta(days=3)
SHARE = 12


def plant_flash_offer() -> None:
    """Cut the price of a candle by a fifth, for so many units, until an evening."""
    candles = Variant.objects.filter(product__slug="bougie-sous-bois", offers=None)
    end = datetime.combine(calendar.today() + LENGTH, time(20), calendar.PARIS)
    plan = Plan(Cut.PERCENT, Decimal(20), timezone.now(), end, SHARE)
    plan_offers(list(candles), plan)
