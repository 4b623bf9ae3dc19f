"""Hide a product from shoppers; orders keep what they copied."""

from django.db import transaction
from django.utils import timezone

from catalog import search
from catalog.models import Product
from shop.models import User


@transaction.atomic
def unpublish_product(product: Product, *, actor: User | None) -> Product:
    """Make a product a draft again; a draft stays one. One that was seen is remembered as such."""
    product = Product.objects.select_for_update().get(pk=product.pk)
    if product.published_at is not None:
        product.retired_at = timezone.now() if product.is_published else None
        product.published_at = None
        product._history_user = actor  # type: ignore[attr-defined]
        product.save(update_fields=["published_at", "retired_at", "updated_at"])
        Product.objects.refresh_lists([product.pk])
        search.forget([product.pk])
    return product
