"""Carts: what a visitor wants, and until when its stock is held."""

import secrets
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cart.models.line import CartLine
from shop.calendar import paris_day, today
from shop.money import ZERO, vat_included

# The merchant's defaults (ux.md 3.8): the page states the end that follows from them.
HOLD_TIME = timedelta(minutes=60)
EXTENSION = timedelta(minutes=30)
EXTENSIONS = 10
LONGEST_HOLD = timedelta(hours=6)
CHECKOUT_TIME = timedelta(minutes=30)
LIFETIME = timedelta(days=30)
UNITS_PER_CART = 20
UNITS_PER_ADDRESS = 100
# Where a cart keeps the lines once read; named, because the type checker would define it again.
KEPT_LINES = "_wanted"
KNOWN_COUNT = "known_count"


class CartClosed(Exception):
    """The cart has become an order: nothing in it changes any more."""


def new_token() -> str:
    """Return 192 random bits for a cart's cookie."""
    return secrets.token_urlsafe(24)


class CartQuerySet(models.QuerySet["Cart"]):
    """The words to ask for carts."""

    def open(self) -> "CartQuerySet":
        """Return the carts that have not become orders."""
        return self.filter(closed_at__isnull=True)

    def held(self, now: datetime | None = None) -> "CartQuerySet":
        """Return the open carts whose hold has not ended."""
        return self.open().filter(held_until__gt=now or timezone.now())

    def lapsed(self, now: datetime | None = None) -> "CartQuerySet":
        """Return the open carts whose hold has ended while units are still counted as held."""
        held = CartLine.objects.filter(cart=models.OuterRef("pk"), held__gt=0)
        ended = self.open().filter(held_until__lte=now or timezone.now())
        return ended.filter(models.Exists(held))

    def with_token(self, token: str) -> "CartQuerySet":
        """Return the open cart of a browser."""
        return self.open().filter(token=token, touched_at__gt=timezone.now() - LIFETIME)

    def counted(self) -> "CartQuerySet":
        """Count the articles wanted in the same query, for a page that shows no lines."""
        lines = CartLine.objects.filter(cart=models.OuterRef("pk"), set_aside_at=None).order_by()
        total = lines.values("cart").annotate(units=models.Sum("quantity")).values("units")
        return self.annotate(**{KNOWN_COUNT: Coalesce(models.Subquery(total), 0)})

    def whole(self, token: str) -> "Cart | None":
        """Return a browser's open cart with its lines: one query, or two when there are none."""
        carts = self.with_token(token)
        wanted = CartLine.objects.filter(cart__in=carts, set_aside_at=None).for_page()
        lines = list(wanted.select_related("cart"))
        if not lines:
            return carts.first()
        cart: Cart = lines[0].cart
        for line in lines:
            line.cart = cart
        setattr(cart, KEPT_LINES, lines)
        return cart

    def with_lines(self) -> "CartQuerySet":
        """Fetch the lines that count, so that `wanted` asks nothing more."""
        lines = CartLine.objects.filter(set_aside_at__isnull=True).for_page()
        return self.prefetch_related(models.Prefetch("lines", lines, to_attr=KEPT_LINES))


