"""What a product's page lets a visitor choose, and the variant that a choice leads to."""

from collections.abc import Mapping
from typing import NamedTuple

from catalog.models.product import Product
from catalog.models.variant import Attribute, Value, Variant


class Choice(NamedTuple):
    """One value of an option, and the variant it leads to while the other options stay."""

    value: Value
    variant: Variant | None
    is_chosen: bool


class Option(NamedTuple):
    """What variants differ by, its values in order, and the value of the variant shown."""

    attribute: Attribute
    choices: list[Choice]

    @property
    def chosen(self) -> Value | None:
        """Return the value of the variant shown."""
        return next((choice.value for choice in self.choices if choice.is_chosen), None)


def options(product: Product, shown: Variant) -> list[Option]:
    """Return the options of a product fetched by `fetch_page`, as the variant shown has them."""
    if len(product.choices) < 2:
        return []
    values = {value for variant in product.choices for value in variant.values.all()}
    ordered = sorted(values, key=lambda v: (v.attribute.position, v.attribute_id, v.position, v.pk))
    found: dict[int, Option] = {}
    for value in ordered:
        option = found.setdefault(value.attribute_id, Option(value.attribute, []))
        option.choices.append(_choice(product, shown, value))
    return list(found.values())


def variant_asked(product: Product, query: Mapping[str, str]) -> Variant | None:
    """Return the variant that an address names by `v`, or the first that can be bought."""
    named = (variant for variant in product.choices if variant.sku == query.get("v"))
    return next(named, product.main_choice)


def variant_chosen(product: Product, shown: Variant, query: Mapping[str, str]) -> Variant | None:
    """Return the variant of the values sent by the form of options; None when none was sent.

    No variant has them all: what was changed wins over what was left as it is.
    """
    asked = {query[name] for name in query if name.startswith("option-")}
    if not asked:
        return None
    before = _keys(shown)

    def closeness(variant: Variant) -> tuple[int, int]:
        keys = _keys(variant)
        return len(keys & (asked - before)), len(keys & asked)

    return max(product.choices, key=closeness)


def _keys(variant: Variant) -> set[str]:
    return {str(value.pk) for value in variant.values.all()}


def _choice(product: Product, shown: Variant, value: Value) -> Choice:
    others = {v for v in shown.values.all() if v.attribute_id != value.attribute_id}
    wanted = others | {value}
    variant = next((v for v in product.choices if set(v.values.all()) == wanted), None)
    return Choice(value, variant, is_chosen=value in shown.values.all())
