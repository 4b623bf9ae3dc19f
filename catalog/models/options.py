"""What a product's page lets a visitor choose, and the variant that a choice leads to."""

from collections.abc import Mapping
from typing import NamedTuple

from catalog.models.product import Product
from catalog.models.variant import Attribute, Value, Variant

# Beyond that a list is quicker to look through than a wall of buttons.
MOST_BUTTONS = 12


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

    @property
    def is_long(self) -> bool:
        """Tell whether its values are better shown as a list."""
        return len(self.choices) > MOST_BUTTONS


def options(product: Product, shown: Variant) -> list[Option]:
    """Return the options of a product fetched by `fetch_page`, as the variant shown has them."""
    if len(product.choices) < 2:
        return []
    values = {variant.pk: set(variant.values.all()) for variant in product.choices}
    # Of two variants with the same values, the first is the one that a choice leads to.
    leading = {frozenset(values[variant.pk]): variant for variant in reversed(product.choices)}
    chosen, found = values[shown.pk], dict[int, Option]()
    for value in sorted(set().union(*values.values()), key=_place):
        option = found.setdefault(value.attribute_id, Option(value.attribute, []))
        others = {v for v in chosen if v.attribute_id != value.attribute_id}
        variant = leading.get(frozenset(others | {value}))
        option.choices.append(Choice(value, variant, is_chosen=value in chosen))
    return list(found.values())


def _place(value: Value) -> tuple[int, int, int, int]:
    return (value.attribute.position, value.attribute_id, value.position, value.pk)


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
