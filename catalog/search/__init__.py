"""Search: what is sold, found by words, on SQLite and PostgreSQL alike.

    index(ids), forget(ids)    what a flow says when it changes what is sold
    find(text)                 products in order of rank, by every word
    named(text)                the variant whose reference it is
    forgive(text)              what a text that found nothing may have meant
    suggest(text)              what to offer while somebody types

Words are made once, in Python (`vocabulary`); each database only looks them up (`engines`). An
engine on another machine would take the place of `index`, `engines` and `finding`.
"""

from catalog.search.finding import Found, How, find, forgive, named
from catalog.search.index import forget, index, mark_stale, rebuild, sweep
from catalog.search.query import typed
from catalog.search.suggesting import Suggestions, suggest
from catalog.search.vocabulary import fold

__all__ = [
    "Found",
    "How",
    "Suggestions",
    "find",
    "fold",
    "forget",
    "forgive",
    "index",
    "mark_stale",
    "named",
    "rebuild",
    "suggest",
    "sweep",
    "typed",
]
