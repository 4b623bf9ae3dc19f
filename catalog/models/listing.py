"""The words to ask for products."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import F, Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models.category import Category
from catalog.models.change import ListChange
from catalog.models.listed import LISTED
from catalog.models.offer import RUNNING_OFFERS, Offer
from catalog.models.picture import ProductImage
from catalog.models.refreshing import write_columns, write_values
from catalog.models.variant import Value, Variant
from shop import calendar
from shop.money import ZERO

if TYPE_CHECKING:
    from catalog.models.product import Product


class Sort(models.TextChoices):
    """The orders that a list may be read in."""

    RELEVANCE = "pertinence", _("Pertinence")
    NEWEST = "nouveautes", _("Nouveautés")
    PRICE_UP = "prix-croissant", _("Prix croissant")
    PRICE_DOWN = "prix-decroissant", _("Prix décroissant")
    BEST_RATED = "mieux-notes", _("Mieux notés")


# Each order ends with the row's own number: two pages of one list never share a product.
ORDERS = {
    Sort.RELEVANCE: ("-is_obtainable", "-is_featured", "-published_at", "-pk"),
    Sort.NEWEST: ("-published_at", "-pk"),
    Sort.PRICE_UP: ("lowest_price", "pk"),
    Sort.PRICE_DOWN: ("-lowest_price", "-pk"),
    Sort.BEST_RATED: (F("rating_average").desc(nulls_last=True), "-rating_count", "-pk"),
}
# Of a promotion that begins for thousands at once, a reader brings no more up to date before
# reading; the beat does the rest within the minute, and each card shown is right meanwhile.
MOST_SETTLED = 200
BATCH = 500


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
        return self.order_by(*ORDERS.get(order, ORDERS[Sort.RELEVANCE]))  # type: ignore[call-overload]

    def characterised_by(self, names: Iterable[str]) -> "ProductQuerySet":
        """Return the products one of whose characteristics has one of these names."""
        return self.filter(features__has_any_keys=sorted(set(names)))

    def due_in_lists(self) -> "ProductQuerySet":
        """Return the products whose columns for lists time alone has made wrong."""
        return self.filter(lists_due_at__lte=timezone.now())

    def settle_lists(self, most: int = MOST_SETTLED) -> int:
        """Bring up to date what time alone has changed, and what was left; say how many rows."""
        due = self.due_in_lists().order_by("lists_due_at", "pk")
        ids = list(due.values_list("pk", flat=True)[:most])
        self.refresh_lists(ids)
        return len(ids)

    def leave_to_lists(self) -> None:
        """Have these products brought up to date by whoever reads lists next, or by the beat.

        For changes that touch too many of them to wait for: a value renamed, a filter added.
        """
        self.update(lists_due_at=timezone.now())
        ListChange.objects.note()

    def refresh_lists(self, ids: Iterable[int] | None = None) -> None:
        """Bring all that lists read of some products up to date; of all when none is named.

        Call it in the transaction that changed a price, an offer, a picture, a publication, a
        value or a characteristic, after every change: rows are locked in one order, variants
        before products.
        """
        self._refresh(ids, with_values=True)

    def refresh_prices(self, ids: Iterable[int] | None = None) -> None:
        """Do as `refresh_lists` where neither values nor characteristics changed."""
        self._refresh(ids, with_values=False)

    def _refresh(self, ids: Iterable[int] | None, *, with_values: bool) -> None:
        every = self.model._default_manager.values_list("pk", flat=True)
        wanted = sorted(set(every.order_by() if ids is None else ids))
        for start in range(0, len(wanted), BATCH):
            with transaction.atomic():
                batch = self.model._default_manager.filter(pk__in=wanted[start : start + BATCH])
                products = list(batch.order_by("pk").select_for_update(no_key=True))
                write_columns(products)
                if with_values:
                    write_values(products)
                ListChange.objects.note()

    def for_page(self) -> "ProductQuerySet":
        """Fetch what a product belongs to; what it is made of comes with `fetch_page`."""
        return self.select_related("category", "brand")


def fetch_cards(*lists: Iterable["Product"], counted: bool = True) -> None:
    """Fetch what the cards of several lists show, in one query for all of them.

    A product whose offer has begun or ended since it was last looked at is brought up to date.
    Of things that can all be had, `counted=False` leaves out how many are left, and the query.
    """
    products = [product for products in lists for product in products]
    now = timezone.now()
    late = [p for p in products if p.lists_due_at is not None and p.lists_due_at <= now]
    if late:
        type(late[0])._default_manager.refresh_prices([product.pk for product in late])
        for product in late:
            product.refresh_from_db(fields=LISTED)
    ids = {product.pk for product in products}
    found = Variant.objects.best_of(ids) if ids and counted else {}
    for product in products:
        best = found.get(product.pk) or Variant(product_id=product.pk, is_unlimited=not counted)
        best.product, best.running_offers = product, []
        best.price = product.lowest_price or ZERO
        product.best = best


def fetch_page(product: "Product", proposals: Iterable["Product"] = ()) -> None:
    """Fetch the rest of what a page shows of a product found by `around`, in three queries."""
    models.prefetch_related_objects([product], _parts()[0])
    fetch_cards(proposals, counted=False)
    if len(product.choices) > 1:
        values = Prefetch("values", Value.objects.select_related("attribute"))
        models.prefetch_related_objects(product.choices, values)


def _parts() -> tuple["Prefetch[str]", ...]:
    offers = Prefetch("offers", Offer.objects.running().with_history(), to_attr=RUNNING_OFFERS)
    variants = Variant.objects.order_by("position", "pk").prefetch_related(offers)
    pictures = ProductImage.objects.filter(status=ProductImage.Status.READY)
    return (
        Prefetch("variants", variants, to_attr="choices"),
        Prefetch("pictures", pictures.order_by("position", "pk"), to_attr="shown"),
    )
