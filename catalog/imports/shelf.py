"""What the shop has already of what some rows speak of, looked up once for all of them."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import Count
from django.utils.text import slugify

from catalog.imports.row import ProductFacts, Row
from catalog.models import (
    Attribute,
    Brand,
    Category,
    Product,
    ProductImage,
    ProductOrigin,
    Value,
    Variant,
)

_LONGEST_SLUG = 75
_CHUNK = 500
_LARGEST = 10_000
_DEEPEST = 20


class Shelf:
    """The products and variants of some rows, locked, and the names that they use."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Fetch what the rows speak of; call it in a transaction."""
        self.products: dict[str, Product] = {}
        self.variants: dict[str, Variant] = {}
        self.pictures: dict[int, dict[str, ProductImage]] = {}
        self.places: dict[int, int] = {}
        self.load(rows)

    def load(self, rows: Sequence[Row]) -> None:
        """Fetch what some rows speak of, and forget every name: one may be gone with its row."""
        self.brands: dict[str, Brand] = {}
        self.categories: dict[tuple[str, ...], Category] = {}
        self.values: dict[tuple[str, str], Value] = {}
        for row in rows:
            self.products.pop(row.product.key, None)
            self.variants.pop(row.sku, None)
        skus = [row.sku for row in rows if row.sku]
        slugs = {row.product.address for row in rows if row.product.is_ours} - {""}
        self.origins = _origins(rows)
        others = {origin.product_id for origin in self.origins.values()}
        found = self._lock(skus, slugs, others)
        for sku in skus:
            if variant := self.variants.get(sku):
                variant.product = found[variant.product_id]
        by_slug = {product.slug: product for product in found.values()}
        for row in rows:
            facts, variant = row.product, self.variants.get(row.sku)
            if facts.is_ours and facts.address in by_slug:
                self.products.setdefault(facts.key, by_slug[facts.address])
            elif variant:
                self.products.setdefault(facts.key, variant.product)
            elif (origin := self.origins.get(facts.key)) and _is_same(facts, origin.product):
                self.products.setdefault(facts.key, found[origin.product_id])

    def add(self, key: str, product: Product) -> None:
        """Remember a product just made."""
        self.products[key] = product
        self.pictures[product.pk] = {}
        self.places[product.pk] = 0

    def brand(self, name: str) -> Brand:
        """Return a brand, made where there is none."""
        word = name[:80].casefold()
        if word not in self.brands:
            known = Brand.objects.filter(name__iexact=name[:80]).first()
            self.brands[word] = known or Brand.objects.create(
                name=name[:80], slug=free_slug(Brand, name)
            )
        return self.brands[word]

    def category(self, path: Sequence[str]) -> Category:
        """Return the department at the end of a path; those that are missing are added."""
        path = path[:_DEEPEST]
        words = tuple(name[:80].casefold() for name in path)
        if words not in self.categories:
            above = self.category(path[:-1]) if len(path) > 1 else None
            siblings = _siblings(above)
            found = next((c for c in siblings if c.name.casefold() == words[-1]), None)
            self.categories[words] = found or _new_category(path[-1], above, siblings)
        return self.categories[words]

    def value(self, name: str, choice: str) -> Value:
        """Return a choice of an option; new ones come after those that are there."""
        words = (name[:60], choice[:80])
        if words not in self.values:
            attribute, _created = Attribute.objects.get_or_create(name=words[0])
            known = attribute.values.filter(name=words[1]).first()
            self.values[words] = known or Value.objects.create(
                attribute=attribute, name=words[1], position=attribute.values.count()
            )
        return self.values[words]

    def _lock(self, skus: list[str], slugs: set[str], others: set[int]) -> dict[int, Product]:
        """Lock variants, then products, each by id, as whoever else needs both does."""
        variants = [
            variant
            for part in _chunks(sorted(set(skus)))
            for variant in Variant.objects.filter(sku__in=part).values_list("pk", "product_id")
        ]
        keys = others | {product for _pk, product in variants}
        for part in _chunks(sorted(slugs)):
            keys |= set(Product.objects.filter(slug__in=part).values_list("pk", flat=True))
        for part in _chunks(sorted(pk for pk, _product in variants)):
            locked = Variant.objects.select_for_update(no_key=True).filter(pk__in=part)
            for variant in locked.order_by("pk").prefetch_related("values__attribute"):
                self.variants[variant.sku] = variant
        found: dict[int, Product] = {}
        for part in _chunks(sorted(keys)):
            rows = Product.objects.select_for_update(no_key=True).filter(pk__in=part)
            found |= {product.pk: product for product in rows.order_by("pk")}
            self._belongings(part)
        _join(found)
        return found

    def _belongings(self, products: list[int]) -> None:
        self.pictures |= {pk: {} for pk in products}
        for picture in ProductImage.objects.filter(product__in=products).order_by("position", "pk"):
            self.pictures[picture.product_id][address_of(picture)] = picture
        counted = Variant.objects.filter(product__in=products).order_by().values("product")
        self.places |= dict(counted.annotate(n=Count("pk")).values_list("product", "n"))


