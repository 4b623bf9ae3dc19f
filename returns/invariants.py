"""What must always be true of withdrawals."""

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat

from returns.models import Withdrawal
from shop.invariants import Invariant
from shop.models import Message


def _without_receipt() -> int:
    key = Concat(Value("withdrawal-receipt:"), OuterRef("reference"))
    return Withdrawal.objects.filter(~Exists(Message.objects.filter(key=key))).count()


INVARIANTS = [
    Invariant("I33", "each declaration of withdrawal has its receipt", _without_receipt),
]
