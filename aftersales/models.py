"""Cases: what a person asks the merchant, and the answers."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from checkout.models import Order
from shop.references import new_code
from shop.states import Stateful


def new_reference() -> str:
    """Return a reference that a person can read on the phone."""
    return f"D-{new_code()}"


class Case(Stateful):
    """A question or a complaint, from its first message to its end."""

    class Topic(models.TextChoices):
        ORDER = "order", _("Suivi de ma commande")
        DELIVERY = "delivery", _("Livraison")
        RETURN = "return", _("Retour ou remboursement")
        PRODUCT = "product", _("Question sur un produit")
        COMPLAINT = "complaint", _("Réclamation")
        OTHER = "other", _("Autre")

    class Status(models.TextChoices):
        OPEN = "open", _("à répondre")
        ANSWERED = "answered", _("répondu")
        CLOSED = "closed", _("clos")

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.OPEN: {Status.ANSWERED, Status.CLOSED},
        Status.ANSWERED: {Status.OPEN, Status.CLOSED},
        Status.CLOSED: {Status.OPEN},
    }

    reference = models.CharField(_("référence"), max_length=12, unique=True, default=new_reference)
    topic = models.CharField(_("sujet"), max_length=12, choices=Topic.choices)
    status = models.CharField(_("état"), max_length=10, choices=Status.choices, default=Status.OPEN)
    email = models.EmailField(_("adresse e-mail"))
    order_number = models.CharField(_("numéro de commande"), max_length=20, blank=True)
    order = models.ForeignKey(
        Order,
        models.PROTECT,
        related_name="cases",
        null=True,
        blank=True,
        verbose_name=_("commande"),
    )
    form_token = models.CharField(max_length=64, unique=True, editable=False)
    opened_at = models.DateTimeField(_("ouvert le"), default=timezone.now)

    class Meta:
        verbose_name = _("demande")
        verbose_name_plural = _("demandes")
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject(self) -> str:
        """Return what messages about this case are filed under."""
        return self.order.subject if self.order else f"case:{self.reference}"


class CaseMessage(models.Model):
    """One message of a case, from the customer or from staff."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("membre de l'équipe"),
    )
    text = models.TextField(_("message"))
    at = models.DateTimeField(_("date"), default=timezone.now)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]
