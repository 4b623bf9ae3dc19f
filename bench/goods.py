"""A large catalogue, the same at every run: thousands of products in forty departments."""

import random
from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify

from catalog.models import (
    Attribute,
    Brand,
    Category,
    Product,
    ProductImage,
    StockMove,
    Value,
    Variant,
)

T = TypeVar("T")
BATCH = 2_000
_SHELVES = (
    "théière tasse bouilloire assiette bol cuillère fourchette couteau casserole poêle plateau "
    "carafe verre mug cafetière saladier nappe serviette coussin bougie lampe fauteuil chaise "
    "table étagère tapis rideau miroir cadre vase panier boîte horloge tabouret banc canapé lit "
    "couette oreiller drap"
)
_LOOKS = (
    "émaillé élégant ancien bleu rouge vert blanc noir doré argenté japonais marocain scandinave "
    "rustique moderne léger épais artisanal recyclé naturel"
)
_MATERIALS = (
    "céramique grès porcelaine verre bois bambou inox fonte lin coton laine cuir osier rotin "
    "marbre laiton cuivre argile"
)
_MAKERS = "Dupré Lefèvre Bréhat Noël Garçon Hélène Zoé Aïcha"
SHELVES, LOOKS, MATERIALS = _SHELVES.split(), _LOOKS.split(), _MATERIALS.split()
BRANDS = [f"Maison {name}" for name in _MAKERS.split()]
COLOURS = {"Craie": "#F2ECE3", "Sauge": "#9CAF88", "Nuit": "#26324A", "Ocre": "#C98A3B"}


def plant(count: int) -> None:
    """Create so many published products, with a price, stock and a picture each."""
    chance = random.Random(1)
    shelves = [
        Category.objects.add_root(instance=Category(name=name.capitalize(), slug=slugify(name)))
        for name in SHELVES
    ]
    brands = [Brand.objects.create(name=name, slug=slugify(name)) for name in BRANDS]
    colours = _values("Couleur", COLOURS)
    products = (_product(n, chance, shelves, brands) for n in range(count))
    for batch in _batches(products, BATCH):
        _plant(Product.objects.bulk_create(batch), chance, colours)
    Product.objects.all().refresh_lists()


def _values(name: str, colours: dict[str, str]) -> list[Value]:
    attribute = Attribute.objects.create(name=name, slug=slugify(name), is_filter=True)
    made = [Value(attribute=attribute, name=name, color=color) for name, color in colours.items()]
    return Value.objects.bulk_create(made)


def _product(
    number: int, chance: random.Random, shelves: list[Category], brands: list[Brand]
) -> Product:
    place = chance.randrange(len(shelves))
    look, material = chance.choice(LOOKS), chance.choice(MATERIALS)
    name = f"{SHELVES[place].capitalize()} {look} en {material}, {chance.randint(1, 99)} cl"
    return Product(
        category=shelves[place],
        brand=chance.choice(brands),
        name=name,
        slug=f"{slugify(name)}-{number}",
        benefit=f"Pour les matins lents, en {material}",
        description=f"Un objet {look}, fait en {material}, à l'intérieur comme à l'extérieur. "
        f"S'accorde avec {chance.choice(SHELVES)} et {chance.choice(SHELVES)}.",
        features={"Matière": material.capitalize()},
        gpsr_exemption="banc d'essai",
        published_at=timezone.now() - timedelta(minutes=number),
        is_featured=chance.random() < 0.01,
    )


def _plant(products: list[Product], chance: random.Random, colours: list[Value]) -> None:
    variants = Variant.objects.bulk_create(
        Variant(
            product=product,
            sku=f"SKU-{product.pk:07d}-{number}",
            label=colours[number].name,
            price=Decimal(chance.randint(200, 20_000)) / 100,
            stock=0 if chance.random() < 0.1 else chance.randint(1, 50),
            weight=chance.randint(100, 3000),
            position=number,
        )
        for product in products
        for number in range(chance.choice([1, 1, 2]))
    )
    _create(
        Variant.values.through,
        ({"variant_id": v.pk, "value_id": colours[v.position].pk} for v in variants),
    )
    received = (v for v in variants if v.stock)
    _create(StockMove, ({"variant": v, "kind": "received", "quantity": v.stock} for v in received))
    _create(ProductImage, (_picture(product) for product in products))


def _picture(product: Product) -> dict[str, Any]:
    # The files are not there: what is measured is the page, not the disk.
    sizes = {str(width): f"pictures/{product.pk}-{width}.webp" for width in (320, 640, 960)}
    return {
        "product": product,
        "source_url": "https://example.com/picture.webp",
        "alt": product.name,
        "status": ProductImage.Status.READY,
        "width": 960,
        "height": 1200,
        "sizes": sizes,
    }


def _create(model: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    model._default_manager.bulk_create((model(**row) for row in rows), batch_size=BATCH)


def _batches(rows: Iterator[T], size: int) -> Iterator[list[T]]:
    while batch := list(islice(rows, size)):
        yield batch
