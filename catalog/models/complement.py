"""What goes with a product, as the merchant sees it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Complement(models.Model):
    """A product that staff propose beside another."""

    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="complements")
    other = models.ForeignKey(
        "catalog.Product", models.CASCADE, related_name="+", verbose_name=_("produit proposé")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("produit à découvrir avec")
        verbose_name_plural = _("à découvrir avec")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "other"], name="complement_is_named_once"),
            models.CheckConstraint(
                condition=~models.Q(product=models.F("other")), name="complement_is_another_product"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} + {self.other}"
