"""What must always be true of holds."""

from datetime import timedelta

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from cart.models import Cart, CartLine
from catalog.models import Variant
from shop.invariants import Invariant

# Freed within a minute by the schedule; one that stays says that the schedule is dead.
TIDY_TIME = timedelta(minutes=15)


def _held_not_in_carts() -> int:
    lines = CartLine.objects.filter(variant=OuterRef("pk"), cart__closed_at__isnull=True)
    total = Subquery(lines.values("variant").annotate(sum=Sum("held")).values("sum"))
    return Variant.objects.annotate(wanted=Coalesce(total, 0)).exclude(held=F("wanted")).count()


def _held_by_closed_carts() -> int:
    return CartLine.objects.filter(cart__closed_at__isnull=False, held__gt=0).count()


def _holds_without_end() -> int:
    return CartLine.objects.filter(held__gt=0, cart__held_until__isnull=True).count()


def _ended_holds() -> int:
    return Cart.objects.lapsed(timezone.now() - TIDY_TIME).count()


INVARIANTS = [
    Invariant("I13", "what is held is the sum of what open carts hold", _held_not_in_carts),
    Invariant("I19", "a cart that became an order holds nothing", _held_by_closed_carts),
    Invariant("I22", "each hold has an end", _holds_without_end),
    Invariant("I14", "holds that ended are freed", _ended_holds),
]
