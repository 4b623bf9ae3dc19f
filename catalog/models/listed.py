"""What lists read of a product: columns of its own, kept right by whoever changes their causes."""

from decimal import Decimal

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from catalog.models.change import ListChange
from catalog.models.kept import (
    KeptBoolean,
    KeptCount,
    KeptDecimal,
    KeptJSON,
    KeptMoment,
    KeptMoney,
)
from catalog.models.picture import ProductImage
from catalog.models.variant import Value, Variant

# The columns that `refresh_lists` writes.
LISTED = (
    "lowest_price",
    "struck_price",
    "has_several_prices",
    "versions",
    "is_obtainable",
    "cover",
    "lists_due_at",
)
RATED = ("rating_average", "rating_count")


class Listed(models.Model):
    """The columns that lists sort, filter and show, and the values that facets count."""

    # What a card shows: the price now of the cheapest variant that can be had, if any can.
    lowest_price = KeptMoney(null=True, editable=False)
    struck_price = KeptMoney(null=True, editable=False)
    has_several_prices = KeptBoolean(default=False, editable=False)
    versions = KeptCount(default=0, editable=False)
    is_obtainable = KeptBoolean(default=False, editable=False)
    # What a picture needs to be shown: the sizes of the first one.
    cover = KeptJSON(null=True, editable=False)
    # When these columns change by time alone: an offer begins or ends, a publication comes.
    lists_due_at = KeptMoment(null=True, editable=False)
    # Written by `keep_rating`; None while nobody has rated the product.
    rating_average = KeptDecimal(max_digits=3, decimal_places=2, null=True, editable=False)
    rating_count = KeptCount(default=0, editable=False)
    facet_values = models.ManyToManyField(
        Value, related_name="products", editable=False, verbose_name=_("valeurs des filtres")
    )

    class Meta:
        abstract = True

    # Filled by `fetch_cards`: a variant that has the most that can be had of the product.
    best: Variant

    @property
    def face(self) -> ProductImage | None:
        """Return the picture that lists show."""
        return ProductImage(**self.cover) if self.cover else None

    @property
    def reduction(self) -> int | None:
        """Return the reduction in whole percent of the struck price, never rounded up."""
        if self.struck_price is None or self.lowest_price is None:
            return None
        return int((self.struck_price - self.lowest_price) * 100 // self.struck_price)

    def keep_rating(self, average: Decimal | None, count: int) -> None:
        """Keep what reviews say, for lists to sort and filter by; None when there are none."""
        with transaction.atomic():
            rows = type(self)._default_manager.filter(pk=self.pk)
            rows.update(rating_average=average, rating_count=count)
            ListChange.objects.note()
