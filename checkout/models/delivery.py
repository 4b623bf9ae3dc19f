"""How goods reach the buyer: methods, their prices, their dates."""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from itertools import takewhile
from typing import NamedTuple

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop import calendar, money
from shop.legal.delivery import DeliveryRow
from shop.money import ZERO, MoneyField

PREPARATION_DAYS = 1


class Quote(NamedTuple):
    """What a method costs for one cart (euros with VAT) and when the parcel would arrive."""

    method: "DeliveryMethod"
    price: Decimal
    first: date
    last: date


class DeliveryMethodQuerySet(models.QuerySet["DeliveryMethod"]):
    """The words to ask for delivery methods."""

    def countries(self) -> list[str]:
        """Return the codes of the countries that at least one method delivers to."""
        served = self.filter(is_active=True).values_list("countries", flat=True)
        return sorted({code for codes in served for code in codes})

    def quotes(  # noqa: PLR0913 - what a price and a date depend on
        self,
        *,
        goods_total: Decimal,
        weight: int,
        country: str = "FR",
        postcode: str = "",
        lead_days: int = 0,
        now: datetime | None = None,
        among: "Iterable[DeliveryMethod] | None" = None,
    ) -> list[Quote]:
        """Return what each method that can serve a cart costs and when it delivers, cheapest first.

        `among`: what `priced` has read already. `weight` in grams; `lead_days` is the making time.
        Collection comes last: it is never the method that is chosen for the buyer (L2).
        """
        quotes = []
        for method in self.priced() if among is None else among:
            price = method.price_for(goods_total=goods_total, weight=weight)
            if price is None or not method.serves(country, postcode):
                continue
            first, last = method.dates(lead_days=lead_days, now=now)
            quotes.append(Quote(method, price, first, last))
        return sorted(quotes, key=lambda q: (q.method.is_collection, q.price, q.method.position))

    def priced(self) -> list["DeliveryMethod"]:
        """Return the methods on offer that have a price, with their rates, in one query."""
        rows = DeliveryRate.objects.filter(method__in=self.filter(is_active=True))
        methods: dict[int, DeliveryMethod] = {}
        for rate in rows.select_related("method").order_by("up_to"):
            method = methods.setdefault(rate.method_id, rate.method)
            method.known_rates = [*getattr(method, "known_rates", []), rate]
        return list(methods.values())

    def legal_rows(self) -> list[DeliveryRow]:
        """Return what the terms of sale and the delivery page say of each method."""
        methods = self.filter(is_active=True).prefetch_related("rates")
        return [method.legal_row() for method in methods]


class DeliveryMethod(models.Model):
    """A way to deliver, with its zone, its dates and its prices."""

    class Kind(models.TextChoices):
        HOME = "home", _("à domicile")
        RELAY = "relay", _("point relais")
        COLLECTION = "collection", _("retrait sur place")

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("nom"), max_length=80)
    description = models.CharField(_("précision"), max_length=150, blank=True)
    kind = models.CharField(_("nature"), max_length=12, choices=Kind.choices)
    carrier = models.CharField(_("transporteur"), max_length=60, blank=True)
    tracking_url = models.CharField(
        _("adresse de suivi"),
        max_length=200,
        blank=True,
        help_text=_("Avec {number} à la place du numéro."),
    )
    countries = models.JSONField(_("pays desservis"), default=list)
    excluded_postcodes = models.JSONField(
        _("codes postaux exclus"),
        default=list,
        blank=True,
        help_text=_("Des débuts de code postal : « 97 » exclut l'outre-mer."),
    )
    free_from = MoneyField(_("offerte dès (€ TTC)"), null=True, blank=True)
    first_days = models.PositiveSmallIntegerField(_("au plus tôt (jours ouvrés)"), default=2)
    last_days = models.PositiveSmallIntegerField(_("au plus tard (jours ouvrés)"), default=3)
    cutoff = models.TimeField(_("heure limite"), default=time(14, 0))
    needs_phone = models.BooleanField(_("téléphone nécessaire"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("proposé"), default=True)

    objects = DeliveryMethodQuerySet.as_manager()

    # Filled by `quotes`, the lightest parcel first.
    known_rates: list["DeliveryRate"]

    class Meta:
        verbose_name = _("mode de livraison")
        verbose_name_plural = _("modes de livraison")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_days__gte=models.F("first_days")),
                name="delivery_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_collection(self) -> bool:
        """Tell whether the buyer comes and fetches."""
        return self.kind == self.Kind.COLLECTION

    @property
    def is_relay(self) -> bool:
        """Tell whether the parcel waits at a pick-up point."""
        return self.kind == self.Kind.RELAY

    def serves(self, country: str, postcode: str) -> bool:
        """Tell whether the method reaches an address; an unknown postcode is not excluded."""
        if self.is_collection:
            return True
        excluded = any(postcode.startswith(prefix) for prefix in self.excluded_postcodes)
        return country in self.countries and not excluded

    def price_for(self, *, goods_total: Decimal, weight: int) -> Decimal | None:
        """Return the price in euros with VAT, or None when the parcel is too heavy (grams)."""
        rates = getattr(self, "known_rates", None) or self.rates.order_by("up_to")
        rate = next((rate for rate in rates if weight <= rate.up_to), None)
        if rate is None:
            return None
        is_free = self.free_from is not None and goods_total >= self.free_from
        return ZERO if is_free else rate.price

    def dates(self, *, lead_days: int = 0, now: datetime | None = None) -> tuple[date, date]:
        """Return the first and last day of delivery of an order placed now.

        Prepared in one working day, counted from tomorrow after the cut-off or on a day off; made
        goods add their days. C. conso. L216-1: the range is a promise, never « 2-3 jours ».
        """
        local = (now or timezone.now()).astimezone(calendar.PARIS)
        start = calendar.working_day_from(local.date())
        if start == local.date() and local.time() >= self.cutoff:
            start = calendar.add_working_days(start, 1)
        ready = calendar.working_day_from(start + lead_days * calendar.DAY)
        return (
            calendar.add_working_days(ready, self.first_days),
            calendar.add_working_days(ready, self.last_days),
        )

    def closes_at(self, now: datetime | None = None) -> datetime | None:
        """Return the time today after which an order would arrive later, while it is to come."""
        local = (now or timezone.now()).astimezone(calendar.PARIS)
        end = datetime.combine(local.date(), self.cutoff, calendar.PARIS)
        is_working_day = calendar.working_day_from(local.date()) == local.date()
        return end if is_working_day and local < end else None

    def legal_row(self) -> DeliveryRow:
        """Return the method in the words of the terms of sale."""
        prices = sorted({rate.price for rate in self.rates.all()})
        row = DeliveryRow(
            name=self.name,
            zone="à l'adresse de l'atelier" if self.is_collection else _zone(self),
            delay=_delay(self),
            price=" à ".join(money.euros(price) for price in [*prices[:1], *prices[1:][-1:]]),
        )
        if self.free_from is not None:
            row["free_from"] = money.price(self.free_from)
        return row

    def tracking_link(self, number: str) -> str:
        """Return the carrier's page for a parcel, or nothing."""
        return self.tracking_url.replace("{number}", number) if number else ""


