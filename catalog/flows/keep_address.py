"""Keep the address that a page leaves, so that links to it still lead somewhere (D2)."""

from django.db import transaction

from catalog.models import Category, Guide, OldAddress, Product


@transaction.atomic
def keep_address(row: Category | Product | Guide, *, before: str) -> None:
    """Remember the slug that a row had before; one that nobody could know is not kept."""
    if before and before != row.slug and _was_seen(row):
        OldAddress.objects.remember(row, before)


@transaction.atomic
def keep_name(product: Product) -> None:
    """Remember a product that is about to be deleted, if shoppers ever saw it."""
    if _was_seen(product):
        OldAddress.objects.remember(product, product.slug)


def _was_seen(row: Category | Product | Guide) -> bool:
    return getattr(row, "is_known", True)
