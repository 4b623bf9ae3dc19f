"""The withdrawal: a legal act, effective by itself as soon as it is declared (R30)."""

from datetime import date, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from checkout.models import Order, Refund
from shop.calendar import paris_day
from shop.references import new_code

# C. conso. L221-23 and L221-24: goods go back, and money goes back, within as many days (R32, R37).
RETURN_TIME = REFUND_TIME = timedelta(days=14)


def new_reference() -> str:
    """Return a reference that a person can read on the phone."""
    return f"R-{new_code()}"


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    """The words to ask for declarations."""

    def to_handle(self) -> "WithdrawalQuerySet":
        """Return the declarations whose order is to be found, or whose money is to go back."""
        since = models.OuterRef("declared_at")
        refunds = Refund.objects.filter(payment__order=models.OuterRef("order"))
        answered = models.Exists(refunds.filter(created_at__gte=since))
        return self.filter(~answered).exclude(order__status=Order.Status.CANCELLED)


class Withdrawal(models.Model):
    """A declaration of withdrawal, word for word, with the instant of its sending."""

    reference = models.CharField(_("référence"), max_length=12, unique=True, default=new_reference)
    # The three data that the law allows to ask (D221-5), exactly as typed.
    name = models.CharField(_("nom et prénom"), max_length=150)
    contract = models.TextField(_("contrat désigné"))
    email = models.EmailField(_("adresse pour l'accusé de réception"))
    declaration = models.TextField(_("déclaration"))
    # Sent twice by a double click, a declaration is one: the form's own random token.
    form_token = models.CharField(max_length=64, unique=True, editable=False)
    declared_at = models.DateTimeField(_("déclarée le"), default=timezone.now)
    order = models.ForeignKey(
        Order,
        models.PROTECT,
        related_name="withdrawals",
        null=True,
        blank=True,
        verbose_name=_("commande reconnue"),
    )

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("rétractation")
        verbose_name_plural = _("rétractations")
        ordering = ["-declared_at"]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_matched(self) -> bool:
        """Tell whether the order was recognised; if not, staff match it by hand."""
        return self.order_id is not None

    @property
    def subject(self) -> str:
        """Return what messages about this declaration are filed under."""
        return self.order.subject if self.order else f"withdrawal:{self.reference}"

    @property
    def return_by(self) -> date:
        """Return the last day to send the goods back (L221-23)."""
        return paris_day(self.declared_at) + RETURN_TIME

    @property
    def refund_due_on(self) -> date:
        """Return the last day to refund; it runs from the declaration (L221-24, R30, R32)."""
        return paris_day(self.declared_at) + REFUND_TIME
