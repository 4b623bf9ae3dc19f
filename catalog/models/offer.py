"""Price cuts for a time, shown against the lowest price of the thirty days before (R50)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, Min, OuterRef, Q, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models.price import PriceChange
from shop.money import MoneyField, euros

REFERENCE_TIME = timedelta(days=30)
# The attribute that the reading words of variants fill.
RUNNING_OFFERS: str = "running_offers"


class OfferQuerySet(models.QuerySet["Offer"]):
    """The words to ask for offers, and the guarded count of what is sold at their price."""

    def running(self, at: datetime | None = None) -> "OfferQuerySet":
        """Return the offers that apply at a moment, from the start to just before the end.

        The lowest price comes first: it is the one that applies. An offer whose share is sold
        applies no more.
        """
        at = at or timezone.now()
        has_share = Q(share__isnull=True) | Q(sold__lt=F("share"))
        rows = self.filter(has_share, starts_at__lte=at).exclude(ends_at__lte=at)
        return rows.order_by("price", "pk")

    def sold_out(self) -> "OfferQuerySet":
        """Return the offers whose share is sold."""
        return self.filter(share__lte=F("sold"))

    def planned(self, at: datetime | None = None) -> "OfferQuerySet":
        """Return the offers that have not begun."""
        return self.filter(starts_at__gt=at or timezone.now())

    def overlapping(self, starts_at: datetime, ends_at: datetime | None) -> "OfferQuerySet":
        """Return the offers that share a moment with a stretch of time; None has no end."""
        rows = self.exclude(ends_at__lte=starts_at)
        return rows.filter(starts_at__lt=ends_at) if ends_at else rows

    def claim(self, offer_id: int, quantity: int) -> bool:
        """Count units as sold at an offer's price; False, and nothing done, when too few remain."""
        room = self.filter(pk=offer_id, share__gte=F("sold") + quantity)
        return bool(room.update(sold=F("sold") + quantity))

    def give_back(self, offer_id: int, quantity: int) -> None:
        """Let others have units at the offer's price again, while it lasts."""
        self.filter(pk=offer_id, share__isnull=False).update(sold=F("sold") - quantity)

    def with_history(self) -> "OfferQuerySet":
        """Fetch with each offer the prices that its reference price is chosen from."""
        moment = models.DateTimeField()
        since = models.ExpressionWrapper(F("reduced_at") - REFERENCE_TIME, output_field=moment)
        changes = PriceChange.objects.filter(variant=OuterRef("variant")).order_by("-at", "-pk")
        recent = changes.filter(at__gt=OuterRef("since"), at__lt=OuterRef("reduced_at"))
        others = Offer.objects.filter(variant=OuterRef("variant")).order_by()
        cuts = others.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=OuterRef("since")),
            starts_at__lt=OuterRef("reduced_at"),
        )
        at_start = changes.filter(at__lte=OuterRef("starts_at"))
        history: dict[str, Subquery] = {
            "price_before": Subquery(changes.filter(at__lte=OuterRef("since")).values("price")[:1]),
            "price_at_start": Subquery(at_start.values("price")[:1]),
            "lowest_change": _lowest(recent.order_by()),
            "lowest_cut": _lowest(cuts),
        }
        first: dict[str, Case] = {"reduced_at": _reduced_at()}
        return self.annotate(**first).annotate(since=since).annotate(**history)

    def link_series(self, variant_ids: Iterable[int]) -> None:
        """Write for the offers to come whether they go on with the reduction before them.

        Call it whenever the offers of these variants were planned, ended or withdrawn.
        """
        planned = self.planned().filter(variant__in=set(variant_ids)).order_by("starts_at", "pk")
        for offer in planned.select_related("variant"):
            before = offer.continued()
            since = (before.reduced_since or before.starts_at) if before else None
            if since != offer.reduced_since:
                self.filter(pk=offer.pk).update(reduced_since=since)


def _lowest(rows: "models.QuerySet[Any]") -> Subquery:
    return Subquery(rows.values("variant").annotate(lowest=Min("price")).values("lowest"))


def _reduced_at() -> Case:
    """Return the start of the first of growing cuts, unless the regular price moved since."""
    moved = PriceChange.objects.filter(
        variant=OuterRef("variant"),
        at__gt=OuterRef("reduced_since"),
        at__lte=OuterRef("starts_at"),
    )
    alone = When(Q(reduced_since__isnull=True) | Exists(moved), then=F("starts_at"))
    return Case(alone, default=F("reduced_since"), output_field=models.DateTimeField())


