"""What search reads of a product."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from django.utils import timezone

from catalog.models import Category, Product, SearchEntry, Variant
from catalog.search.vocabulary import tokens, whole, words, written_words

_FIELDS = ("pk", "name", "benefit", "description", "features", "brand__name", "category__path")


class Document(NamedTuple):
    """An entry, and its words with their spelling: those of the facts, and those of the text."""

    entry: SearchEntry
    named: dict[str, str]
    mentioned: dict[str, str]


def documents(product_ids: Collection[int]) -> Iterator[Document]:
    """Read products in three queries, and a fourth where variants have values."""
    products = list(Product.objects.filter(pk__in=product_ids).values_list(*_FIELDS))
    departments = _departments({path for *_others, path in products})
    kinds = _kinds(product_ids)
    for pk, name, benefit, description, features, brand, path in products:
        codes, values = kinds[pk]
        first = next(words(name), None)
        facts = "\n".join([benefit, brand or "", *values, *_flat(features.values())])
        place, text = "\n".join(departments[path]), "\n".join([description, *features])
        entry = SearchEntry(
            product_id=pk,
            head=first.whole if first else "",
            name=_joined(tokens(name)),
            facts=_joined([*tokens(facts), *(whole(code) for code in codes if code)]),
            departments=_joined(tokens(place)),
            text=_joined(tokens(text)),
            indexed_at=timezone.now(),
        )
        named = written_words("\n".join([facts, place, name]))
        yield Document(entry, named, written_words(text))


def _joined(found: Iterable[str]) -> str:
    return " ".join(sorted(set(found)))


def _flat(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from map(str, value) if isinstance(value, list) else [str(value)]


def _departments(paths: set[str]) -> dict[str, list[str]]:
    """Return the names of each department and of those above it, by its path."""
    step = Category.steplen
    above = {path: [path[:end] for end in range(step, len(path) + 1, step)] for path in paths}
    wanted = {part for parts in above.values() for part in parts}
    names = dict(Category.objects.filter(path__in=wanted).values_list("path", "name"))
    return {path: [names[part] for part in parts if part in names] for path, parts in above.items()}


def _kinds(product_ids: Collection[int]) -> dict[int, tuple[set[str], set[str]]]:
    """Return the references, and the words of the values, of each product's variants."""
    kinds: dict[int, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    variants = Variant.objects.filter(product_id__in=product_ids)
    rows = variants.values_list("product_id", "sku", "gtin", "label", "values__name")
    for product_id, sku, gtin, label, value in rows.order_by():
        codes, values = kinds[product_id]
        codes.update([sku, gtin])
        values.update([label, value or ""])
    return kinds
