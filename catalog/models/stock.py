"""Stock: a ledger that is only added to, and the guarded updates of its counters.

A counter is never read, checked and written back: one conditional UPDATE a variant, in the order
of their ids, so that two buyers can neither oversell nor lock each other out.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OutOfStock(Exception):
    """There is not enough stock of a variant."""

    def __init__(self, variant_id: int) -> None:
        super().__init__(variant_id)
        self.variant_id = variant_id


class StockMove(models.Model):
    """One entry of the stock ledger; a variant's stock is the sum of its entries."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("réception")
        SOLD = "sold", _("vente")
        PUT_BACK = "put_back", _("remise en stock")
        CORRECTION = "correction", _("correction")

    variant = models.ForeignKey("catalog.Variant", models.PROTECT, related_name="stock_moves")
    kind = models.CharField(_("nature"), max_length=10, choices=Kind.choices)
    quantity = models.IntegerField(_("quantité"))
    # What it was for: an order's number, an import's file.
    reference = models.CharField(_("référence"), max_length=60, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField(_("date"), auto_now_add=True)

    class Meta:
        verbose_name = _("mouvement de stock")
        verbose_name_plural = _("mouvements de stock")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(quantity=0), name="stock_move_moves_something"
            ),
            # What an order took is taken once and given back once (I16).
            models.UniqueConstraint(
                fields=["variant", "kind", "reference"],
                condition=models.Q(kind__in=["sold", "put_back"]),
                name="stock_is_sold_and_put_back_once_per_reference",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} {self.quantity:+d} {self.reference}"
