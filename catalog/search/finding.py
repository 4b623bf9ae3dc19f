"""Find products by words, in order of rank, and forgive what was mistyped."""

import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from django.db.models import Case, IntegerField, Q, When

from catalog.models import Product, SearchWord, Variant
from catalog.models.listing import ORDERS, ProductQuerySet, Sort
from catalog.search.correcting import completions, correct
from catalog.search.engines import All, Either, Expression, Scope, Standing, each_word
from catalog.search.query import Term, key, terms, typed
from catalog.search.vocabulary import fold, whole

LETTERS = re.compile(r"[^\W\d_]+")
# Of a number that so many products say, none is the reference.
MOST_NAMED = 20


class How(StrEnum):
    """How products answer what was typed."""

    EXACTLY = "exactly"
    CORRECTED = "corrected"
    NEARLY = "nearly"


class Found(NamedTuple):
    """Products in order of rank, the words that found them, and a name for this very question."""

    how: How
    text: str
    products: ProductQuerySet
    scope: str


def having(expression: Expression, scope: Scope = Scope.ANYWHERE) -> ProductQuerySet:
    """Return the products on sale that have the words in a scope."""
    return Product.objects.published().filter(Standing(expression, scope))


def find(text: str) -> Found | None:
    """Return the products that have every word of a text, or what it is also called.

    Nothing where there is no word.
    """
    wanted = terms(text)
    return _found(How.EXACTLY, typed(text), wanted) if wanted else None


def named(text: str) -> Variant | None:
    """Return the variant on sale whose reference or code a text is, however it is spaced."""
    code = whole(typed(text))
    if not code or typed(text).isalpha():
        return None
    ids = list(having(code).order_by().values_list("pk", flat=True)[:MOST_NAMED])
    variants = Variant.objects.filter(product__in=ids).select_related("product")
    return next((v for v in variants if code in {whole(v.sku), whole(v.gtin)}), None)


def forgive(text: str) -> Found | None:
    """Return what a text without result may have meant: the first try that finds something.

    Words begun are completed, words that the shop does not know are corrected, and at last some
    word may be missing.
    """
    for found in _tries(text):
        if found.products.exists():
            return found
    return None


def _tries(text: str) -> Iterator[Found]:
    asked, unknown = _understood(text)
    if not asked:
        return
    yield _found(How.EXACTLY, typed(text), asked)
    spelt = _spelt(text, unknown)
    if spelt != typed(text):
        asked, unknown = _understood(spelt)
        yield _found(How.CORRECTED, spelt, asked)
    known = [term for term in asked if term not in unknown]
    if known and unknown:
        yield _found(How.NEARLY, typed(text), known)
    for missing in range(1, len(known) // 2 + 1):
        yield _nearly(text, known, len(known) - missing)


def _understood(text: str) -> tuple[list[Term], list[Term]]:
    """Return the words, those that were only begun completed, and those that nothing completes."""
    asked = terms(text)
    words = {term: term.expression for term in asked if isinstance(term.expression, str)}
    known = set(SearchWord.objects.filter(stem__in=words.values()).values_list("stem", flat=True))
    begun = [term for term, word in words.items() if word not in known and term.text.isalpha()]
    completed = [_completed(term) if term in words else term for term in asked]
    return completed, [term for term in completed if term in begun]


def _completed(term: Term) -> Term:
    """Widen a word by those that begin like it."""
    longer = {word.stem for word in completions(term.text)} - {term.own}
    return term._replace(expression=Either((term.own, *sorted(longer)))) if longer else term


def _spelt(text: str, unknown: list[Term]) -> str:
    right = {term.text: found for term in unknown if (found := correct(term.text))}
    return LETTERS.sub(lambda word: right.get(fold(word[0]), word[0]), typed(text))


def _found(how: How, text: str, wanted: list[Term]) -> Found:
    expression = All(term.expression for term in wanted)
    products = _ranked(expression, All(term.own for term in wanted))
    return Found(how, text, products, f"{how} {key(expression)}")


def _nearly(text: str, wanted: list[Term], enough: int) -> Found:
    subsets = combinations([term.expression for term in wanted], enough)
    expression = Either(All(subset) for subset in subsets)
    products = _ranked(expression, expression)
    return Found(How.NEARLY, typed(text), products, f"{How.NEARLY} {key(expression)}")


def _ranked(expression: Expression, own: Expression) -> ProductQuerySet:
    """Order by where the words stand: at the head of the name, in it, in the facts, and so on.

    In the name, the words themselves come before what they are also called.
    """
    whens = [
        When(condition, then=place)
        for place, condition in enumerate(
            [
                *_named(own),
                *(_named(expression) if expression != own else []),
                Standing(expression, Scope.FACTS),
                Standing(expression, Scope.DEPARTMENTS),
            ]
        )
    ]
    rank = Case(*whens, default=len(whens), output_field=IntegerField())
    return (
        having(expression)
        .annotate(search_rank=rank)
        .order_by("search_rank", *ORDERS[Sort.RELEVANCE])
    )


def _named(expression: Expression) -> list[Q]:
    """Return the conditions that a name has the words, one of them first; and that it has them."""
    inside = Standing(expression, Scope.NAME)
    return [Q(inside, search_entry__head__in=set(each_word(expression))), Q(inside)]
