"""What somebody typed, as words to look for: each with what it may also be called."""

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from catalog.models import Synonym
from catalog.search.engines import All, Either, Expression
from catalog.search.vocabulary import Word, words

LONGEST_QUERY = 100
MOST_WORDS = 8


class Term(NamedTuple):
    """One word, or the words of one synonym, as typed: itself, and all that finds it."""

    text: str
    own: Expression
    expression: Expression


def typed(text: str) -> str:
    """Return a query as it is shown again: on one line, and not longer than people write."""
    return " ".join(text.replace("\0", " ").split())[:LONGEST_QUERY].strip()


def terms(text: str) -> list[Term]:
    """Return the words of a query, each widened by the synonyms that staff keep."""
    found = list(words(typed(text)))[:MOST_WORDS]
    synonyms = _synonyms() if found else {}
    return list(_widened(found, synonyms))


def expression_of(word: Word) -> Expression:
    """Return what finds a word: itself, or its parts where it has several."""
    return word.whole if len(word.parts) < 2 else Either((word.whole, All(word.parts)))


def key(expression: Expression) -> str:
    """Return a name of an expression: two that find the same by construction have the same."""
    if isinstance(expression, str):
        return expression
    return json.dumps([type(expression).__name__, *map(key, expression)])


def _widened(found: list[Word], synonyms: dict[tuple[str, ...], set[str]]) -> Iterator[Term]:
    longest = max(map(len, synonyms), default=0)
    start = 0
    while start < len(found):
        for end in range(min(len(found), start + longest), start, -1):
            others = synonyms.get(_parts(found[start:end]))
            if others:
                break
        else:
            end, others = start + 1, None
        taken = found[start:end]
        own = All(map(expression_of, taken)) if len(taken) > 1 else expression_of(taken[0])
        text = " ".join(word.text for word in taken)
        yield Term(text, own, Either((own, *map(_meant, sorted(others)))) if others else own)
        start = end


def _synonyms() -> dict[tuple[str, ...], set[str]]:
    """Return, for each term by its words, the terms that mean the same."""
    found: dict[tuple[str, ...], set[str]] = {}
    for synonym in Synonym.objects.all():
        terms = synonym.terms
        for term in terms[:1] if synonym.is_one_way else terms:
            parts = _parts(words(term))
            others = {other for other in terms if other != term and _parts(words(other))}
            if parts and others:
                found.setdefault(parts, set()).update(others)
    return found


def _parts(found: Iterable[Word]) -> tuple[str, ...]:
    return tuple(part for word in found for part in word.parts)


def _meant(term: str) -> Expression:
    return All(map(expression_of, words(term)))
