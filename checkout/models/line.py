"""Lines of an order: a copy of what was sold, which nothing changes afterwards."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Offer, Product, Variant
from catalog.models.withdrawal import EXCEPTION_NOTES
from checkout.models import rights
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

    # Of a service: where, how long, on which day; goods have none of it.
    kind = models.CharField(
        _("nature"), max_length=7, choices=Product.Kind.choices, default=Product.Kind.GOODS
    )
    service_terms = models.CharField(_("où et quand elle a lieu"), max_length=250, blank=True)
    service_duration = models.CharField(_("durée"), max_length=60, blank=True)
    takes_place_at = models.DateTimeField(_("a lieu le"), null=True, blank=True)
    # The express request to begin within the withdrawal delay, word for word (L221-25).
    early_start = models.TextField(_("demande de commencer plus tôt"), blank=True)
    early_start_at = models.DateTimeField(_("demandé le"), null=True, blank=True)
    # False for what is sold without counting: nothing was taken, nothing is put back.
    takes_stock = models.BooleanField(_("pris sur le stock"), default=True)

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
            models.CheckConstraint(
                condition=models.Q(early_start="", early_start_at__isnull=True)
                | (
                    models.Q(kind="service", early_start_at__isnull=False)
                    & ~models.Q(early_start="")
                ),
                name="early_start_is_asked_for_a_service_in_words_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"

    @property
    def is_service(self) -> bool:
        """Tell whether it is performed, and not delivered."""
        return bool(self.kind == Product.Kind.SERVICE)

    @property
    def title(self) -> str:
        """Return the name with what tells it from its variants."""
        return ", ".join(part for part in (self.name, self.label, self.personalisation) if part)

    def may_be_asked_early(self, last_day: date) -> bool:
        """Tell whether it is a service that may begin within the withdrawal delay (L221-25)."""
        is_open = self.is_service and not self.withdrawal_exception
        return is_open and rights.may_begin_early(self.takes_place_at, last_day)

    @property
    def rights(self) -> list[str]:
        """Return what to know of withdrawing from it: nothing special for goods without exception.

        Reads the order: fetch lines through it.
        """
        if self.withdrawal_exception:
            return [str(EXCEPTION_NOTES[self.withdrawal_exception])]
        if not self.is_service:
            return []
        return rights.of_a_service(
            concluded_at=self.order.placed_at,
            requested_at=self.early_start_at,
            takes_place_at=self.takes_place_at,
        )