class Cart(models.Model):
    """What a visitor wants, and the stock held for them until its end."""

    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="carts", null=True, blank=True
    )
    email = models.EmailField(_("adresse e-mail"), blank=True)
    # A keyed hash of the network address: bounds what one address can hold, tells nobody who it is.
    address_key = models.CharField(max_length=32, blank=True, db_index=True, editable=False)
    held_until = models.DateTimeField(_("réservé jusqu'à"), null=True, blank=True)
    hold_started_at = models.DateTimeField(_("réservé depuis"), null=True, blank=True)
    extensions = models.PositiveSmallIntegerField(_("prolongations"), default=0)
    created_at = models.DateTimeField(_("créé le"), auto_now_add=True)
    touched_at = models.DateTimeField(_("dernier changement"), default=timezone.now)
    closed_at = models.DateTimeField(_("devenu commande le"), null=True, blank=True)

    objects = CartQuerySet.as_manager()

    class Meta:
        verbose_name = _("panier")
        verbose_name_plural = _("paniers")
        ordering = ["-touched_at"]
        indexes = [
            models.Index(
                fields=["held_until"],
                name="holds_by_end",
                condition=models.Q(closed_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(held_until__isnull=True)
                | models.Q(hold_started_at__isnull=False),
                name="a_hold_has_its_start",
            )
        ]

    def __str__(self) -> str:
        return f"{_('panier')} {self.pk}"

    def claim(self) -> None:
        """Read the cart again and lock it until the end of the transaction; raises CartClosed."""
        try:
            self.refresh_from_db(from_queryset=Cart.objects.open().select_for_update())
        except Cart.DoesNotExist:
            raise CartClosed from None
        self.forget_lines()

    def is_held(self, now: datetime | None = None) -> bool:
        """Tell whether stock is held for this cart at a moment."""
        return self.held_until is not None and self.held_until > (now or timezone.now())

    def hold_has_ended(self, now: datetime | None = None) -> bool:
        """Tell whether stock was held and no longer is."""
        return self.held_until is not None and not self.is_held(now)

    def renew_hold(self, at_least: timedelta | None = None) -> None:
        """Let the hold last HOLD_TIME from now, or `at_least`; one that ended starts afresh.

        It is never shortened, and never goes past LONGEST_HOLD.
        """
        now = timezone.now()
        time = at_least or HOLD_TIME
        if self.held_until is None or self.held_until <= now:
            self.hold_started_at, self.held_until, self.extensions = now, now, 0
            time = max(time, HOLD_TIME)
        self.held_until = max(self.held_until, min(now + time, self.last_end))
        self.touched_at = now
        self.save(update_fields=["hold_started_at", "held_until", "extensions", "touched_at"])

    @property
    def ends_on(self) -> date | None:
        """Return the day of the hold's end in Paris, when it is not today."""
        day = paris_day(self.held_until) if self.held_until else None
        return day if day != today() else None

    @property
    def can_extend(self) -> bool:
        """Tell whether « Prolonger » can still give time."""
        return (
            self.held_until is not None
            and self.held_until > timezone.now()
            and self.held_until < self.last_end
            and self.extensions < EXTENSIONS
        )

    @property
    def last_end(self) -> datetime:
        """Return the moment past which no hold of this cart goes."""
        return (self.hold_started_at or timezone.now()) + LONGEST_HOLD

    def wanted(self) -> list[CartLine]:
        """Return the lines that count, in the order they were added, with what a page shows."""
        if not hasattr(self, "_wanted"):
            self._wanted = list(self.lines.filter(set_aside_at__isnull=True).for_page())
        units: Counter[int] = Counter()
        for line in self._wanted:
            units[line.variant_id] += line.quantity
        for line in self._wanted:
            line.together = units[line.variant_id]
        return self._wanted

    def forget_lines(self) -> None:
        """Read the lines again at the next `wanted`."""
        vars(self).pop(KEPT_LINES, None)
        vars(self).pop(KNOWN_COUNT, None)

    @property
    def unavailable(self) -> list[CartLine]:
        """Return the lines that stay in the cart without counting."""
        return [line for line in self.wanted() if not line.is_buyable]

    @property
    def changed(self) -> list[CartLine]:
        """Return the buyable lines whose price moved or of which fewer are left than wanted."""
        return [line for line in self.buyable if line.price_changed or line.is_short]

    @property
    def holds_something(self) -> bool:
        """Tell whether stock is held for a line that counts, so that an end may be announced."""
        return self.is_held() and any(line.held for line in self.buyable)

    @property
    def needs_hold(self) -> bool:
        """Tell whether some stock is to be held: endless services need none."""
        return any(line.to_hold for line in self.buyable)

    @property
    def buyable(self) -> list[CartLine]:
        """Return the lines that can be ordered now: what is out of stock stays out of the total."""
        return [line for line in self.wanted() if line.is_buyable]

    @property
    def count(self) -> int:
        """Return the number of articles wanted."""
        known: int | None = vars(self).get(KNOWN_COUNT)
        if known is not None and not hasattr(self, KEPT_LINES):
            return known
        return sum(line.quantity for line in self.wanted())

    @property
    def buyable_count(self) -> int:
        """Return the number of articles that can be ordered now."""
        return sum(line.quantity for line in self.buyable)

    @property
    def goods_total(self) -> Decimal:
        """Return what the buyable lines cost now, in euros with VAT, without delivery."""
        return sum((line.total for line in self.buyable), ZERO)

    @property
    def delivered(self) -> list[CartLine]:
        """Return the buyable lines that travel in a parcel: goods, and no services."""
        return [line for line in self.buyable if line.is_delivered]

    @property
    def delivered_total(self) -> Decimal:
        """Return what the goods alone cost, in euros with VAT: delivery prices depend on it."""
        return sum((line.total for line in self.delivered), ZERO)

    @property
    def delivered_by_rate(self) -> dict[Decimal, Decimal]:
        """Return what the goods cost, in euros with VAT, under each VAT rate in percent."""
        gross: dict[Decimal, Decimal] = {}
        for line in self.delivered:
            rate = line.variant.product.vat_rate
            gross[rate] = gross.get(rate, ZERO) + line.total
        return gross

    @property
    def vat_by_rate(self) -> dict[Decimal, Decimal]:
        """Return the VAT in the buyable lines under each rate, rounded line by line as invoiced."""
        vat: dict[Decimal, Decimal] = {}
        for line in self.buyable:
            rate = line.variant.product.vat_rate
            vat[rate] = vat.get(rate, ZERO) + vat_included(line.total, rate)
        return vat

    @property
    def weight(self) -> int:
        """Return the weight of the parcel, in grams."""
        return sum(line.quantity * line.variant.weight for line in self.delivered)

    @property
    def lead_days(self) -> int:
        """Return the longest making time of the goods, in days."""
        days = (line.variant.product.made_to_order_days for line in self.delivered)
        return max(days, default=0)
