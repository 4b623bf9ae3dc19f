"""The one vocabulary of both databases: words without accents, without endings, in French.

What is indexed and what is typed pass here, so that both databases compare the same words. Other
scripts than Latin are left out.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from catalog.models.search import LONGEST_WORD

STEMMER = snowballstemmer.stemmer("french")
LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "’": "'"})
ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'", re.IGNORECASE)
CHUNK = re.compile(r"[a-z0-9]+(?:[-./_][a-z0-9]+)*")
# Words of three letters or more, as they are spelt; nobody completes a word of forty.
SPELT = re.compile(r"\b[^\W\d_]{3,36}\b")
PART = re.compile(r"[a-z]+|[0-9]+")
MARKS = re.compile("[\u0300-\u036f]+")
FEMININE = re.compile(r"ee$")
PLURAL = re.compile(r"(?<=[^s]{4})s$")
# « Sans » stays: without gluten. Single letters stay: they are sizes.
STOP_WORDS = frozenset(
    "le la les un une des de du et ou a au aux en dans par pour sur avec ce cet cette ces que qui "  # noqa: SIM905
    "est mon ma mes votre vos notre nos".split()
)


class Word(NamedTuple):
    """A word as typed, without accents, and what of it is compared: its parts, and it as a whole.

    « cache-pots » has the parts `cach` and `pot`, and the whole `cachepot`.
    """

    text: str
    parts: tuple[str, ...]
    whole: str


def words(text: str) -> Iterator[Word]:
    """Give the words of a text that mean something, in order."""
    for chunk in CHUNK.findall(ELISION.sub(" ", fold(text))):
        if chunk not in STOP_WORDS:
            yield _word(chunk)


@lru_cache(50_000)
def _word(chunk: str) -> Word:
    parts = [part[:LONGEST_WORD] for part in PART.findall(chunk) if part not in STOP_WORDS]
    return Word(chunk, tuple(stem(part) for part in parts), whole(chunk))


def tokens(text: str) -> list[str]:
    """Return all that a text is found by: the parts of its words, and its words of several parts.

    >>> tokens("Théières, cache-pots et l'huile d'olive : 35 cl")
    ['theier', 'cach', 'pot', 'cachepot', 'huil', 'oliv', '35', 'cl']
    """
    return [token for word in words(text) for token in dict.fromkeys([*word.parts, word.whole])]


def whole(code: str) -> str:
    """Return a reference, or a word of several parts, as one word.

    >>> whole("MUG-Matin 12.B")
    'mugmatin12b'
    """
    return stem("".join(PART.findall(fold(code)))[:LONGEST_WORD])


def written_words(text: str) -> dict[str, str]:
    """Return the words of a text without accents, each with its spelling.

    >>> written_words("Théière en grès, 35 cl")
    {'theiere': 'théière', 'gres': 'grès'}
    """
    plain = ELISION.sub(" ", text.lower().replace("’", "'"))
    spelt = {_fold_word(word): word for word in SPELT.findall(plain)}
    return {word: spelling for word, spelling in spelt.items() if word and word not in STOP_WORDS}


@lru_cache(50_000)
def _fold_word(spelling: str) -> str:
    """Return a word without accents, or nothing where it is of another script."""
    word = fold(spelling)
    return word if re.fullmatch("[a-z]+", word) else ""


def fold(text: str) -> str:
    """Return a text in small letters without accents or ligatures.

    >>> fold("Cœur Émaillé")
    'coeur emaille'
    """
    small = text.lower()
    if small.isascii():
        return small
    return MARKS.sub("", unicodedata.normalize("NFKD", small.translate(LETTERS)))


@lru_cache(50_000)
def stem(word: str) -> str:
    """Return a word without its ending; a number, a code or a word of three letters stays.

    >>> [stem(word) for word in ["bougies", "emaillees", "emaille", "sel", "12a"]]
    ['boug', 'emaill', 'emaill', 'sel', '12a']
    """
    if len(word) < 4 or not word.isalpha():
        return word
    # The stemmer knows « émaillée » by its accent, which is gone, and takes « petit » for a verb.
    ending: str = STEMMER.stemWord(FEMININE.sub("e", PLURAL.sub("", word)))
    return ending
