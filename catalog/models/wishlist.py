"""Lists of what somebody would like to have, of a customer or of a browser."""

import hashlib
import secrets
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.models.face import face_of_line
from catalog.models.offer import RUNNING_OFFERS, Offer
from catalog.models.picture import ProductImage
from catalog.models.variant import Variant
from shop.money import MoneyField

if TYPE_CHECKING:
    from shop.models import User

# A visitor's lists are erased thirteen months after they were last changed.
KEPT = timedelta(days=395)
MOST_LISTS = 10
MOST_LINES = 100
NOTE_LENGTH = 200
SALT = "catalog.wishlist"
# Named, because the type checker would define again what a query adds to a line.
FACE = "face_sizes"


def digest(token: str) -> str:
    """Return what is kept of a browser's token: enough to know it again, too little to be it."""
    return hashlib.sha256(token.encode()).hexdigest()


class WishlistQuerySet(models.QuerySet["Wishlist"]):
    """The words to ask for lists."""

    def of_browser(self, token: str) -> "WishlistQuerySet":
        """Return the lists of the browser that holds a token, the oldest first."""
        return self.filter(browser=digest(token)).order_by("pk")

    def of_customer(self, customer: "User") -> "WishlistQuerySet":
        """Return a customer's lists, the oldest first."""
        return self.filter(customer=customer).order_by("pk")

    def shared_by(self, key: str) -> "WishlistQuerySet":
        """Return the list that the key of an address opens, unless its owner has closed it."""
        try:
            share_id = signing.Signer(salt=SALT).unsign(key)
        except signing.BadSignature:
            return self.none()
        return self.filter(share_id=share_id)

    def left_behind(self, now: datetime | None = None) -> "WishlistQuerySet":
        """Return the visitors' lists that nobody has changed for as long as they are kept."""
        since = (now or timezone.now()) - KEPT
        return self.filter(customer__isnull=True, touched_at__lt=since)


class Wishlist(models.Model):
    """A list of variants; the heart of a card adds to the oldest one."""

    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="wishlists", null=True, blank=True
    )
    browser = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    # Nothing: « Mes favoris », in the language of the page.
    name = models.CharField(_("nom"), max_length=60, blank=True)
    # Random; the address carries it with our signature, so that nothing usable stands here.
    share_id = models.CharField(max_length=32, unique=True, null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("créée le"), auto_now_add=True)
    touched_at = models.DateTimeField(_("dernier changement"), default=timezone.now)

    objects = WishlistQuerySet.as_manager()

    class Meta:
        verbose_name = _("liste de favoris")
        verbose_name_plural = _("listes de favoris")
        constraints = [
            models.CheckConstraint(
                condition=Q(customer__isnull=False, browser="")
                | Q(Q(customer__isnull=True), ~Q(browser="")),
                name="wishlist_is_of_a_customer_or_of_a_browser",
            ),
            models.UniqueConstraint(
                fields=["customer", "name"],
                condition=Q(customer__isnull=False),
                name="one_list_per_customer_and_name",
            ),
            models.UniqueConstraint(
                fields=["browser", "name"],
                condition=~Q(browser=""),
                name="one_list_per_browser_and_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name or gettext("Mes favoris")

    def get_absolute_url(self) -> str:
        """Return the page on which its owner sees it."""
        return f"{reverse('catalog:wishlist')}?liste={self.pk}"

    def claim(self) -> None:
        """Read the list again and lock it until the end of the transaction; raises ListGone."""
        try:
            self.refresh_from_db(from_queryset=Wishlist.objects.select_for_update())
        except Wishlist.DoesNotExist:
            raise ListGone from None

    def touch(self) -> None:
        """Note that the list has changed, so that it is kept from now."""
        self.touched_at = timezone.now()
        self.save(update_fields=["touched_at"])

    @property
    def key(self) -> str:
        """Return what the shared address carries, or nothing while the list is not shared."""
        return signing.Signer(salt=SALT).sign(self.share_id) if self.share_id else ""

    @property
    def shared_url(self) -> str:
        """Return the address to give to others, or nothing while the list is not shared."""
        return reverse("catalog:shared_wishlist", args=[self.key]) if self.share_id else ""

    def share(self) -> None:
        """Open the list to whoever has its address; one that is open keeps its address."""
        closed = Wishlist.objects.filter(pk=self.pk, share_id=None)
        closed.update(share_id=secrets.token_hex(16))
        self.refresh_from_db(fields=["share_id"])

    def stop_sharing(self) -> None:
        """Close the address at once and for good; the next one will be another."""
        Wishlist.objects.filter(pk=self.pk).update(share_id=None)
        self.share_id = None


class ListGone(Exception):
    """The list was deleted in the meantime."""


class WishlistLineQuerySet(models.QuerySet["WishlistLine"]):
    """The words to ask for lines."""

    def for_page(self) -> "WishlistLineQuerySet":
        """Fetch what a list shows, the last added first: variant, product, offers, a picture."""
        offers = models.Prefetch("variant__offers", Offer.objects.running(), to_attr=RUNNING_OFFERS)
        rows = self.select_related("variant__product").prefetch_related(offers)
        return rows.annotate(**{FACE: face_of_line()}).order_by("-added_at", "-pk")

    def on_sale(self) -> "WishlistLineQuerySet":
        """Return the lines whose product is still published."""
        return self.filter(variant__product__published_at__lte=timezone.now())


class WishlistLine(models.Model):
    """A variant in a list, with its price when it was added and the last price that was mailed."""

    wishlist = models.ForeignKey(Wishlist, models.CASCADE, related_name="lines")
    # Of a variant that is deleted, its name stays.
    variant = models.ForeignKey(
        Variant, models.SET_NULL, related_name="wishlist_lines", null=True, blank=True
    )
    product_name = models.CharField(_("nom du produit"), max_length=150)
    note = models.CharField(_("note"), max_length=NOTE_LENGTH, blank=True)
    price_added = MoneyField(_("prix à l'ajout"))
    price_told = MoneyField(_("dernier prix annoncé"), null=True, blank=True)
    # Seen sold out: its return is worth a message.
    is_awaited = models.BooleanField(_("attendu"), default=False)
    added_at = models.DateTimeField(_("ajouté le"), default=timezone.now)

    objects = WishlistLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("favori")
        verbose_name_plural = _("favoris")
        constraints = [
            models.UniqueConstraint(
                fields=["wishlist", "variant"], name="one_wishlist_line_per_variant"
            )
        ]

    # Filled by `for_page`.
    face_sizes: dict[str, str] | None

    def __str__(self) -> str:
        return str(self.variant or self.product_name)

    @property
    def is_on_sale(self) -> bool:
        """Tell whether the product is still to be had in the shop, now or later."""
        return self.variant is not None and self.variant.product.is_published

    @property
    def can_be_added(self) -> bool:
        """Tell whether a cart may try to take one."""
        return self.variant is not None and self.is_on_sale and self.variant.can_be_added

    @property
    def price_change(self) -> Decimal:
        """Return by how much the price has moved since the line was added, in euros with VAT."""
        return self.variant.current_price - self.price_added if self.variant else Decimal(0)

    @property
    def price_to_beat(self) -> Decimal:
        """Return the price below which a drop is worth a message."""
        price: Decimal = self.price_added if self.price_told is None else self.price_told
        return price

    @property
    def picture(self) -> ProductImage | None:
        """Return the picture of the variant, or the product's first; only its sizes are known."""
        return ProductImage(sizes=self.face_sizes) if self.face_sizes else None
