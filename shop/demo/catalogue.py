"""What the demo shop sells: the rows of catalogue.json, its prices, its stock, its pictures."""

import json
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from catalog import pictures, search
from catalog.models import (
    Attribute,
    Brand,
    Category,
    Complement,
    Offer,
    Product,
    ProductImage,
    StockMove,
    Value,
    Variant,
)
from shop import calendar

_HERE = Path(__file__).parent
OPENED = timedelta(days=60)
NEW_FOR = timedelta(days=60)
NEW_SINCE = timedelta(days=5)
FEATURED = 10


@cache
def catalogue() -> dict[str, Any]:
    """Return the file: categories, attributes with their values, products with their variants."""
    data: dict[str, Any] = json.loads((_HERE / "catalogue.json").read_text(encoding="utf-8"))
    return data


@transaction.atomic
def plant_catalogue(*, is_illustrated: bool = True) -> bool:
    """Put the demo products on sale in a shop that has none; say whether it was done.

    Without pictures and film it takes a second.
    """
    if Product.objects.exists():
        return False
    departments = _plant_departments()
    brand = Brand.objects.create(name=catalogue()["brand"], slug="maison-brumelle")
    values = _plant_values()
    opened = timezone.now() - OPENED
    for rank, row in enumerate(catalogue()["products"]):
        product = _plant_product(row, departments[row["category"]], brand, opened, rank)
        variants = _plant_variants(product, row, values, opened)
        if is_illustrated:
            _plant_pictures(product, row["pictures"], variants)
            _plant_video(product, row.get("video"))
    _plant_complements()
    Product.objects.refresh_lists()
    search.rebuild()
    return True


def _plant_departments() -> dict[str, Category]:
    """Return the departments, and those below them, by their slug."""
    found = {}
    for position, row in enumerate(catalogue()["categories"]):
        below = row.get("below", [])
        facts = {name: value for name, value in row.items() if name != "below"}
        above = Category.objects.add_root(instance=Category(position=position, **facts))
        found[above.slug] = above
        for rank, kind in enumerate(below):
            place = Category(position=rank, **kind)
            found[place.slug] = Category.objects.add_child(above, instance=place)
    return found


def _plant_values() -> dict[tuple[str, str], Value]:
    values = {}
    for position, (name, choices) in enumerate(catalogue()["attributes"].items()):
        attribute, _created = Attribute.objects.get_or_create(
            name=name, defaults={"position": position}
        )
        for rank, (choice, color) in enumerate(choices.items()):
            values[name, choice], _created = Value.objects.get_or_create(
                attribute=attribute, name=choice, defaults={"color": color, "position": rank}
            )
    return values


_OPTIONAL = (
    "kind",
    "service_duration",
    "service_terms",
    "withdrawal_exception",
    "net_quantity",
    "net_unit",
    "delivery_class",
    "made_to_order_days",
    "personalisation_label",
    "personalisation_length",
    "safety_warning",
    "gpsr_exemption",
    "spare_parts",
    "repair_information",
    "guarantee_years",
    "guarantee_model",
    "environment",
)


def _plant_product(
    row: dict[str, Any], category: Category, brand: Brand, opened: datetime, rank: int
) -> Product:
    is_new, place = row.get("is_new", False), row.get("featured")
    published = timezone.now() - NEW_SINCE if is_new and not place else opened
    made = {} if {"gpsr_exemption", "kind"} & row.keys() else MAKER
    return Product.objects.create(
        category=category,
        brand=brand,
        name=row["name"],
        slug=row["slug"],
        benefit=row["benefit"],
        description=row["description"],
        features=row["features"],
        vat_rate=Decimal(row["vat_rate"]),
        new_until=calendar.today() + NEW_FOR if is_new else None,
        is_featured=place is not None,
        # A minute apart, so that « newest first » keeps the front page's order, then the file's.
        published_at=published - timedelta(minutes=place or FEATURED + rank),
        **{name: row[name] for name in _OPTIONAL if name in row},
        **made,
    )


MAKER = {
    "manufacturer_name": "Maison Brumelle SARL (boutique fictive)",
    "manufacturer_address": "12 rue des Ateliers, 69003 Lyon, France",
    "manufacturer_email": "bonjour@maison-brumelle.example",
}


def _plant_variants(
    product: Product,
    row: dict[str, Any],
    values: dict[tuple[str, str], Value],
    opened: datetime,
) -> dict[str, Variant]:
    """Return the variants by their label."""
    back = row.get("restock_in_days")
    variants = {}
    for position, kind in enumerate(row["variants"]):
        chosen = kind.get("values", {})
        variant = Variant.objects.create(
            product=product,
            sku=kind["sku"],
            label=", ".join(chosen.values()),
            price=Decimal(row.get("price_before", kind["price"])),
            priced_at=opened,
            eco_participation=Decimal(kind.get("eco_participation", "0")),
            weight=kind["weight"],
            restock_on=calendar.today() + timedelta(days=back) if back else None,
            position=position,
            is_unlimited=kind.get("is_unlimited", False),
            takes_place_at=_saturday(kind["in_weeks"], kind["hour"]) if "hour" in kind else None,
        )
        variant.values.set(values[pair] for pair in chosen.items())
        _plant_offer(variant, Decimal(kind["price"]))
        variant.move_stock(kind.get("stock", 0), StockMove.Kind.RECEIVED, reference="Stock initial")
        variants[variant.label] = variant
    return variants


def _saturday(weeks: int, hour: int) -> datetime:
    """Return an hour of the Saturday that comes some weeks after this one."""
    today = calendar.today()
    day = today + timedelta(days=5 - today.weekday(), weeks=weeks)
    return datetime.combine(day, time(hour), calendar.PARIS)


def _plant_offer(variant: Variant, price: Decimal) -> None:
    """Give what is cheaper today an offer, whose past price may be struck (R50)."""
    if price < variant.price:
        Offer.objects.create(
            variant=variant, price=price, starts_at=timezone.now() - timedelta(days=1)
        )


def _plant_video(product: Product, name: str | None) -> None:
    if name:
        for field, suffix in (("video", ".webm"), ("video_captions", ".vtt")):
            with (_HERE / "videos" / f"{name}{suffix}").open("rb") as file:
                getattr(product, field).save(file.name, File(file), save=False)
        product.save(update_fields=["video", "video_captions"])


def _plant_complements() -> None:
    products = {product.slug: product for product in Product.objects.all()}
    for row in catalogue()["products"]:
        for position, slug in enumerate(row.get("complements", [])):
            Complement.objects.create(
                product=products[row["slug"]], other=products[slug], position=position
            )


def _plant_pictures(
    product: Product, rows: list[dict[str, str]], variants: dict[str, Variant]
) -> None:
    for position, row in enumerate(rows):
        picture = ProductImage(
            product=product,
            variant=variants.get(row.get("shows", "")) if "shows" in row else None,
            alt=row["alt"],
            position=position,
        )
        with (_HERE / "pictures" / row["file"]).open("rb") as file:
            picture.original.save(row["file"], File(file), save=False)
        picture.save()
        pictures.prepare(picture)
