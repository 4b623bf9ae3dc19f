"""Lines of a cart."""

from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Offer, ProductImage, Variant
from catalog.models.face import face_of_line
from catalog.models.offer import RUNNING_OFFERS
from catalog.models.variant import LOW_STOCK
from shop.money import MoneyField

MOST_PER_LINE = 20
# Named, because the type checker would define again what a query adds to a line.
FACE = "face_sizes"


class CartLineQuerySet(models.QuerySet["CartLine"]):
    """The words to ask for lines."""

    def for_page(self) -> "CartLineQuerySet":
        """Fetch what a cart page shows: variant, product, running offers, a picture."""
        offers = models.Prefetch("variant__offers", Offer.objects.running(), to_attr=RUNNING_OFFERS)
        rows = self.select_related("variant__product").prefetch_related(offers)
        return rows.annotate(**{FACE: face_of_line()}).order_by("pk")


class CartLine(models.Model):
    """A number of units of one variant, how many of them are held, and the price last seen."""

    cart = models.ForeignKey("cart.Cart", models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="cart_lines")
    quantity = models.PositiveIntegerField(_("quantité"))
    held = models.PositiveIntegerField(_("réservé"), default=0)
    price_seen = MoneyField(_("prix vu"))
    personalisation = models.CharField(_("texte à graver"), max_length=100, blank=True)
    set_aside_at = models.DateTimeField(_("mis de côté le"), null=True, blank=True)
    added_at = models.DateTimeField(_("ajouté le"), default=timezone.now)

    objects = CartLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("ligne de panier")
        verbose_name_plural = _("lignes de panier")
        constraints = [
            models.UniqueConstraint(
                fields=["cart", "variant", "personalisation"],
                name="one_cart_line_per_variant_and_text",
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1, held__lte=models.F("quantity")),
                name="held_is_at_most_the_quantity_wanted",
            ),
        ]

    # Filled by `for_page`.
    face_sizes: dict[str, str] | None
    # Filled by `Cart.wanted`: the units of the same variant in all lines.
    together: int

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant}"

    @property
    def offer(self) -> Offer | None:
        """Return the offer that the line is sold at: one with room for all that the cart wants."""
        return self.variant.offer_for(getattr(self, "together", self.quantity))

    @property
    def unit_price(self) -> Decimal:
        """Return what one costs now, in euros with VAT."""
        price: Decimal = self.offer.price if self.offer else self.variant.price
        return price

    @property
    def missed_offer(self) -> Offer | None:
        """Return an offer that would apply, were fewer units wanted."""
        best = self.variant.offer_for(1)
        return best if best and best.price < self.unit_price else None

    @property
    def total(self) -> Decimal:
        """Return what the line costs now, in euros with VAT."""
        return self.unit_price * self.quantity

    @property
    def price_changed(self) -> bool:
        """Tell whether the price is another than the one the visitor saw."""
        return bool(self.unit_price != self.price_seen)

    @property
    def obtainable(self) -> int:
        """Return how many units this line could have: those it holds and those nobody holds."""
        return 0 if self.variant.is_over else self.variant.available + self.held

    @property
    def is_buyable(self) -> bool:
        """Tell whether the line counts in the total: on sale, and not sold out."""
        return self.variant.product.is_published and self.obtainable > 0

    @property
    def is_short(self) -> bool:
        """Tell whether fewer units are left than wanted."""
        return self.obtainable < self.quantity

    @property
    def most(self) -> int:
        """Return the largest quantity that the line can have now."""
        return min(self.obtainable, MOST_PER_LINE)

    @property
    def to_hold(self) -> int:
        """Return how many units are to be held: what is wanted, on sale, and counted at all."""
        variant = self.variant
        is_wanted = variant.product.is_published and not self.set_aside_at
        return self.quantity if is_wanted and not (variant.is_unlimited or variant.is_over) else 0

    @property
    def unheld(self) -> int:
        """Return how many units the line could have that nobody keeps for it."""
        return max(0, min(self.to_hold, self.obtainable) - self.held)

    @property
    def is_delivered(self) -> bool:
        """Tell whether the line travels in a parcel; a service does not."""
        return not self.variant.product.is_service

    @property
    def availability(self) -> str:
        """Return `gone`, `out`, `held`, `to_order`, `low` or `in_stock`, as this cart sees it.

        What the line holds counts as there; `held`: every unit is in other carts.
        """
        if not self.variant.product.is_published or self.variant.is_over:
            return "gone"
        if not self.obtainable:
            return "held" if self.variant.stock > 0 else "out"
        if self.variant.product.made_to_order_days:
            return "to_order"
        return "low" if self.obtainable <= LOW_STOCK else "in_stock"

    @property
    def picture(self) -> ProductImage | None:
        """Return the picture of the variant, or the product's first; only its sizes are known."""
        return ProductImage(sizes=self.face_sizes) if self.face_sizes else None
