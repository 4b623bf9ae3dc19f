"""What search engines read: schema.org data of a product and of the way that leads to a page."""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from catalog.models import Category, Product, ProductImage, Variant

register = template.Library()
AVAILABILITY = {
    "in_stock": "InStock",
    "low": "LimitedAvailability",
    "to_order": "MadeToOrder",
    "held": "LimitedAvailability",
    "out": "OutOfStock",
}
# The same as Django's json_script: no text of a merchant can end the element.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.filter
def absolute(path: str) -> str:
    """Return an address that works outside the site."""
    return urljoin(f"{settings.SITE_URL}/", path)


@register.simple_tag
def breadcrumb_data(parents: Iterable[Category], current: Category | Product) -> SafeString:
    """Return the way from the front page to a page, as a BreadcrumbList."""
    steps = [(_("Accueil"), absolute(reverse("shop:home")))]
    steps += [(step.name, absolute(step.get_absolute_url())) for step in [*parents, current]]
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": url}
        for position, (name, url) in enumerate(steps, start=1)
    ]
    return _script({"@type": "BreadcrumbList", "itemListElement": items})


@register.simple_tag
def product_data(product: Product, pictures: Iterable[ProductImage]) -> SafeString:
    """Return a product fetched by `fetch_page` with an offer for each of its variants."""
    data: dict[str, Any] = {
        "@type": "Product",
        "name": product.name,
        "description": product.benefit,
        "url": absolute(product.get_absolute_url()),
        "category": product.category.name,
        "image": [absolute(picture.large) for picture in pictures],
        "offers": [_offer(variant) for variant in product.choices],
    }
    if product.brand:
        data["brand"] = {"@type": "Brand", "name": product.brand.name}
    if len(product.choices) == 1:
        data |= _identifiers(product.choices[0])
    return _script(data)


def _offer(variant: Variant) -> dict[str, Any]:
    offer = {
        "@type": "Offer",
        "url": absolute(variant.get_absolute_url()),
        "price": str(variant.current_price),
        "priceCurrency": "EUR",
        "availability": f"https://schema.org/{AVAILABILITY[variant.availability]}",
        "itemCondition": "https://schema.org/NewCondition",
        **_identifiers(variant),
    }
    if variant.offer and variant.offer.ends_at:
        offer["priceValidUntil"] = variant.offer.ends_at.date().isoformat()
    return offer


def _identifiers(variant: Variant) -> dict[str, str]:
    return {"sku": variant.sku, **({"gtin": variant.gtin} if variant.gtin else {})}


def _script(data: dict[str, Any]) -> SafeString:
    written = json.dumps(
        {"@context": "https://schema.org", **data}, cls=DjangoJSONEncoder, ensure_ascii=False
    )
    safe = mark_safe(written.translate(ESCAPES))  # noqa: S308 - escaped on this very line
    return format_html('<script type="application/ld+json">{}</script>', safe)
