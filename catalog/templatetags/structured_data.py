"""What search engines read: schema.org data of a product, of the shop, and of the way to a page."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog import schema
from catalog.models import Category, Guide, Product, ProductImage
from catalog.schema import absolute
from shop.models import Merchant

register = template.Library()
# The same as Django's json_script: no text of a merchant can end the element.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


register.filter(absolute)


@register.simple_tag
def breadcrumb_data(parents: Iterable[Any], current: Category | Product | Guide) -> SafeString:
    """Return the way from the front page to a page, as a BreadcrumbList."""
    steps = [(_("Accueil"), absolute(reverse("shop:home")))]
    steps += [(step.name, absolute(step.get_absolute_url())) for step in [*parents, current]]
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": url}
        for position, (name, url) in enumerate(steps, start=1)
    ]
    return _script({"@type": "BreadcrumbList", "itemListElement": items})


@register.simple_tag
def product_data(
    product: Product,
    pictures: Iterable[ProductImage],
    delivery: Mapping[int, dict[str, Any]] | None = None,
) -> SafeString:
    """Return a product fetched by `fetch_page`, its offers, and what holds for all of them."""
    return _script(*schema.product_nodes(product, pictures, delivery))


@register.simple_tag
def shop_data(merchant: Merchant) -> SafeString:
    """Return who sells here, and how to search the shop."""
    home, name = absolute(reverse("shop:home")), merchant.name
    seller: dict[str, Any] = {
        "@type": "Organization",
        "@id": f"{settings.SITE_URL}/#boutique",
        "name": name,
        "url": home,
        "logo": absolute(static("icons/favicon.svg")),
        **{key: value for key, value in _identity(merchant).items() if value},
    }
    site: dict[str, Any] = {
        "@type": "WebSite",
        "name": name,
        "url": home,
        "inLanguage": get_language(),
        "publisher": {"@id": seller["@id"]},
    }
    if search := _search_address():
        site["potentialAction"] = {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{words}}"},
            "query-input": "required name=words",
        }
    return _script(seller, site)


def _identity(merchant: Merchant) -> dict[str, Any]:
    """Return what the law has the merchant tell anyway (R1)."""
    place = {
        "streetAddress": merchant.street,
        "postalCode": merchant.postcode,
        "addressLocality": merchant.city,
    }
    is_known = all(place.values())
    return {
        "legalName": merchant.legal_name,
        "vatID": merchant.vat_number,
        "email": merchant.email,
        "telephone": merchant.phone,
        "address": is_known and {"@type": "PostalAddress", **place, "addressCountry": "FR"},
    }


def _search_address() -> str:
    try:
        return absolute(reverse("catalog:search"))
    except NoReverseMatch:
        return ""


def _script(*nodes: dict[str, Any]) -> SafeString:
    """Write nodes as JSON-LD: one by itself, several as a list."""
    told = [{"@context": "https://schema.org", **node} for node in nodes]
    written = json.dumps(
        told[0] if len(told) == 1 else told, cls=DjangoJSONEncoder, ensure_ascii=False
    )
    safe = mark_safe(written.translate(ESCAPES))  # noqa: S308 - escaped on this very line
    return format_html('<script type="application/ld+json">{}</script>', safe)
