"""Write what the rows of one product share: the product, its department, its pictures.

The file's words win over the shop's where the file has any; an empty cell erases nothing. The
department, the benefit and the address are the merchant's as soon as the product exists, unless the
file is the merchant's own.
"""

from collections.abc import Iterable
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalog.flows.keep_address import keep_address
from catalog.imports.row import Address, ProductFacts
from catalog.imports.shelf import Shelf, free_slug
from catalog.imports.taxes import DEFAULT_VAT_RATE
from catalog.models import Product, ProductImage, Variant
from shop.models import User

_LONGEST_ADDRESS = 1000


def create_product(facts: ProductFacts, shelf: Shelf, *, actor: User | None) -> Product:
    """Make a draft; raises ValidationError."""
    if not facts.name:
        raise ValidationError(_("nom absent"))
    said: dict[str, Any] = {
        "category": shelf.category(facts.category or (_("À classer"),)),
        "brand": shelf.brand(facts.brand) if facts.brand else None,
        "name": facts.name,
        "slug": free_slug(Product, facts.address or facts.name),
        "benefit": facts.benefit,
        "description": facts.description,
        "features": facts.features,
        "vat_rate": DEFAULT_VAT_RATE if facts.vat_rate is None else facts.vat_rate,
    }
    product = Product(**{**said, **facts.also})
    _check(product, facts)
    product._history_user = actor  # type: ignore[attr-defined]
    product.save()
    shelf.add(facts.key, product)
    return product


def update_product(
    product: Product, facts: ProductFacts, shelf: Shelf, *, actor: User | None
) -> bool:
    """Bring a product up to what the file says; tell whether anything changed."""
    said = {**_said(product, facts, shelf), **facts.also}
    changed = {
        name: new
        for name, new in said.items()
        if new not in (None, "", {}) and not _same(new, getattr(product, name))
    }
    before = product.slug
    for name, new in changed.items():
        setattr(product, name, new)
    if changed:
        _check(product, facts)
        product._history_user = actor  # type: ignore[attr-defined]
        product.save(update_fields=[*changed, "updated_at"])
        keep_address(product, before=before)
    return bool(changed)


def _said(product: Product, facts: ProductFacts, shelf: Shelf) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": facts.name,
        "description": facts.description,
        "vat_rate": facts.vat_rate,
        "brand": shelf.brand(facts.brand) if facts.brand else None,
        "features": {**product.features, **facts.features},
        "benefit": product.benefit or facts.benefit,
    }
    if facts.is_ours:
        said["features"] = facts.features
        said["category"] = shelf.category(facts.category) if facts.category else None
        if facts.address and facts.address != product.slug:
            said["slug"] = free_slug(Product, facts.address)
    return said


def _same(new: Any, old: Any) -> bool:
    if isinstance(new, str) and isinstance(old, str):
        # Forms keep the new lines of Windows; spreadsheets keep others.
        return new == old.replace("\r\n", "\n").strip()
    return bool(new == old)


def _check(product: Product, facts: ProductFacts) -> None:
    product.clean_fields(exclude={"category", "brand"})
    if facts.also:
        product.validate_constraints(exclude={"slug"})


def add_pictures(
    product: Product, addresses: Iterable[Address], shelf: Shelf, variant: Variant | None = None
) -> bool:
    """Note the pictures to fetch that the product has not yet; tell whether there were any."""
    known = shelf.pictures[product.pk]
    place = count(len(known))
    changed = False
    for address in (a._replace(url=a.url.replace(" ", "%20")) for a in addresses):
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
            picture.variant = variant
            changed = True
        elif picture and address.is_ours and address.alt not in {"", picture.alt}:
            ProductImage.objects.filter(pk=picture.pk).update(alt=address.alt[:200])
            picture.alt = address.alt[:200]
            changed = True
    return changed


def is_web_address(address: str) -> bool:
    """Tell whether an address may be kept; whether it may be fetched is asked when it is."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    is_short = len(address) <= _LONGEST_ADDRESS
    return is_short and parts.scheme in {"http", "https"} and bool(parts.netloc)
