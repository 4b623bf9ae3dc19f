"""Finding the order of a declaration that the site did not recognise."""

from django.db import transaction
from django.utils.translation import gettext as _

from checkout.models import Order
from returns.models import Withdrawal
from shop.models import User


class AlreadyMatched(Exception):
    """The declaration has its order."""


@transaction.atomic
def match_withdrawal(withdrawal: Withdrawal, order: Order, *, actor: User) -> None:
    """Tie a declaration to the order that staff recognised; raises AlreadyMatched.

    The declaration itself, a legal act, stays word for word.
    """
    unmatched = Withdrawal.objects.filter(pk=withdrawal.pk, order__isnull=True)
    if not unmatched.update(order=order):
        raise AlreadyMatched(withdrawal.reference)
    told = _("Rétractation %(reference)s rapprochée de cette commande.")
    order.log("comment", actor=actor, text=told % {"reference": withdrawal.reference})
