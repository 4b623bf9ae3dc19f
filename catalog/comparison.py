"""Products side by side: what was asked for, and a row for each thing that may differ."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalog.models import Offer, Product, Variant
from catalog.models.offer import RUNNING_OFFERS
from catalog.templatetags.catalog_tags import availability_words, net_quantity, unit_price
from shop import money

MOST = 4
# An address may name more than is shown; what comes after is not even looked up.
MOST_READ = 20


class Column(NamedTuple):
    """A product with the variant compared, and the word that names both in an address."""

    key: str
    product: Product
    variant: Variant | None


class Row(NamedTuple):
    """One characteristic: its name, what each column says of it, and whether they differ."""

    name: str
    cells: list[str]
    # The name and the cells are the merchant's own words.
    is_merchants: bool = False

    @property
    def differs(self) -> bool:
        """Tell whether two columns say different things."""
        return len(set(self.cells)) > 1


class Asked(NamedTuple):
    """The columns to show, how many names led to nothing, and how many were too many."""

    columns: list[Column]
    unknown: int
    beyond: int


def columns_asked(keys: Iterable[str]) -> Asked:
    """Return what an address names by « slug » or « slug:SKU », in its order, in three queries."""
    wanted = list(dict.fromkeys(filter(None, keys)))[:MOST_READ]
    slugs = {key.partition(":")[0] for key in wanted}
    found = Product.objects.published().for_page().filter(slug__in=slugs)
    products = {product.slug: product for product in found}
    known = [key for key in wanted if key.partition(":")[0] in products]
    shown = [(key, products[key.partition(":")[0]]) for key in known[:MOST]]
    offers = Prefetch("offers", Offer.objects.running(), to_attr=RUNNING_OFFERS)
    variants = Variant.objects.order_by("position", "pk").prefetch_related(offers)
    if shown:
        chosen = {product.pk: product for _key, product in shown}.values()
        prefetch_related_objects(list(chosen), Prefetch("variants", variants, to_attr="choices"))
    columns = [Column(key, product, _variant(key, product)) for key, product in shown]
    return Asked(columns, len(wanted) - len(known), max(len(known) - MOST, 0))


def rows(columns: Sequence[Column]) -> list[Row]:
    """Return what can be compared; what no column says anything of is left out."""
    told = [Row(name, [say(column) for column in columns]) for name, say in _facts().items()]
    names = dict.fromkeys(name for column in columns for name in column.product.features)
    told += [
        Row(name, [str(c.product.features.get(name, "")) for c in columns], is_merchants=True)
        for name in names
    ]
    return [row for row in told if any(row.cells)]


def _variant(key: str, product: Product) -> Variant | None:
    sku = key.partition(":")[2]
    named = (variant for variant in product.choices if variant.sku == sku)
    return next(named, product.cheapest)


def _facts() -> dict[str, Callable[[Column], str]]:
    """Return how to say what the shop itself knows of a column, by its name."""
    return {
        _("Version"): lambda c: c.variant.label if c.variant else "",
        _("Prix TTC"): lambda c: _price(c.variant),
        _("Prix à l'unité"): lambda c: unit_price(c.variant) if c.variant else "",
        _("Disponibilité"): lambda c: (
            availability_words(c.variant) if c.variant else _("Bientôt disponible")
        ),
        _("Note des clients"): lambda c: _rating(c.product),
        _("Droit de rétractation"): lambda c: c.product.withdrawal_note or _("14 jours"),
        _("Marque"): lambda c: str(c.product.brand or ""),
        _("Quantité nette"): lambda c: net_quantity(c.product),
    }


def _price(variant: Variant | None) -> str:
    return money.price(variant.current_price, get_language() or "fr") if variant else ""


def _rating(product: Product) -> str:
    if not product.rating_count or product.rating_average is None:
        return ""
    average = f"{product.rating_average:.1f}"
    if get_language() != "en":
        average = average.replace(".", ",")
    told = ngettext(
        "%(average)s sur 5, %(n)s avis", "%(average)s sur 5, %(n)s avis", product.rating_count
    )
    return told % {"average": average, "n": product.rating_count}