def _zone(method: DeliveryMethod) -> str:
    zone = "France métropolitaine" if method.countries == ["FR"] else ", ".join(method.countries)
    if method.excluded_postcodes and method.countries != ["FR"]:
        zone += f" (hors {', '.join(method.excluded_postcodes)})"
    return zone


def _delay(method: DeliveryMethod) -> str:
    first, last = method.first_days, method.last_days
    days = f"{first} à {last} jours ouvrés" if first < last else f"{last} jour(s) ouvré(s)"
    return f"{days} après la commande, si elle est passée avant {method.cutoff:%-H} h"


class DeliveryRate(models.Model):
    """The price of a method for a parcel up to a weight."""

    method = models.ForeignKey(DeliveryMethod, models.CASCADE, related_name="rates")
    up_to = models.PositiveIntegerField(_("jusqu'à (g)"))
    price = MoneyField(_("prix TTC"), validators=[MinValueValidator(0)])

    class Meta:
        verbose_name = _("tarif")
        verbose_name_plural = _("tarifs")
        ordering = ["up_to"]
        constraints = [
            models.UniqueConstraint(
                fields=["method", "up_to"], name="one_rate_per_method_and_weight"
            ),
            models.CheckConstraint(
                condition=models.Q(price__gte=0), name="delivery_price_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"≤ {self.up_to} g: {self.price}"


class PickupPointQuerySet(models.QuerySet["PickupPoint"]):
    """The words to ask for pick-up points."""

    def near(self, postcode: str, most: int = 8) -> list["PickupPoint"]:
        """Return the open points of a postcode's department, those that share most of it first."""
        there = self.filter(is_active=True, postcode__startswith=postcode[:2])
        nearest = sorted(there, key=lambda p: (-_shared(p.postcode, postcode), p.postcode, p.name))
        return nearest[:most]


def _shared(one: str, other: str) -> int:
    """Return how many characters two postcodes have in common from their start."""
    alike = (a == b for a, b in zip(one, other, strict=False))
    return sum(1 for _same in takewhile(bool, alike))


class PickupPoint(models.Model):
    """A shop where parcels wait for their buyers."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("nom"), max_length=100)
    street = models.CharField(_("adresse"), max_length=150)
    postcode = models.CharField(_("code postal"), max_length=12, db_index=True)
    city = models.CharField(_("ville"), max_length=100)
    hours = models.CharField(_("horaires"), max_length=200, blank=True)
    is_active = models.BooleanField(_("ouvert"), default=True)

    objects = PickupPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("point relais")
        verbose_name_plural = _("points relais")
        ordering = ["postcode", "name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.street}, {self.postcode} {self.city}"
