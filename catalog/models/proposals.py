"""What a product's page proposes with it."""

from typing import Any

from django.db.models import Case, F, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Abs
from django.utils import timezone

from catalog.models.complement import Complement
from catalog.models.gathered import Gathered, unfold
from catalog.models.guide import Guide
from catalog.models.picture import ProductImage
from catalog.models.product import Product

PROPOSED = 4
# However large a department is, only its newest products are compared.
MOST_COMPARED = 60


def around(slug: str) -> list[Product]:
    """Return a product, then what its page proposes with it; nothing for an unknown address.

    One query, which finds the product's pictures and guides too. What staff named comes first, then
    the same department from the nearest price; nothing that nobody can have.
    """
    products = Product.objects.order_by()
    here, named = products.filter(slug=slug), Complement.objects.filter(product__slug=slug)
    others = products.exclude(slug=slug)
    there = others.filter(published_at__lte=timezone.now(), is_obtainable=True)
    newest = there.filter(category=Subquery(here.values("category"))).newest()[:MOST_COMPARED]
    rows = _ranked(slug, here, named)
    nearest = rows.filter(pk__in=newest.values("pk")).order_by("distance", "-published_at", "-pk")
    wanted = here.values("pk").union(
        there.filter(pk__in=named.values("other")).values("pk"),
        others.filter(pk__in=nearest.values("pk")[:PROPOSED]).values("pk"),
    )
    rows = rows.filter(pk__in=wanted).annotate(**_shown(slug))
    found = list(rows.select_related("category", "brand")[: 1 + PROPOSED])
    if not found or found[0].slug != slug:
        return []
    found[0].shown = unfold(ProductImage, found[0].gathered_pictures)
    found[0].advice = unfold(Guide, found[0].gathered_guides)
    return found


def _shown(slug: str) -> dict[str, Case]:
    """Gather with the product itself its pictures and the guides that speak of it."""
    pictures = ProductImage.objects.filter(product=OuterRef("pk"), status="ready")
    guides = Guide.objects.published().filter(products=OuterRef("pk"))
    columns = ("id", "variant_id", "alt", "width", "height", "sizes", "avif")
    gathered = {
        "gathered_pictures": Gathered(pictures.order_by("position", "pk").values(*columns)),
        "gathered_guides": Gathered(guides.values("title", "slug")),
    }
    return {name: Case(When(slug=slug, then=rows)) for name, rows in gathered.items()}


def _ranked(slug: str, here: QuerySet[Product], named: QuerySet[Complement]) -> QuerySet[Any]:
    position = Subquery(named.filter(other=OuterRef("pk")).values("position")[:1])
    price = Subquery(here.values("lowest_price"))
    rows = Product.objects.annotate(
        rank=Case(When(slug=slug, then=-1), default=position, output_field=IntegerField()),
        distance=Abs(F("lowest_price") - price),
    )
    return rows.order_by(F("rank").asc(nulls_last=True), "distance", "-published_at", "-pk")
