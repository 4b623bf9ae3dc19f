"""Products in the words of schema.org, as Google reads them; every word is true on the page too.

What has several variants is a ProductGroup that has them all on one page (`hasVariant`), each with
its own address and one Offer: this is what Google asks for, since an AggregateOffer hides which
colour is sold out. What has one variant is a plain Product. What is done rather than delivered is
a Service with an Offer for each of its variants.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from stdnum import ean

from catalog.kinds import kind_of
from catalog.models import Product, ProductImage, Variant
from shop import calendar

Node = dict[str, Any]
# What can be ordered is « InStock »; what is made first says how long that takes.
AVAILABILITY = {
    "in_stock": "InStock",
    "low": "LimitedAvailability",
    "to_order": "InStock",
    "held": "LimitedAvailability",
    "out": "OutOfStock",
}
# UN/CEFACT codes of a net quantity, and of the unit that its price is told for (R49).
UNITS = {"g": ("GRM", "KGM"), "ml": ("MLT", "LTR"), "m": ("MTR", "MTR")}
# C. conso. L221-28: sealed goods may still come back unopened, the others not at all (R38).
SEALED = {"5", "6", "9"}
WITHDRAWAL_DAYS = 14
RETURNS, VOCABULARY = "#retours", "https://schema.org/"


def absolute(path: str) -> str:
    """Return an address that works outside the site."""
    return urljoin(f"{settings.SITE_URL}/", path)


def product_nodes(
    product: Product, pictures: Iterable[ProductImage], delivery: Mapping[int, Node] | None = None
) -> list[Node]:
    """Return a product fetched by `fetch_page`, and what its offers refer to.

    `delivery`: by the id of a variant, an OfferShippingDetails of its delivery.
    """
    images = [absolute(picture.large) for picture in pictures]
    details = {pk: node for pk, node in (delivery or {}).items() if node}
    shared = _about(product, images)
    if product.is_service:
        return [{"@type": "Service", **shared, "offers": _performances(product)}]
    only = product.choices[0] if len(product.choices) == 1 else None
    if only:
        shared |= _identifiers(only) | {"offers": _offer(only, details, product)}
        main = {"@type": "Product", **shared}
    else:
        main = {"@type": "ProductGroup", **shared, **_variants(product, images, details)}
    return [main, return_policy(product), *_distinct(details)]


def return_policy(product: Product) -> Node:
    """Return the right of withdrawal, or that there is none (L221-18, L221-28)."""
    node: Node = {"@type": "MerchantReturnPolicy", "@id": RETURNS, "applicableCountry": "FR"}
    if product.withdrawal_exception and product.withdrawal_exception not in SEALED:
        return node | {"returnPolicyCategory": f"{VOCABULARY}MerchantReturnNotPermitted"}
    if product.withdrawal_exception:
        node["itemCondition"] = f"{VOCABULARY}NewCondition"
    return node | {
        "returnPolicyCategory": f"{VOCABULARY}MerchantReturnFiniteReturnWindow",
        "merchantReturnDays": WITHDRAWAL_DAYS,
        "returnMethod": f"{VOCABULARY}ReturnByMail",
        "returnFees": f"{VOCABULARY}ReturnFeesCustomerResponsibility",
    }


def _about(product: Product, images: list[str]) -> Node:
    node: Node = {
        "name": product.name,
        "description": product.benefit or product.description,
        "url": absolute(product.get_absolute_url()),
        "category": product.category.name,
        "image": images,
    }
    if product.brand:
        node["brand"] = {"@type": "Brand", "name": product.brand.name}
    # Nobody's stars are made up: without a review there is no word of a rating (R47).
    if product.rating_count and product.rating_average is not None:
        node["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": str(product.rating_average),
            "reviewCount": product.rating_count,
            "bestRating": "5",
            "worstRating": "1",
        }
    return node


def _performances(product: Product) -> list[Node]:
    """Return an Offer for each variant; a Service has no reference of its own, its offers do."""
    return [
        _offer(variant, {}, product)
        | {"sku": variant.sku}
        | ({"name": variant.label} if variant.label else {})
        for variant in product.choices
    ]


def _variants(product: Product, images: list[str], details: Mapping[int, Node]) -> Node:
    kinds = {kind for variant in product.choices for kind in told_values(variant)}
    return {
        "productGroupID": str(product.pk),
        **({"variesBy": [f"{VOCABULARY}{kind}" for kind in sorted(kinds)]} if kinds else {}),
        "hasVariant": [_variant(variant, images, details, product) for variant in product.choices],
    }


def _variant(
    variant: Variant, images: list[str], details: Mapping[int, Node], product: Product
) -> Node:
    own = [absolute(p.large) for p in product.shown if p.variant_id == variant.pk]
    return {
        "@type": "Product",
        "name": f"{product.name}, {variant.label}" if variant.label else product.name,
        "image": (own or images)[:1],
        **told_values(variant),
        **_identifiers(variant),
        "offers": _offer(variant, details, product),
    }


def told_values(variant: Variant) -> dict[str, str]:
    """Return {« color »: « Sauge »} for the options that machines know."""
    found = {}
    for value in variant.values.all():
        if kind := kind_of(value.attribute.name, is_coloured=bool(value.color)):
            found[kind] = value.name
    return found


def _offer(variant: Variant, details: Mapping[int, Node], product: Product) -> Node:
    node: Node = {
        "@type": "Offer",
        "url": absolute(variant.get_absolute_url()),
        "price": f"{variant.current_price:.2f}",
        "priceCurrency": "EUR",
        "availability": f"{VOCABULARY}{AVAILABILITY[variant.availability]}",
    }
    if variant.offer and variant.offer.ends_at:
        # The last day that it holds: what ends at midnight ended the day before.
        last = variant.offer.ends_at - timedelta(seconds=1)
        node["priceValidUntil"] = calendar.paris_day(last).isoformat()
    if variant.availability == "to_order":
        days = {"minValue": 0, "maxValue": product.made_to_order_days, "unitCode": "DAY"}
        node["deliveryLeadTime"] = {"@type": "QuantitativeValue", **days}
    if prices := [*_struck(variant), *_unit_price(variant, product)]:
        node["priceSpecification"] = prices
    if not product.is_service:
        node["itemCondition"] = f"{VOCABULARY}NewCondition"
        node["hasMerchantReturnPolicy"] = {"@id": RETURNS}
    if variant.pk in details:
        node["shippingDetails"] = {"@id": details[variant.pk]["@id"]}
    return node


def _struck(variant: Variant) -> list[Node]:
    """Return the price that the page strikes, when the law lets it (R50)."""
    if variant.reference_price is None:
        return []
    kind = {"priceType": f"{VOCABULARY}StrikethroughPrice"}
    return [_price(variant.reference_price) | kind]


def _unit_price(variant: Variant, product: Product) -> list[Node]:
    if variant.unit_price is None or product.net_quantity is None:
        return []
    code, reference = UNITS[product.net_unit]
    quantity = {
        "@type": "QuantitativeValue",
        "value": f"{product.net_quantity.normalize():f}",
        "unitCode": code,
        "valueReference": {"@type": "QuantitativeValue", "value": "1", "unitCode": reference},
    }
    return [_price(variant.current_price) | {"referenceQuantity": quantity}]


def _price(amount: Decimal) -> Node:
    return {"@type": "UnitPriceSpecification", "price": f"{amount:.2f}", "priceCurrency": "EUR"}


def _identifiers(variant: Variant) -> Node:
    return {"sku": variant.sku, **({"gtin": variant.gtin} if ean.is_valid(variant.gtin) else {})}


def _distinct(details: Mapping[int, Node]) -> list[Node]:
    return list({node["@id"]: node for node in details.values()}.values())
