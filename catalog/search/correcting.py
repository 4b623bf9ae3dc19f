"""Complete a word that was begun, and correct one that was mistyped."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.db.models.functions import Length
from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.models import SearchWord
from catalog.models.search import LONGEST_WORD

MOST_COMPLETIONS = 20
# Letters that may be wrong in a word of so many: one in « mugg », two in « theierre ».
SHORTEST_WITH_TWO_MISTAKES = 6
SHORTEST = 3


def completions(beginning: str, most: int = MOST_COMPLETIONS) -> "QuerySet[SearchWord]":
    """Return the words that begin so, those of most products first; without accents."""
    rows = SearchWord.objects.filter(products__gt=0)
    # As an index of words is read on both databases, whatever the order of their letters.
    rows = rows.filter(word__range=(beginning, beginning + "z" * LONGEST_WORD))
    return rows.order_by("-products", "word")[:most]


def correct(word: str) -> str | None:
    """Return the word of the shop that was probably meant, as it is written there.

    Of several as near, one with the same first letter, which few people mistake, then the one that
    describes most products.
    """
    mistakes = 2 if len(word) >= SHORTEST_WITH_TWO_MISTAKES else 1
    if len(word) < SHORTEST:
        return None
    near = _near(word, _candidates(word, mistakes), mistakes)
    rows = list(SearchWord.objects.filter(word__in=near))
    if not rows:
        return None
    best = min(rows, key=lambda row: (row.word[0] != word[0], -row.products, row.word))
    # « mug » rather than « mugs ».
    family = [row for row in rows if row.stem == best.stem]
    return min(family, key=lambda row: len(row.word)).written


def _candidates(word: str, mistakes: int) -> Iterable[str]:
    """Return the words of about the same length."""
    rows = SearchWord.objects.filter(products__gt=0).annotate(length=Length("word"))
    rows = rows.filter(length__gte=len(word) - mistakes, length__lte=len(word) + mistakes)
    return rows.values_list("word", flat=True)


def _near(word: str, candidates: Iterable[str], mistakes: int) -> list[str]:
    """Return the candidates with the fewest letters added, left out, changed or swapped."""
    found = process.extract(
        word, list(candidates), scorer=OSA.distance, score_cutoff=mistakes, limit=50
    )
    fewest = min((distance for _word, distance, _place in found), default=0)
    return [near for near, distance, _place in found if distance == fewest]
