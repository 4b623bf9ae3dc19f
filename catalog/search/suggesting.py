"""What to offer while somebody types: words to go on with, departments, products."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from catalog.models import Category, Guide, Product, SearchWord
from catalog.models.listing import fetch_cards
from catalog.search.correcting import completions, correct
from catalog.search.engines import All, Either, Expression, Scope
from catalog.search.finding import having
from catalog.search.query import Term, terms, typed
from catalog.search.vocabulary import fold, words

SHORTEST = 2
LAST_WORD = re.compile(r"[^\s'’]*$")
# Six rows fit above a phone's keyboard.
MOST, MOST_WORDS, MOST_DEPARTMENTS, MOST_GUIDES = 6, 2, 1, 1
# Of more products than that the best are not looked for: the next letter tells more.
MOST_COMPARED = 40
_BEST = ("is_obtainable", "is_featured", "published_at", "pk")


class Completion(NamedTuple):
    """A query to go on with: what is typed already, and the rest."""

    start: str
    rest: str

    @property
    def text(self) -> str:
        """Return the whole query."""
        return self.start + self.rest


class Suggestions(NamedTuple):
    """What is offered, by kind, for a text as it is shown again."""

    text: str
    words: list[Completion]
    departments: list[Category]
    guides: list[Guide]
    products: list[Product]

    @property
    def number(self) -> int:
        """Return how many there are."""
        return sum(len(kind) for kind in (self.words, self.departments, self.guides, self.products))


def suggest(text: str) -> Suggestions:
    """Return at most six suggestions; nothing for a letter alone."""
    text = typed(text)
    asked = terms(text) if len(text) >= SHORTEST else []
    if not asked:
        return Suggestions(text, [], [], [], [])
    *before, last = asked
    begun = _begun(last)
    goes_on = _goes_on(text, before, begun)
    departments, guides = _departments(text), _guides(text)
    meant = Either((last.expression, *sorted({word.stem for word in begun})))
    wanted = All((*(term.expression for term in before), meant))
    room = MOST - len(goes_on) - len(departments) - len(guides)
    return Suggestions(text, goes_on, departments, guides, _products(wanted, room))


def _begun(last: Term) -> list[SearchWord]:
    """Return the words that the last one may become, or the one that it was meant to be."""
    found = list(completions(last.text))
    if found or not isinstance(last.expression, str):
        return found
    meant = correct(last.text)
    return list(SearchWord.objects.filter(word=fold(meant))) if meant else []


def _goes_on(text: str, before: list[Term], begun: list[SearchWord]) -> list[Completion]:
    """Return the best words to go on with, the shortest of each family, that lead somewhere."""
    best: dict[str, SearchWord] = {}
    for word in begun:
        known = best.setdefault(word.stem, word)
        if len(word.word) < len(known.word):
            best[word.stem] = word
    start, last = LAST_WORD.split(text, maxsplit=1)[0], fold(text)
    found: list[Completion] = []
    for word in best.values():
        if len(found) == MOST_WORDS:
            break
        if last.endswith(word.word) or (before and not _leads(before, word)):
            continue
        there = _length_of(fold(text[len(start) :]), word)
        found.append(Completion(start + word.written[:there], word.written[there:]))
    return found


def _leads(before: list[Term], word: SearchWord) -> bool:
    wanted = All((*(term.expression for term in before), word.stem))
    return having(wanted).exists()


def _length_of(beginning: str, word: SearchWord) -> int:
    """Return how many letters of a word, as written, stand for what is typed of it."""
    if not word.word.startswith(beginning):
        return 0
    lengths = range(len(word.written) + 1)
    return next(n for n in lengths if len(fold(word.written[:n])) >= len(beginning))


def _departments(text: str) -> list[Category]:
    found = _saying(text, Category.objects.values_list("pk", "name"))
    return list(Category.objects.filter(pk__in=found).with_goods()[:MOST_DEPARTMENTS])


def _guides(text: str) -> list[Guide]:
    found = _saying(text, Guide.objects.published().values_list("pk", "title"))
    return list(Guide.objects.filter(pk__in=found[:MOST_GUIDES])) if found else []


def _saying(text: str, titles: Iterable[tuple[int, str]]) -> list[int]:
    """Return the rows whose title has, for each word typed, a word that begins so."""
    beginnings = [word.text for word in words(text)]
    found: list[int] = []
    for pk, title in titles:
        said = [word.text for word in words(title)]
        if beginnings and all(any(w.startswith(b) for w in said) for b in beginnings):
            found.append(pk)
    return found


def _products(wanted: Expression, most: int) -> list[Product]:
    """Return the first products that have the words, best in their name."""
    best: list[int] = []
    for scope in (Scope.NAME, Scope.FACTS, Scope.ANYWHERE):
        if len(best) < most:
            rows = having(wanted, scope).exclude(pk__in=best).order_by().values_list(*_BEST)
            best += [row[-1] for row in sorted(rows[:MOST_COMPARED], reverse=True)]
    shown = Product.objects.in_bulk(best[:most])
    products = [shown[pk] for pk in best[:most] if pk in shown]
    fetch_cards(products)
    return products
