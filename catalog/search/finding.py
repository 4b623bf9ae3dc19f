"""Find products by words, in order of rank, and forgive what was mistyped."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from django.db.models import Case, IntegerField, Q, When

from catalog.models import Product, SearchWord
from catalog.models.listing import ORDERS, ProductQuerySet, Sort
from catalog.search.correcting import completions, correct
from catalog.search.engines import All, Either, Expression, Scope, each_word, standing
from catalog.search.query import Term, key, terms, typed


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


def find(text: str) -> Found:
    """Return the products that have every word of a text, or what it is also called."""
    return _found(How.EXACTLY, typed(text), terms(text))


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
    yield _found(How.EXACTLY, typed(text), asked)
    right = {term.text: correct(term.text) or term.text for term in unknown}
    spelt = " ".join(right.get(term.text, term.text) for term in asked)
    if any(word != written for word, written in right.items()):
        asked, unknown = _understood(spelt)
        yield _found(How.CORRECTED, spelt, asked)
    known = [term for term in asked if term not in unknown]
    if unknown:
        yield _found(How.NEARLY, typed(text), known)
    for missing in range(1, (len(known) + 1) // 2 + 1):
        yield _nearly(text, known, len(known) - missing)


def _understood(text: str) -> tuple[list[Term], list[Term]]:
    """Return the words, those that were only begun completed, and those that nothing completes."""
    asked = terms(text)
    words = {term: term.expression for term in asked if isinstance(term.expression, str)}
    known = set(SearchWord.objects.filter(stem__in=words.values()).values_list("stem", flat=True))
    begun = [term for term, word in words.items() if word not in known and term.text.isalpha()]
    whole = {term: Either(sorted({w.stem for w in completions(term.text)})) for term in begun}
    completed = [Term(term.text, whole.get(term) or term.expression) for term in asked]
    return completed, [term for term in begun if not whole[term]]


def _found(how: How, text: str, wanted: list[Term]) -> Found:
    expression = All(term.expression for term in wanted)
    return Found(how, text, _ranked(expression, wanted), f"{how} {key(expression)}")


def _nearly(text: str, wanted: list[Term], enough: int) -> Found:
    subsets = combinations([term.expression for term in wanted], enough)
    expression = Either(All(subset) for subset in subsets if subset)
    products = _ranked(expression, wanted) if expression else Product.objects.none()
    return Found(How.NEARLY, typed(text), products, f"{How.NEARLY} {key(expression)}")


def _ranked(expression: Expression, wanted: list[Term]) -> ProductQuerySet:
    """Order by where the words stand: at the head of the name, in it, in the facts, and so on."""
    if not wanted:
        return Product.objects.none()
    heads = {word for term in wanted for word in each_word(term.expression)}
    named = standing(expression, Scope.NAME)
    rank = Case(
        When(Q(named, search_entry__head__in=heads), then=0),
        When(named, then=1),
        When(standing(expression, Scope.FACTS), then=2),
        When(standing(expression, Scope.DEPARTMENTS), then=3),
        default=4,
        output_field=IntegerField(),
    )
    found = Product.objects.published().filter(standing(expression), search_entry__isnull=False)
    return found.annotate(search_rank=rank).order_by("search_rank", *ORDERS[Sort.RELEVANCE])
