"""Counting what is sold at the price of offers that have a share (M10).

Offers are locked before variants, and variants before products: what shows the new price in lists
is therefore a second step, after the stock.
"""

from collections.abc import Iterable, Mapping

from django.db import transaction

from catalog.models import Offer, Variant


class ShareGone(Exception):
    """Fewer units are left at an offer's price than are wanted."""


@transaction.atomic
def claim_offers(wanted: Mapping[int, int]) -> None:
    """Count units as sold: {offer id: quantity}; raises ShareGone, and then none is counted.

    One guarded update an offer, in the order of their ids: fifty buyers of the last ten units wait
    for one another, and ten have them.
    """
    for offer_id, quantity in sorted(wanted.items()):
        if not Offer.objects.claim(offer_id, quantity):
            raise ShareGone


def give_back_offers(sold: Mapping[int, int]) -> None:
    """Let others buy what an unpaid order had at an offer's price, while the offer lasts."""
    for offer_id, quantity in sorted(sold.items()):
        Offer.objects.give_back(offer_id, quantity)


def show_ended(offer_ids: Iterable[int]) -> None:
    """Bring the lists up to date with the offers of which nothing is left."""
    _show(Offer.objects.sold_out().filter(pk__in=offer_ids))


def show_resumed(offer_ids: Iterable[int]) -> None:
    """Bring the lists up to date with the offers of which something is left again."""
    _show(Offer.objects.filter(share__isnull=False, pk__in=offer_ids))


def _show(offers: Iterable[Offer]) -> None:
    products = Variant.objects.filter(offers__in=offers).values_list("product", flat=True)
    if product_ids := set(products):
        Variant.objects.refresh_lists(product_ids)
