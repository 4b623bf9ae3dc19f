"""Price cuts for a time, shown against the lowest price of the thirty days before (R50)."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Min, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models.price import PriceChange
from shop.money import MoneyField

REFERENCE_TIME = timedelta(days=30)
# The attribute that the reading words of variants fill.
RUNNING_OFFERS: str = "running_offers"


class OfferQuerySet(models.QuerySet["Offer"]):
    """The words to ask for offers."""

    def running(self, at: datetime | None = None) -> "OfferQuerySet":
        """Return the offers that apply at a moment: from its start to just before its end."""
        at = at or timezone.now()
        return self.filter(starts_at__lte=at).exclude(ends_at__lte=at).order_by("price", "pk")

    def with_history(self) -> "OfferQuerySet":
        """Fetch with each offer the prices that its reference price is the lowest of."""
        since = models.ExpressionWrapper(
            F("starts_at") - REFERENCE_TIME, output_field=models.DateTimeField()
        )
        changes = PriceChange.objects.filter(variant=OuterRef("variant")).order_by("-at")
        recent = changes.filter(at__gt=OuterRef("since"), at__lt=OuterRef("starts_at"))
        others = Offer.objects.filter(variant=OuterRef("variant")).order_by()
        cuts = others.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=OuterRef("since")),
            starts_at__lt=OuterRef("starts_at"),
        )
        history: dict[str, Subquery] = {
            "price_before": Subquery(changes.filter(at__lte=OuterRef("since")).values("price")[:1]),
            "lowest_change": _lowest(recent.order_by()),
            "lowest_cut": _lowest(cuts),
        }
        return self.annotate(since=since).annotate(**history)


def _lowest(rows: "models.QuerySet[Any]") -> Subquery:
    return Subquery(rows.values("variant").annotate(lowest=Min("price")).values("lowest"))


class Offer(models.Model):
    """A lower price of a variant, in euros with VAT, from a moment to another."""

    variant = models.ForeignKey("catalog.Variant", models.CASCADE, related_name="offers")
    price = MoneyField(_("prix TTC"))
    starts_at = models.DateTimeField(_("début"))
    ends_at = models.DateTimeField(_("fin"), null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    # Filled by `with_history`.
    price_before: Decimal | None
    lowest_change: Decimal | None
    lowest_cut: Decimal | None

    class Meta:
        verbose_name = _("offre")
        verbose_name_plural = _("offres")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="offer_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=models.Q(price__gt=0), name="offer_price_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.price}"

    @property
    def reference_price(self) -> Decimal | None:
        """Return the lowest price of the thirty days before the offer.

        C. conso. L112-1-1: None when the history is shorter, and then nothing may be struck.
        """
        history = self if hasattr(self, "price_before") else self._with_history()
        if history.price_before is None:
            return None
        prices = (history.price_before, history.lowest_change, history.lowest_cut)
        return min(price for price in prices if price is not None)

    def _with_history(self) -> "Offer":
        return Offer.objects.with_history().get(pk=self.pk)
