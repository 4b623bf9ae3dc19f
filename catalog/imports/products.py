"""Write what the rows of one product share: the product, its department, its pictures.

The file's words win over the shop's where the file has any; an empty cell erases nothing. The
department, the benefit and the publication are the merchant's as soon as the product exists.
"""

from collections.abc import Iterable
from decimal import Decimal
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.imports.row import Address, ProductFacts
from catalog.models import Brand, Category, Product, ProductImage, Variant

DEFAULT_VAT_RATE = Decimal("20.00")
_LONGEST_ADDRESS = 1000
_LONGEST_SLUG = 75


def create_product(facts: ProductFacts) -> Product:
    """Make a draft; raises ValidationError."""
    product = Product(
        category=_category(facts.category or (_("À classer"),)),
        brand=_brand(facts.brand),
        name=facts.name,
        slug=_free_slug(Product, facts.address or facts.name),
        benefit=facts.benefit,
        description=facts.description,
        features=facts.features,
        vat_rate=facts.vat_rate or DEFAULT_VAT_RATE,
    )
    product.clean_fields(exclude={"category", "brand"})
    product.save()
    return product


def update_product(product: Product, facts: ProductFacts) -> bool:
    """Bring a product up to what the file says; tell whether anything changed."""
    said: dict[str, Any] = {
        "name": facts.name,
        "description": facts.description,
        "vat_rate": facts.vat_rate,
        "brand": _brand(facts.brand),
        "benefit": product.benefit or facts.benefit,
        "features": {**product.features, **facts.features},
    }
    changed = {name: new for name, new in said.items() if new and new != getattr(product, name)}
    for name, new in changed.items():
        setattr(product, name, new)
    if changed:
        product.clean_fields(exclude={"category", "brand"})
        product.save(update_fields=[*changed, "updated_at"])
    return bool(changed)


def add_pictures(
    product: Product, addresses: Iterable[Address], variant: Variant | None = None
) -> bool:
    """Note the pictures to fetch that the product has not yet; tell whether there were any."""
    known = {picture.source_url: picture for picture in product.pictures.all()}
    place = count(len(known))
    changed = False
    for address in addresses:
        picture = known.get(address.url)
        if picture is None and is_web_address(address.url):
            known[address.url] = product.pictures.create(
                variant=variant,
                source_url=address.url,
                alt=address.alt[:200],
                position=next(place),
            )
            changed = True
        elif picture and variant and picture.variant_id is None:
            ProductImage.objects.filter(pk=picture.pk).update(variant=variant)
            changed = True
    return changed


def is_web_address(address: str) -> bool:
    """Tell whether an address may be kept; whether it may be fetched is asked when it is."""
    return len(address) <= _LONGEST_ADDRESS and urlsplit(address).scheme in {"http", "https"}


def _brand(name: str) -> Brand | None:
    if not name:
        return None
    known = Brand.objects.filter(name__iexact=name[:80]).first()
    return known or Brand.objects.create(name=name[:80], slug=_free_slug(Brand, name))


def _category(path: Iterable[str]) -> Category:
    """Return the department at the end of a path; those that are missing are added."""
    place: Category | None = None
    for name in path:
        tree = Category.objects
        siblings = tree.get_children(place) if place else tree.get_root_nodes()
        found = next((c for c in siblings if c.name.casefold() == name[:80].casefold()), None)
        place = found or _new_category(name, below=place)
    if place is None:
        raise ValueError("a path has at least one name")
    return place


def _new_category(name: str, *, below: Category | None) -> Category:
    tree = Category.objects
    siblings = tree.get_children(below) if below else tree.get_root_nodes()
    # After the departments that the merchant has arranged.
    last = max((sibling.position for sibling in siblings), default=-1)
    category = Category(name=name[:80], slug=_free_slug(Category, name), position=last + 1)
    if below is None:
        tree.add_root(instance=category)
    else:
        tree.add_child(below, instance=category)
    return category


def _free_slug(model: type[Product | Brand | Category], words: str) -> str:
    """Return an address that no row has yet: « savon », « savon-2 »…"""
    slug = slugify(words)[:_LONGEST_SLUG].strip("-") or "article"
    slugs = model._default_manager.values_list("slug", flat=True)
    taken = set(slugs.filter(slug__startswith=slug))
    numbered = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
    return next(name for name in numbered if name not in taken)
