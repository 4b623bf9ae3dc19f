"""A product with what its page proposes."""

import math
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.db.models import OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from catalog.models.complement import Complement
from catalog.models.gathered import Gathered, unfold
from catalog.models.guide import Guide
from catalog.models.picture import ProductImage
from catalog.models.product import Product
from shop.money import ZERO

PROPOSED = 4
# Written out, because to compose it takes four times as long as to run the page's other queries.
# However large a department is, only its sixty newest products are compared.
_CANDIDATES = """
SELECT id FROM catalog_product WHERE slug = %s
UNION SELECT c.other_id FROM catalog_complement c JOIN catalog_product p ON p.id = c.product_id
    WHERE p.slug = %s
UNION SELECT id FROM (
    SELECT id FROM (
        SELECT id, lowest_price, published_at FROM catalog_product
        WHERE category_id = (SELECT category_id FROM catalog_product WHERE slug = %s)
            AND published_at <= %s AND is_obtainable AND slug <> %s
        ORDER BY published_at DESC LIMIT 60
    ) AS newest
    ORDER BY ABS(lowest_price - (SELECT lowest_price FROM catalog_product WHERE slug = %s)),
        published_at DESC, id DESC
    LIMIT 4
) AS nearest
"""
_PICTURE = ("id", "variant_id", "alt", "width", "height", "sizes", "avif")


def around(slug: str) -> list[Product]:
    """Return a product, then what its page proposes with it; nothing for an unknown address.

    One query, which finds the product's pictures and guides too. What staff named comes first, then
    the same department from the nearest price; nothing that nobody can have.
    """
    now = timezone.now()
    named = Complement.objects.filter(product__slug=slug, other=OuterRef("pk")).order_by()
    pictures = ProductImage.objects.filter(product=OuterRef("pk"), status="ready")
    guides = Guide.objects.published(now).filter(products=OuterRef("pk"))
    can_be_had = Q(published_at__lte=now, is_obtainable=True)
    rows = Product.objects.filter(Q(slug=slug) | can_be_had, pk__in=_candidates(slug, now))
    # A dictionary, because the type checker would define again what a query adds to a product.
    gathered = {
        "places": Gathered(named.values("position")),
        "gathered_pictures": Gathered(pictures.order_by("position", "pk").values(*_PICTURE)),
        "gathered_guides": Gathered(guides.values("title", "slug")),
    }
    found = rows.select_related("category", "brand").annotate(**gathered)
    by_slug = {product.slug: product for product in found.order_by()}
    product = by_slug.pop(slug, None)
    if product is None:
        return []
    product.shown = unfold(ProductImage, product.gathered_pictures)
    product.advice = unfold(Guide, product.gathered_guides)
    return [product, *sorted(by_slug.values(), key=lambda other: _rank(other, product))[:PROPOSED]]


def _candidates(slug: str, now: datetime) -> RawSQL:
    moment = connection.ops.adapt_datetimefield_value(now)
    return RawSQL(_CANDIDATES, (slug, slug, slug, moment, slug, slug))  # noqa: S611 - ours


def _rank(other: Product, product: Product) -> tuple[float, Decimal, float]:
    places = [row["position"] for row in other.places]
    distance = abs((other.lowest_price or ZERO) - (product.lowest_price or ZERO))
    age = -other.published_at.timestamp() if other.published_at else 0
    return (min(places, default=math.inf), distance, age)