class Offer(models.Model):
    """A lower price of a variant, in euros with VAT, from a moment to another.

    Once it has begun it is a fact (R50 counts it): the database refuses any change but an earlier
    end, and the count of what is sold.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("prévue")
        RUNNING = "running", _("en cours")
        SOLD_OUT = "sold_out", _("part épuisée")
        ENDED = "ended", _("terminée")

    variant = models.ForeignKey("catalog.Variant", models.PROTECT, related_name="offers")
    price = MoneyField(_("prix TTC"))
    starts_at = models.DateTimeField(_("début"))
    ends_at = models.DateTimeField(_("fin"), null=True, blank=True)
    share = models.PositiveIntegerField(
        _("part de stock"),
        null=True,
        blank=True,
        help_text=_("Nombre d'unités à ce prix ; l'offre s'arrête quand elles sont vendues."),
    )
    sold = models.PositiveIntegerField(_("vendues à ce prix"), default=0, editable=False)
    is_short_dated = models.BooleanField(
        _("date courte"),
        default=False,
        help_text=_("Denrée périssable proche de sa date : le prix barré est celui d'avant."),
    )
    # Growing cuts without a break count from the first one's start; None: from its own.
    reduced_since = models.DateTimeField(null=True, editable=False)

    objects = OfferQuerySet.as_manager()

    # Filled by `with_history`.
    price_before: Decimal | None
    price_at_start: Decimal | None
    lowest_change: Decimal | None
    lowest_cut: Decimal | None
    reduced_at: datetime

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
            models.CheckConstraint(
                condition=models.Q(share__isnull=True, sold=0)
                | models.Q(share__gte=1) & models.Q(share__gte=models.F("sold")),
                name="offer_sells_at_most_its_share",
            ),
            models.UniqueConstraint(
                fields=["variant", "starts_at"], name="one_offer_per_variant_and_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant}, {euros(self.price)}"

    def state(self, at: datetime | None = None) -> str:
        """Return where the offer stands: one of `State`."""
        at = at or timezone.now()
        if self.starts_at > at:
            return self.State.PLANNED
        if self.ends_at and self.ends_at <= at:
            return self.State.ENDED
        return self.State.SOLD_OUT if self.left == 0 else self.State.RUNNING

    @property
    def has_begun(self) -> bool:
        """Tell whether the offer is a fact, of which only the end may come nearer."""
        return self.starts_at <= timezone.now()

    @property
    def left(self) -> int | None:
        """Return how many units are still sold at this price; None when there is no share."""
        return None if self.share is None else self.share - self.sold

    def has_room(self, quantity: int) -> bool:
        """Tell whether so many units can be bought at this price together."""
        return self.left is None or self.left >= quantity

    @property
    def reference_price(self) -> Decimal | None:
        """Return the lowest price of the thirty days before the reduction began.

        C. conso. L112-1-1: None when the history is shorter, and then nothing may be struck. What
        is close to its date is outside the rule: its former price is that of the moment before.
        """
        history = self if hasattr(self, "price_before") else self._with_history()
        if self.is_short_dated:
            return history.price_at_start
        if history.price_before is None:
            return None
        prices = (history.price_before, history.lowest_change, history.lowest_cut)
        return min(price for price in prices if price is not None)

    @property
    def is_progressive(self) -> bool:
        """Tell whether the reference is the price before the first of several growing cuts."""
        history = self if hasattr(self, "reduced_at") else self._with_history()
        return not self.is_short_dated and history.reduced_at != self.starts_at

    def _with_history(self) -> "Offer":
        return Offer.objects.with_history().get(pk=self.pk)

    def continued(self) -> "Offer | None":
        """Return the offer that this one goes on from: a higher cut price, without a break.

        L112-1-1: growing cuts in a row keep the price before the first one. A share may run out
        and leave a gap, and a regular price that moves begins anew: both end a series.
        """
        if self.share is not None or self.is_short_dated:
            return None
        moment = self.starts_at
        earlier = Offer.objects.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gte=moment),
            variant=self.variant_id,
            starts_at__lt=moment,
            share__isnull=True,
            is_short_dated=False,
        )
        before = earlier.order_by("-starts_at").first()
        if before is None or before.price <= self.price:
            return None
        moved = PriceChange.objects.filter(
            variant=self.variant_id, at__gt=before.starts_at, at__lte=moment
        )
        return None if moved.exists() else before
