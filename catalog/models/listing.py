"""The words to ask for products."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models.category import Category
from catalog.models.offer import RUNNING_OFFERS, Offer
from catalog.models.picture import ProductImage
from catalog.models.variant import Value, Variant
from shop import calendar

if TYPE_CHECKING:
    from catalog.models.product import Product
    from shop.models import User


class Sort(models.TextChoices):
    """The orders that a list may be read in."""

    RELEVANCE = "pertinence", _("Pertinence")
    NEWEST = "nouveautes", _("Nouveautés")
    PRICE_UP = "prix-croissant", _("Prix croissant")
    PRICE_DOWN = "prix-decroissant", _("Prix décroissant")


class ProductQuerySet(models.QuerySet["Product"]):
    """The words to ask for products."""

    def published(self) -> "ProductQuerySet":
        """Return what shoppers may see."""
        return self.filter(published_at__lte=timezone.now())

    def drafts(self) -> "ProductQuerySet":
        """Return what is not published."""
        return self.filter(published_at__isnull=True)

    def retired(self) -> "ProductQuerySet":
        """Return what shoppers could see once, and no longer can."""
        return self.filter(retired_at__isnull=False)

    def lacking_pictures(self) -> "ProductQuerySet":
        """Return the products a picture of which could not be had."""
        return self.filter(pictures__status=ProductImage.Status.MISSING).distinct()

    def previewed_by(self, user: "User | AnonymousUser") -> "ProductQuerySet":
        """Return what a person may look at before it is published."""
        return self.all() if user.has_perm("catalog.view_product") else self.none()

    def in_category(self, category: Category) -> "ProductQuerySet":
        """Return the products of a department and of those below it."""
        return self.filter(
            category__path__startswith=category.path, category__depth__gte=category.depth
        )

    def featured(self) -> "ProductQuerySet":
        """Return what the merchant puts forward, the newest first."""
        return self.filter(is_featured=True).newest()

    def new(self) -> "ProductQuerySet":
        """Return what is announced as new today, the newest first."""
        return self.filter(new_until__gte=calendar.today()).newest()

    def newest(self) -> "ProductQuerySet":
        """Return the products, the last published first."""
        return self.order_by("-published_at", "-pk")

    def neighbours_of(self, product: "Product") -> "ProductQuerySet":
        """Return the other products of the same department, the newest first."""
        return self.filter(category_id=product.category_id).exclude(pk=product.pk).newest()

    def sorted_by(self, order: str) -> "ProductQuerySet":
        """Return the products in an order of `Sort`; any other word is the order of relevance.

        Relevance: what a cart can take, then what the merchant puts forward, then the newest.
        """
        if order == Sort.NEWEST:
            return self.newest()
        if order in {Sort.PRICE_UP, Sort.PRICE_DOWN}:
            sign = "" if order == Sort.PRICE_UP else "-"
            return self.annotate(lowest_price=_lowest_price()).order_by(f"{sign}lowest_price", "pk")
        obtainable = Variant.objects.obtainable().filter(product=OuterRef("pk"))
        rows = self.annotate(is_obtainable=Exists(obtainable))
        return rows.order_by("-is_obtainable", "-is_featured", "-published_at", "-pk")

    def with_offer(self) -> "ProductQuerySet":
        """Fetch what a card shows (variants, running offers, pictures) in three queries."""
        return self.prefetch_related(*_card_parts())

    def for_page(self) -> "ProductQuerySet":
        """Fetch what a product belongs to; what it is made of comes with `fetch_page`."""
        return self.select_related("category", "brand")


def fetch_cards(*lists: Iterable["Product"]) -> None:
    """Fetch what the cards of several lists show, in three queries for all of them."""
    models.prefetch_related_objects([p for products in lists for p in products], *_card_parts())


def fetch_page(product: "Product", cards: Iterable["Product"]) -> None:
    """Fetch what a product's page shows, and the cards below it, in four queries."""
    fetch_cards([product], cards)
    if len(product.choices) > 1:
        values = Prefetch("values", Value.objects.select_related("attribute"))
        models.prefetch_related_objects(product.choices, values)


def _card_parts() -> tuple["Prefetch[str]", ...]:
    offers = Prefetch("offers", Offer.objects.running().with_history(), to_attr=RUNNING_OFFERS)
    variants = Variant.objects.order_by("position", "pk").prefetch_related(offers)
    pictures = ProductImage.objects.filter(status=ProductImage.Status.READY)
    return (
        Prefetch("variants", variants, to_attr="choices"),
        Prefetch("pictures", pictures.order_by("position", "pk"), to_attr="shown"),
    )


def _lowest_price() -> Subquery:
    """Return the price that a card shows: see `Product.cheapest`."""
    cuts = Offer.objects.running().filter(variant=OuterRef("pk"), price__lt=OuterRef("price"))
    variants = Variant.objects.filter(product=OuterRef("pk")).annotate(
        price_now=Coalesce(Subquery(cuts.values("price")[:1]), "price"),
        sold_out=Case(When(Q(stock__gt=0) | Q(is_unlimited=True), then=0), default=1),
    )
    return Subquery(variants.order_by("sold_out", "price_now").values("price_now")[:1])