def address_of(picture: ProductImage) -> str:
    """Return where a picture came from, or else where its largest size is."""
    if picture.source_url or not picture.sizes:
        return picture.source_url.replace(" ", "%20")
    return urljoin(settings.SITE_URL, picture.url(_LARGEST))


def free_slug(model: type[Product | Brand | Category], words: str) -> str:
    """Return an address that no row has yet: « savon », « savon-2 »…"""
    slug = slugify(words)[:_LONGEST_SLUG].strip("-") or "article"
    slugs = model._default_manager.values_list("slug", flat=True)
    if not slugs.filter(slug=slug).exists():
        return slug
    taken = set(slugs.filter(slug__startswith=f"{slug}-"))
    return next(name for n in count(2) if (name := f"{slug}-{n}") not in taken)


def _chunks(items: list[Any]) -> Iterable[list[Any]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]


def _join(products: dict[int, Product]) -> None:
    """Give each product its brand without a query of its own."""
    brands = Brand.objects.in_bulk({p.brand_id for p in products.values() if p.brand_id})
    categories = Category.objects.in_bulk({p.category_id for p in products.values()})
    for product in products.values():
        product.category = categories[product.category_id]
        if product.brand_id:
            product.brand = brands[product.brand_id]


def _origins(rows: Sequence[Row]) -> dict[str, ProductOrigin]:
    """Return what is known of the products that another software numbers, by their key."""
    named = {facts.origin.key: facts for row in rows if (facts := row.product).origin}
    found: dict[str, ProductOrigin] = {}
    for part in _chunks(list(named)):
        known = ProductOrigin.objects.select_related("product").filter(key__in=part)
        found |= {named[o.key].key: o for o in known if _source(named[o.key]) == o.source}
    return found


def _source(facts: ProductFacts) -> str:
    return facts.origin.source if facts.origin else ""


def _is_same(facts: ProductFacts, product: Product) -> bool:
    """Tell whether a number means the product it meant: two shops may number alike."""
    return not facts.name or facts.name.casefold() == product.name.casefold()


def _siblings(above: Category | None) -> list[Category]:
    tree = Category.objects
    return list(tree.get_children(above) if above else tree.get_root_nodes())


def _new_category(name: str, above: Category | None, siblings: list[Category]) -> Category:
    # After the departments that the merchant has arranged.
    last = max((sibling.position for sibling in siblings), default=-1)
    slug = free_slug(Category, name)
    category = Category(name=name[:80], slug=slug, position=last + 1)
    if above is None:
        Category.objects.add_root(instance=category)
    else:
        # The row is read again: a node's own copy does not know of children added since.
        Category.objects.add_child(Category.objects.get(pk=above.pk), instance=category)
    return category
