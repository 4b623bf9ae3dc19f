"""Variants: what is put in a cart, its price, its stock."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, F, Max, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from catalog.models.kept import SlugOf
from catalog.models.offer import RUNNING_OFFERS, Offer
from catalog.models.stock import OutOfStock, StockMove
from shop.money import ZERO, MoneyField, rounded

if TYPE_CHECKING:
    from shop.models import User

LOW_STOCK = 3
# What a service without a limit always has: more than anybody orders.
PLENTY = 1000


class Attribute(models.Model):
    """What variants differ by: « Émail », « Taille »; or a characteristic that lists filter by."""

    name = models.CharField(_("nom"), max_length=60, unique=True)
    slug = SlugOf("name")
    is_filter = models.BooleanField(
        _("filtre des listes"),
        default=True,
        help_text=_("Les variantes, et la caractéristique du même nom, filtrent les listes."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Value(models.Model):
    """One choice of an attribute: « Sauge »."""

    attribute = models.ForeignKey(Attribute, models.CASCADE, related_name="values")
    name = models.CharField(_("valeur"), max_length=80)
    slug = SlugOf("name", db_index=False)
    color = models.CharField(_("couleur (#rrggbb)"), max_length=7, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("valeur")
        verbose_name_plural = _("valeurs")
        ordering = ["attribute__position", "position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["attribute", "name"], name="one_value_per_attribute_and_name"
            ),
            models.CheckConstraint(
                condition=models.Q(color="") | models.Q(color__regex="^#[0-9A-Fa-f]{6}$"),
                name="color_is_written_as_hexadecimal",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class VariantQuerySet(models.QuerySet["Variant"]):
    """The words to ask for variants, and the guarded moves of their stock."""

    def on_sale(self) -> "VariantQuerySet":
        """Return the variants of published products."""
        return self.filter(product__published_at__lte=timezone.now())

    def for_cart(self) -> "VariantQuerySet":
        """Fetch what a cart line shows."""
        return self.select_related("product").prefetch_related(
            models.Prefetch("offers", Offer.objects.running(), to_attr=RUNNING_OFFERS)
        )

    def obtainable(self) -> "VariantQuerySet":
        """Return what a cart may try to take: in stock or without a limit, and not over yet."""
        is_there = models.Q(stock__gt=0) | models.Q(is_unlimited=True)
        to_come = models.Q(takes_place_at__isnull=True) | models.Q(
            takes_place_at__gt=timezone.now()
        )
        return self.filter(is_there, to_come)

    def lock(self) -> None:
        """Lock these variants until the transaction ends, in the order that everybody keeps."""
        list(self.order_by("pk").select_for_update(no_key=True).values_list("pk"))

    def best_of(self, product_ids: Iterable[int]) -> dict[int, "Variant"]:
        """Return for each product a variant as obtainable as the most obtainable of its own.

        It stands for no row: cards tell from it « Plus que 2 en stock » in one query for them all.
        """
        rows = self.obtainable().filter(product__in=product_ids).order_by().values("product_id")
        found = rows.annotate(
            most=Max("stock"),
            free=Max(F("stock") - F("held")),
            has_no_limit=Max(Case(When(is_unlimited=True, then=1), default=0)),
        )
        return {
            row["product_id"]: self.model(
                product_id=row["product_id"],
                stock=row["most"],
                held=row["most"] - max(row["free"], 0),
                is_unlimited=bool(row["has_no_limit"]),
            )
            for row in found
        }

    def hold(self, variant_id: int, quantity: int) -> bool:
        """Hold units that nobody holds; False, and nothing done, when there are too few."""
        free = self.filter(pk=variant_id, stock__gte=F("held") + quantity)
        return bool(free.update(held=F("held") + quantity))

    def release(self, variant_id: int, quantity: int) -> None:
        """Give held units back to everybody."""
        self.filter(pk=variant_id).update(held=F("held") - quantity)

    def take(self, sales: Mapping[int, tuple[int, int]], *, reference: str) -> None:
        """Sell units: {variant id: (quantity, of which held by the buyer)}.

        Call it in a transaction. Raises OutOfStock when a part that is not held is not free.
        """
        for variant_id, (quantity, held) in sorted(sales.items()):
            free = self.filter(pk=variant_id, stock__gte=F("held") - held + quantity)
            if not free.update(stock=F("stock") - quantity, held=F("held") - held):
                raise OutOfStock(variant_id)
            self._log(variant_id, StockMove.Kind.SOLD, -quantity, reference)
        ended = self.filter(pk__in=sales, stock=0).values_list("product_id", flat=True)
        self.refresh_lists(ended)

    def put_back(self, quantities: Mapping[int, int], *, reference: str) -> None:
        """Return sold units to stock; the ledger refuses a second time for one reference."""
        for variant_id, quantity in sorted(quantities.items()):
            self.filter(pk=variant_id).update(stock=F("stock") + quantity)
            self._log(variant_id, StockMove.Kind.PUT_BACK, quantity, reference)
        rows = self.filter(pk__in=quantities).values_list("pk", "product_id", "stock")
        self.refresh_lists(
            product_id for pk, product_id, stock in rows if stock - quantities[pk] <= 0 < stock
        )

    def refresh_lists(self, product_ids: Iterable[int]) -> None:
        """Bring the lists up to date with prices and stock that were changed (see `Listed`)."""
        products = self.model._meta.get_field("product").related_model
        products._default_manager.refresh_prices(product_ids)  # type: ignore[attr-defined]

    @staticmethod
    def _log(variant_id: int, kind: str, quantity: int, reference: str) -> None:
        StockMove.objects.create(
            variant_id=variant_id, kind=kind, quantity=quantity, reference=reference
        )


class Variant(models.Model):
    """One kind of a product, with its own stock-keeping unit, price and stock."""

    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="variants")
    sku = models.CharField(_("référence (SKU)"), max_length=80, unique=True)
    gtin = models.CharField(_("code-barres (GTIN)"), max_length=14, blank=True)
    values = models.ManyToManyField(
        Value, related_name="variants", verbose_name=_("valeurs"), blank=True
    )
    # « Craie », « Moyen — 14 cm, Sauge »: kept here, so that lists need not read the values.
    label = models.CharField(_("intitulé"), max_length=150, blank=True)
    price = MoneyField(_("prix TTC"))
    # Since when, and by whom: the database copies them into the history (catalog/guards.py).
    priced_at = models.DateTimeField(default=timezone.now, editable=False)
    priced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    # Part of the price that no reduction touches (C. env. L541-10-20): R79.
    eco_participation = MoneyField(
        _("dont éco-participation (€ TTC)"),
        default=ZERO,
        blank=True,
        help_text=_("Comprise dans le prix ; meubles, appareils électriques."),
    )
    weight = models.PositiveIntegerField(_("poids (g)"), default=0)
    stock = models.IntegerField(_("stock"), default=0, editable=False)
    held = models.IntegerField(_("réservé"), default=0, editable=False)
    restock_on = models.DateField(_("retour en stock prévu le"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    # Of services only: without a limit neither stock nor holds are counted.
    is_unlimited = models.BooleanField(_("sans limite de places"), default=False)
    takes_place_at = models.DateTimeField(_("a lieu le"), null=True, blank=True)

    objects = VariantQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["stock", "held", "priced_at", "priced_by"])

    class Meta:
        verbose_name = _("variante")
        verbose_name_plural = _("variantes")
        ordering = ["product", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(held__gte=0, stock__gte=F("held")),
                name="held_is_between_zero_and_stock",
            ),
            models.CheckConstraint(
                condition=models.Q(price__gt=0), name="variant_price_is_positive"
            ),
            models.CheckConstraint(condition=~models.Q(sku=""), name="variant_has_a_sku"),
            models.CheckConstraint(
                condition=models.Q(eco_participation__gte=0),
                name="eco_participation_is_not_negative",
            ),
        ]

    # Filled by `for_cart` and `fetch_page`.
    running_offers: list[Offer]

    def __str__(self) -> str:
        return f"{self.product} – {self.label}" if self.label else str(self.product)

    def get_absolute_url(self) -> str:
        """Return the product's page with this variant chosen."""
        return f"{self.product.get_absolute_url()}?v={quote(self.sku)}"

    @property
    def offer(self) -> Offer | None:
        """Return the offer that lowers the price of one now."""
        return self.offer_for(1)

    def offer_for(self, quantity: int) -> Offer | None:
        """Return the offer that lowers the price of so many units together now.

        An offer of which fewer units are left applies to none of them.
        """
        if not hasattr(self, "running_offers"):
            self.running_offers = list(self.offers.all().running())
        lower = (offer for offer in self.running_offers if offer.price < self.price)
        return next((offer for offer in lower if offer.has_room(quantity)), None)

    @property
    def current_price(self) -> Decimal:
        """Return what one costs now, in euros with VAT."""
        return self.price_for(1)

    def price_for(self, quantity: int) -> Decimal:
        """Return what each of so many units costs now, in euros with VAT."""
        offer = self.offer_for(quantity)
        price: Decimal = offer.price if offer else self.price
        return price

    @property
    def reference_price(self) -> Decimal | None:
        """Return the only price that any page, feed or letter may strike, if there is one (R50)."""
        reference = self.offer.reference_price if self.offer else None
        return reference if reference and reference > self.current_price else None

    @property
    def plain_reference(self) -> Decimal | None:
        """Return the price that a list strikes: the lowest of thirty days, which it says it is.

        The exceptions of R50 are told where there is room to say which: on the product's page.
        """
        offer = self.offer
        is_told = offer and (offer.is_short_dated or offer.is_progressive)
        return None if is_told else self.reference_price

    @property
    def reduction(self) -> int | None:
        """Return the reduction in whole percent of the reference price, never rounded up."""
        reference = self.reference_price
        return int((reference - self.current_price) * 100 // reference) if reference else None

    @property
    def is_over(self) -> bool:
        """Tell whether its day has passed."""
        return self.takes_place_at is not None and self.takes_place_at <= timezone.now()

    @property
    def available(self) -> int:
        """Return how many units nobody holds."""
        if self.is_over:
            return 0
        return PLENTY if self.is_unlimited else max(self.stock - self.held, 0)

    @property
    def availability(self) -> str:
        """Return `out`, `held`, `to_order`, `low` or `in_stock`.

        `held`: every unit is in a cart. Its hold may have ended, so adding is still offered.
        """
        if not self.can_be_added:
            return "out"
        if not self.available:
            return "held"
        if self.product.made_to_order_days:
            return "to_order"
        return "low" if self.available <= LOW_STOCK else "in_stock"

    @property
    def can_be_added(self) -> bool:
        """Tell whether a cart may try to take one."""
        return (self.is_unlimited or self.stock > 0) and not self.is_over

    @property
    def unit_price(self) -> Decimal | None:
        """Return the price per kilogram, litre or metre, where the product has a net quantity."""
        product = self.product
        if not product.net_quantity or product.net_unit in {"", "piece"}:
            return None
        factor = 1 if product.net_unit == "m" else 1000
        return rounded(self.current_price * factor / product.net_quantity)

    @transaction.atomic
    def change_price(
        self, price: Decimal, *, actor: "User | None" = None, refresh: bool = True
    ) -> None:
        """Set the price, in euros with VAT; the database keeps the change, when and by whom.

        The same price changes nothing. Without `refresh` the caller brings the lists up to date.
        """
        row = Variant.objects.select_for_update(no_key=True).get(pk=self.pk)
        if row.price != price:
            # Later than any change before, or the database would take it for a bypass.
            at = max(timezone.now(), row.priced_at + timedelta(microseconds=1))
            Variant.objects.filter(pk=self.pk).update(price=price, priced_at=at, priced_by=actor)
            self.priced_at, self.priced_by = at, actor
            if refresh:
                Variant.objects.refresh_lists([self.product_id])
        self.price = price

    def move_stock(
        self,
        quantity: int,
        kind: str,
        *,
        reference: str = "",
        actor: "User | None" = None,
        refresh: bool = True,
    ) -> None:
        """Add units, or take them away with a negative number, by one entry of the ledger.

        Call it in a transaction. Raises OutOfStock when fewer would be left than carts hold.
        Without `refresh` the caller brings the lists up to date.
        """
        if not quantity:
            return
        rows = Variant.objects.filter(pk=self.pk, stock__gte=F("held") - quantity)
        if not rows.update(stock=F("stock") + quantity):
            raise OutOfStock(self.pk)
        StockMove.objects.create(
            variant=self, kind=kind, quantity=quantity, reference=reference, actor=actor
        )
        self.refresh_from_db(fields=["stock", "held"])
        if refresh and (self.stock > 0) != (self.stock - quantity > 0):
            Variant.objects.refresh_lists([self.product_id])
