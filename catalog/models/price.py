"""The history of prices: append-only, the source of every struck price (R50)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.money import MoneyField


class PriceChange(models.Model):
    """The price of a variant, in euros with VAT, from a moment on."""

    variant = models.ForeignKey("catalog.Variant", models.CASCADE, related_name="price_changes")
    price = MoneyField(_("prix TTC"))
    at = models.DateTimeField(_("depuis"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("changement de prix")
        verbose_name_plural = _("historique des prix")
        ordering = ["variant", "at"]
        indexes = [models.Index(fields=["variant", "at"], name="prices_of_a_variant")]

    def __str__(self) -> str:
        return f"{self.price} ({self.at:%Y-%m-%d})"
