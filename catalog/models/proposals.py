"""What a product's page proposes with it."""

from typing import Any

from django.db.models import Case, F, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Abs
from django.utils import timezone

from catalog.models.complement import Complement
from catalog.models.product import Product

PROPOSED = 4
# However large a department is, only its newest products are compared.
MOST_COMPARED = 60


def around(slug: str) -> list[Product]:
    """Return a product, then what its page proposes with it; nothing for an unknown address.

    One query. What staff named comes first, then the same department from the nearest price;
    nothing that nobody can have.
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
    found = list(rows.filter(pk__in=wanted).select_related("category", "brand")[: 1 + PROPOSED])
    return found if found and found[0].slug == slug else []


def _ranked(slug: str, here: QuerySet[Product], named: QuerySet[Complement]) -> QuerySet[Any]:
    position = Subquery(named.filter(other=OuterRef("pk")).values("position")[:1])
    price = Subquery(here.values("lowest_price"))
    rows = Product.objects.annotate(
        rank=Case(When(slug=slug, then=-1), default=position, output_field=IntegerField()),
        distance=Abs(F("lowest_price") - price),
    )
    return rows.order_by(F("rank").asc(nulls_last=True), "distance", "-published_at", "-pk")
