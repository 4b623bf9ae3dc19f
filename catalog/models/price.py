"""The history of prices: append-only, the source of every struck price (R50).

The database itself writes it (catalog/guards.py): whatever changes `Variant.price` adds a row, and
no row is changed or deleted. Setting a price is `Variant.change_price`.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.money import MoneyField


class PriceChange(models.Model):
    """The price of a variant, in euros with VAT, from a moment on."""

    # The history outlives its variant: whoever deletes one deletes no row here.
    variant = models.ForeignKey(
        "catalog.Variant", models.DO_NOTHING, related_name="price_changes", db_constraint=False
    )
    price = MoneyField(_("prix TTC"))
    at = models.DateTimeField(_("depuis"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("changement de prix")
        verbose_name_plural = _("historique des prix")
        ordering = ["variant", "at"]
        indexes = [
            models.Index(fields=["variant", "at"], name="prices_of_a_variant"),
            models.Index(fields=["at"], name="prices_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.price} ({self.at:%Y-%m-%d})"
