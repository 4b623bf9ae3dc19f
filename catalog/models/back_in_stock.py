"""Who waits for a variant that is sold out."""

from datetime import datetime, timedelta

from django.core import signing
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models.variant import Variant

# Whoever was told first has this long before the next in the queue is told.
HEAD_START = timedelta(hours=1)
LONGEST_WAIT = timedelta(days=365)
TIME_TO_CONFIRM = timedelta(days=7)
SALT = "catalog.back-in-stock"


class BackInStockQuerySet(models.QuerySet["BackInStock"]):
    """The words to ask for those who wait."""

    def opened_by(self, key: str) -> "BackInStockQuerySet":
        """Return the request that a signed link names."""
        try:
            pk = signing.Signer(salt=SALT).unsign(key)
        except signing.BadSignature:
            return self.none()
        return self.filter(pk=pk)

    def waiting(self) -> "BackInStockQuerySet":
        """Return those who confirmed their address and were not told yet, in order of arrival."""
        rows = self.filter(confirmed_at__isnull=False, told_at__isnull=True)
        return rows.order_by("asked_at", "pk")

    def told_since(self, moment: datetime) -> "BackInStockQuerySet":
        """Return those who were told after a moment."""
        return self.filter(told_at__gt=moment)

    def over(self, now: datetime | None = None) -> "BackInStockQuerySet":
        """Return what is kept no longer: told, never confirmed, or waiting for a year."""
        now = now or timezone.now()
        told = models.Q(told_at__lte=now - HEAD_START)
        silent = models.Q(confirmed_at__isnull=True, asked_at__lt=now - TIME_TO_CONFIRM)
        return self.filter(told | silent | models.Q(asked_at__lt=now - LONGEST_WAIT))


class BackInStock(models.Model):
    """One person's wish to be written to, once, when one variant is there again."""

    variant = models.ForeignKey(
        Variant, models.CASCADE, related_name="waiting", verbose_name=_("version")
    )
    email = models.EmailField(_("adresse e-mail"))
    language = models.CharField(max_length=5, default="fr")
    asked_at = models.DateTimeField(_("demandé le"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmé le"), null=True, blank=True)
    told_at = models.DateTimeField(_("prévenu le"), null=True, blank=True)

    objects = BackInStockQuerySet.as_manager()

    class Meta:
        verbose_name = _("attente d'un retour en stock")
        verbose_name_plural = _("attentes d'un retour en stock")
        ordering = ["variant", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "email"], name="one_wait_per_variant_and_address"
            ),
            models.CheckConstraint(
                condition=models.Q(told_at__isnull=True)
                | models.Q(confirmed_at__isnull=False, told_at__gte=F("confirmed_at")),
                name="only_confirmed_addresses_are_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} {self.email}"

    @property
    def key(self) -> str:
        """Return what the link in the mail carries."""
        return signing.Signer(salt=SALT).sign(str(self.pk))
