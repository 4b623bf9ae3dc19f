"""What waits for staff: each thing with its number, and the list where it is done."""

from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aftersales.models import Case
from catalog.models import Product, Question
from checkout.models import Order, Refund
from returns.models import Withdrawal
from shop.models import Merchant, Message, User


class Task(NamedTuple):
    """Some work: its words, how much of it, and where."""

    label: Promise
    number: int
    url: str
    is_urgent: bool


def todo(user: User | AnonymousUser) -> list[Task]:
    """Return the work that there is, of the kinds that a person may see."""
    late = Order.objects.late()
    failed_messages = Message.objects.filter(status=Message.Status.FAILED)
    failed_refunds = Refund.objects.filter(status=Refund.Status.FAILED)
    kinds: list[tuple[Any, Promise, str, bool]] = [
        (late, _("Commandes en retard"), "travail=retard", True),
        (Order.objects.to_ship(), _("Commandes à expédier"), "travail=expedier", False),
        (Order.objects.to_perform(), _("Prestations à faire"), "travail=prestations", False),
        (Order.objects.awaiting_transfer(), _("Virements attendus"), "travail=virements", False),
        (Order.objects.to_refund(), _("Virements à rendre"), "travail=rendre", True),
        (failed_refunds, _("Remboursements en échec"), "status__exact=failed", True),
        (Withdrawal.objects.to_handle(), _("Rétractations à traiter"), "travail=traiter", True),
        (Case.objects.filter(status=Case.Status.OPEN), _("Demandes sans réponse"), _OPEN, False),
        (Question.objects.to_answer(), _("Questions sans réponse"), "status__exact=waiting", False),
        (failed_messages, _("Messages non partis"), "status__exact=failed", True),
        (Product.objects.lacking_pictures(), _("Images introuvables"), "etat=images", False),
        (Merchant.objects.lacking_notice(), _("Avis de garantie à déposer"), "", False),
    ]
    work = [_task(user, *kind) for kind in kinds]
    return [task for task in work if task and task.number]


_OPEN = "status__exact=open"


def _task(
    user: User | AnonymousUser, rows: Any, label: Promise, query: str, is_urgent: Any
) -> Task | None:
    meta = rows.model._meta
    if not user.has_perm(f"{meta.app_label}.view_{meta.model_name}"):
        return None
    page = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    return Task(label, rows.count(), f"{page}?{query}", is_urgent)
