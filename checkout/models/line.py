"""Lines of an order: a copy of what was sold, which nothing changes afterwards."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Offer, Product, Variant
from shop.money import ZERO, MoneyField, to_the_cent


class OrderLine(models.Model):
    """What was sold, copied from the catalogue at that moment (I4)."""

    order = models.ForeignKey("checkout.Order", models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="order_lines")
    sku = models.CharField(_("référence"), max_length=80)
    name = models.CharField(_("désignation"), max_length=150)
    label = models.CharField(_("variante"), max_length=150, blank=True)
    benefit = models.CharField(max_length=140, blank=True)
    features = models.JSONField(_("caractéristiques"), default=dict, blank=True)
    personalisation = models.CharField(_("texte à graver"), max_length=100, blank=True)
    picture = models.CharField(max_length=200, blank=True)
    quantity = models.PositiveIntegerField(_("quantité"))
    unit_price = MoneyField(_("prix unitaire TTC"))
    offer = models.ForeignKey(
        Offer, models.PROTECT, related_name="order_lines", null=True, blank=True
    )
    discount = MoneyField(_("remise"), default=ZERO)
    total = MoneyField(_("total TTC"))
    vat_rate = models.DecimalField(_("TVA (%)"), max_digits=4, decimal_places=2)
    vat = MoneyField(_("dont TVA"))
    # For one unit; invoices write it apart and reductions leave it whole (R79).
    eco_participation = MoneyField(_("dont éco-participation, l'unité"), default=ZERO)
    weight = models.PositiveIntegerField(_("poids unitaire (g)"), default=0)
    withdrawal_exception = models.CharField(
        _("exception au droit de rétractation"),
        max_length=2,
        choices=Product.Exception_.choices,
        blank=True,
    )

    class Meta:
        verbose_name = _("ligne de commande")
        verbose_name_plural = _("lignes de commande")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1), name="order_line_sells_something"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    total=to_the_cent(
                        models.F("unit_price") * models.F("quantity") - models.F("discount")
                    )
                ),
                name="order_line_total_is_price_times_quantity_less_discount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"
