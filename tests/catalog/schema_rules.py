"""What schema.org says of the types that the shop uses, and what Google asks of them besides.

Written from the definitions: for each type its properties with the range of each, and those that a
rich result cannot do without.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

V = "https://schema.org/"
Rule = Callable[[Any], bool]


def text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def url(value: Any) -> bool:
    return text(value) and bool(re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", value))


def pattern(value: Any) -> bool:
    return text(value) and url(re.sub(r"\{\w+\}", "x", value))


def amount(value: Any) -> bool:
    return text(value) and bool(re.fullmatch(r"\d+\.\d{2}", value))


def number(value: Any) -> bool:
    return not isinstance(value, bool) and bool(re.fullmatch(r"\d+(\.\d+)?", str(value)))


def day(value: Any) -> bool:
    return text(value) and bool(date.fromisoformat(value))


def gtin(value: Any) -> bool:
    """Eight, twelve, thirteen or fourteen digits, the last of them the check digit."""
    if not (text(value) and value.isdigit() and len(value) in {8, 12, 13, 14}):
        return False
    weighted = (int(digit) * (3, 1)[n % 2] for n, digit in enumerate(reversed(value[:-1])))
    return (10 - sum(weighted) % 10) % 10 == int(value[-1])


def one_of(*words: str) -> Rule:
    return lambda value: value in words


def member(*words: str) -> Rule:
    return lambda value: value in {f"{V}{word}" for word in words}


def node(*types: str) -> Rule:
    return lambda value: isinstance(value, dict) and value.get("@type") in types


def reference_or(*types: str) -> Rule:
    return lambda value: node(*types)(value) or (isinstance(value, dict) and set(value) == {"@id"})


def some(rule: Rule) -> Rule:
    return lambda value: (
        bool(value) and all(map(rule, value if isinstance(value, list) else [value]))
    )


AVAILABLE = member(
    "BackOrder", "InStock", "LimitedAvailability", "OutOfStock", "PreOrder", "SoldOut"
)
PRODUCT: dict[str, Rule] = {
    "name": text,
    "description": text,
    "url": url,
    "category": text,
    "image": some(url),
    "brand": node("Brand"),
    "aggregateRating": node("AggregateRating"),
    "sku": text,
    "gtin": gtin,
    "color": text,
    "size": text,
    "material": text,
    "pattern": text,
    "offers": node("Offer"),
}
TYPES: dict[str, dict[str, Rule]] = {
    "Product": PRODUCT,
    "ProductGroup": PRODUCT
    | {
        "productGroupID": text,
        "variesBy": some(member("color", "size", "material", "pattern")),
        "hasVariant": some(node("Product")),
    },
    "Service": {
        name: PRODUCT[name]
        for name in ("name", "description", "url", "category", "image", "brand", "aggregateRating")
    }
    | {"offers": some(node("Offer"))},
    "Offer": {
        "name": text,
        "sku": text,
        "url": url,
        "price": amount,
        "priceCurrency": one_of("EUR"),
        "availability": AVAILABLE,
        "itemCondition": member("NewCondition"),
        "priceValidUntil": day,
        "deliveryLeadTime": node("QuantitativeValue"),
        "priceSpecification": some(node("UnitPriceSpecification")),
        "hasMerchantReturnPolicy": reference_or("MerchantReturnPolicy"),
        "shippingDetails": reference_or("OfferShippingDetails"),
    },
    "UnitPriceSpecification": {
        "price": amount,
        "priceCurrency": one_of("EUR"),
        "priceType": member("StrikethroughPrice"),
        "referenceQuantity": node("QuantitativeValue"),
    },
    "QuantitativeValue": {
        "value": number,
        "minValue": number,
        "maxValue": number,
        "unitCode": one_of("DAY", "GRM", "KGM", "MLT", "LTR", "MTR"),
        "valueReference": node("QuantitativeValue"),
    },
    "MerchantReturnPolicy": {
        "applicableCountry": one_of("FR"),
        "returnPolicyCategory": member(
            "MerchantReturnFiniteReturnWindow", "MerchantReturnNotPermitted"
        ),
        "merchantReturnDays": number,
        "returnMethod": member("ReturnByMail"),
        "returnFees": member("ReturnFeesCustomerResponsibility"),
        "itemCondition": member("NewCondition"),
    },
    "OfferShippingDetails": {
        "shippingRate": node("MonetaryAmount"),
        "shippingDestination": some(node("DefinedRegion")),
        "deliveryTime": node("ShippingDeliveryTime"),
    },
    "MonetaryAmount": {"value": amount, "currency": one_of("EUR")},
    "DefinedRegion": {"addressCountry": lambda value: bool(re.fullmatch("[A-Z]{2}", value))},
    "ShippingDeliveryTime": {
        "handlingTime": node("QuantitativeValue"),
        "transitTime": node("QuantitativeValue"),
    },
    "AggregateRating": {
        "ratingValue": number,
        "reviewCount": number,
        "bestRating": number,
        "worstRating": number,
    },
    "Brand": {"name": text},
    "BreadcrumbList": {"itemListElement": some(node("ListItem"))},
    "ListItem": {"position": number, "name": text, "item": url},
    "Organization": {
        "name": text,
        "url": url,
        "logo": url,
        "legalName": text,
        "vatID": text,
        "email": text,
        "telephone": text,
        "address": node("PostalAddress"),
    },
    "PostalAddress": dict.fromkeys(
        ("streetAddress", "postalCode", "addressLocality", "addressCountry"), text
    ),
    "WebSite": {
        "name": text,
        "url": url,
        "inLanguage": one_of("fr", "en"),
        "publisher": reference_or("Organization"),
        "potentialAction": node("SearchAction"),
    },
    "SearchAction": {
        "target": node("EntryPoint"),
        "query-input": one_of("required name=words"),
    },
    "EntryPoint": {"urlTemplate": pattern},
}
# What a page of results shows nothing without.
REQUIRED = {
    "Product": {"name", "image", "offers"},
    "ProductGroup": {"name", "productGroupID", "hasVariant"},
    "Service": {"name", "offers"},
    "Offer": {"url", "price", "priceCurrency", "availability"},
    "MerchantReturnPolicy": {"applicableCountry", "returnPolicyCategory"},
    "OfferShippingDetails": {"shippingRate", "shippingDestination", "deliveryTime"},
    "AggregateRating": {"ratingValue", "reviewCount"},
    "ListItem": {"position", "name", "item"},
    "Organization": {"name", "url", "logo"},
    "WebSite": {"name", "url"},
}


def faults(nodes: list[dict[str, Any]]) -> list[str]:
    """Return what is wrong with the data of one page, each with where it stands."""
    known = {found["@id"] for found in nodes if "@id" in found}
    told = [fault for found in nodes for fault in _faults(found, known, found["@type"])]
    return told + [f"{n['@type']}: no context" for n in nodes if n.get("@context") != V[:-1]]


def _faults(found: dict[str, Any], known: set[str], place: str) -> list[str]:
    if set(found) == {"@id"}:
        return [] if found["@id"] in known else [f"{place}: nothing has the id {found['@id']}"]
    kind = found.get("@type", "")
    rules, words = TYPES.get(kind, {}), set(found) - {"@context", "@type", "@id"}
    told = [f"{place}: {kind} lacks {name}" for name in REQUIRED.get(kind, set()) - words]
    for name in words:
        value = found[name]
        if not (name in rules and rules[name](value)):
            told.append(f"{place}.{name}: {str(value)[:60]}")
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                told += _faults(part, known, f"{place}.{name}")
    return told
