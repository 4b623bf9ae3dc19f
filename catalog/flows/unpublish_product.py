"""Hide a product from shoppers; orders keep what they copied."""

from django.db import transaction

from catalog.models import Product
from shop.models import User


@transaction.atomic
def unpublish_product(product: Product, *, actor: User | None) -> Product:
    """Make a product a draft again; a draft stays one."""
    product = Product.objects.select_for_update().get(pk=product.pk)
    if product.published_at is not None:
        product.published_at = None
        product._history_user = actor  # type: ignore[attr-defined]
        product.save(update_fields=["published_at", "updated_at"])
    return product
