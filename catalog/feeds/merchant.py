"""The goods on sale as Google Merchant Center reads them: RSS 2.0, one item for each variant.

Prices follow the page: a sale price is told only beside a price that the law lets it strike (R50).
Delivery is left to the merchant's account there, which knows the weight that is told here.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from stdnum import ean

from catalog.feeds.aligned import Aligned
from catalog.feeds.xml import element
from catalog.kinds import kind_of
from catalog.models import Category, Offer, Product, ProductImage, Variant
from catalog.schema import absolute
from shop import calendar
from shop.models import Merchant

BATCH = 500
# What Google reads of each, at most.
LONGEST_ID, LONGEST_TITLE, LONGEST_TEXT, MOST_PICTURES = 50, 150, 5000, 10
AVAILABILITY = {
    "in_stock": "in_stock",
    "low": "in_stock",
    "to_order": "in_stock",
    "held": "in_stock",
    "out": "out_of_stock",
}
# The unit that the price of a net quantity is told for (R49).
BASES = {"g": "1kg", "ml": "1l", "m": "1m"}


def merchant_feed() -> Iterator[str]:
    """Write the whole feed, in six queries."""
    merchant = Merchant.current()
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n<channel>\n'
    yield element("title", merchant.name) + element("link", absolute("/"))
    yield element("description", f"{merchant.name} : produits en vente") + "\n"
    departments = _departments()
    for variant, pictures, options in _goods():
        if pictures:
            told = _item(variant, pictures, options)
            told.append(("g:product_type", departments[variant.product.category_id]))
            parts = "".join(element(name, text) for name, text in told if text)
            yield f"<item>{parts}</item>\n"
    yield "</channel>\n</rss>\n"


def _goods() -> Iterator[tuple[Variant, list[ProductImage], dict[str, str]]]:
    """Return each variant on sale with its running offers, its pictures and its options."""
    goods = Variant.objects.on_sale().filter(product__kind=Product.Kind.GOODS)
    offers = _by_variant(_offers())
    values = _by_variant(_values())
    pictures = Aligned(_pictures(), lambda picture: (picture.product_id,))
    shown: tuple[int, list[ProductImage]] = (0, [])
    rows = goods.select_related("product__brand").order_by("product_id", "pk")
    for variant in rows.iterator(chunk_size=BATCH):
        key = (variant.product_id, variant.pk)
        if shown[0] != variant.product_id:
            shown = (variant.product_id, pictures.take((variant.product_id,)))
        variant.running_offers = [offer for _key, offer in offers.take(key)]
        yield variant, shown[1], _options([row for _key, row in values.take(key)])


def _by_variant(rows: Iterator[tuple[tuple[int, int], Any]]) -> Aligned[Any]:
    return Aligned(rows, lambda row: row[0])


def _offers() -> Iterator[tuple[tuple[int, int], Offer]]:
    rows = Offer.objects.running().with_history().select_related("variant")
    ordered = rows.order_by("variant__product_id", "variant_id", "price", "pk")
    for offer in ordered.iterator(chunk_size=BATCH):
        yield (offer.variant.product_id, offer.variant_id), offer


def _values() -> Iterator[tuple[tuple[int, int], tuple[str, str, str]]]:
    rows = Variant.values.through.objects.order_by("variant__product_id", "variant_id", "pk")
    columns = ("variant__product_id", "variant_id")
    told = ("value__attribute__name", "value__name", "value__color")
    for product, variant, *row in rows.values_list(*columns, *told).iterator(chunk_size=BATCH):
        yield (product, variant), tuple(row)


def _pictures() -> Iterator[ProductImage]:
    ready = ProductImage.objects.filter(status=ProductImage.Status.READY)
    rows = ready.only("product_id", "variant_id", "sizes").order_by("product_id", "position", "pk")
    return rows.iterator(chunk_size=BATCH)


def _options(rows: list[tuple[str, str, str]]) -> dict[str, str]:
    found = {kind_of(name, is_coloured=bool(color)): value for name, value, color in rows}
    return {kind: value for kind, value in found.items() if kind}


def _departments() -> dict[int, str]:
    """Return « Maison > Vases » by the id of a department."""
    trails: dict[str, str] = {}
    found = {}
    for category in Category.objects.all():
        above = trails.get(category.path[: -Category.steplen], "")
        trails[category.path] = f"{above} > {category.name}" if above else category.name
        found[category.pk] = trails[category.path]
    return found


def _item(
    variant: Variant, pictures: list[ProductImage], options: dict[str, str]
) -> list[tuple[str, str]]:
    product = variant.product
    title = f"{product.name}, {variant.label}" if variant.label else product.name
    return [
        ("g:id", variant.sku if len(variant.sku) <= LONGEST_ID else f"v{variant.pk}"),
        ("g:title", title[:LONGEST_TITLE]),
        ("g:description", (product.description or product.benefit)[:LONGEST_TEXT]),
        ("g:link", absolute(variant.get_absolute_url())),
        *_pictures_of(variant, pictures),
        ("g:availability", AVAILABILITY[variant.availability]),
        *_prices(variant),
        *_identity(variant),
        ("g:condition", "new"),
        ("g:item_group_id", str(product.pk) if variant.label or options else ""),
        *((f"g:{kind}", value) for kind, value in sorted(options.items())),
        *_measures(variant),
    ]


def _pictures_of(variant: Variant, pictures: list[ProductImage]) -> list[tuple[str, str]]:
    """Return the variant's own picture first; what shows another variant is left out."""
    own = [picture for picture in pictures if picture.variant_id == variant.pk]
    shared = [picture for picture in pictures if picture.variant_id is None]
    first, *others = [absolute(picture.large) for picture in [*own, *shared] or pictures]
    more = [("g:additional_image_link", url) for url in others[:MOST_PICTURES]]
    return [("g:image_link", first), *more]


def _prices(variant: Variant) -> list[tuple[str, str]]:
    now, struck, offer = variant.current_price, variant.reference_price, variant.offer
    if struck is None or offer is None:
        return [("g:price", f"{now:.2f} EUR")]
    prices = [("g:price", f"{struck:.2f} EUR"), ("g:sale_price", f"{now:.2f} EUR")]
    if offer.ends_at:
        dates = f"{_moment(offer.starts_at)}/{_moment(offer.ends_at)}"
        prices.append(("g:sale_price_effective_date", dates))
    return prices


def _moment(at: datetime) -> str:
    return f"{at.astimezone(calendar.PARIS):%Y-%m-%dT%H:%M%z}"


def _identity(variant: Variant) -> list[tuple[str, str]]:
    brand = variant.product.brand.name if variant.product.brand else ""
    if ean.is_valid(variant.gtin):
        return [("g:brand", brand), ("g:gtin", variant.gtin)]
    return [("g:brand", brand), ("g:identifier_exists", "no")]


def _measures(variant: Variant) -> list[tuple[str, str]]:
    product = variant.product
    told = [("g:shipping_weight", f"{variant.weight} g" if variant.weight else "")]
    if product.net_quantity and product.net_unit in BASES:
        told += [
            ("g:unit_pricing_measure", f"{product.net_quantity.normalize():f}{product.net_unit}"),
            ("g:unit_pricing_base_measure", BASES[product.net_unit]),
        ]
    if variant.availability == "to_order":
        told.append(("g:max_handling_time", str(product.made_to_order_days)))
    return told
