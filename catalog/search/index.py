"""Keep the index in step with what is sold: a flow that changes a product says so here."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q

from catalog.models import ListChange, Product, SearchEntry, SearchWord
from catalog.search.documents import Document, documents
from catalog.search.vocabulary import stem

BATCH = 1000
COLUMNS = ["head", "name", "facts", "departments", "text"]


@transaction.atomic
def index(product_ids: Iterable[int]) -> None:
    """Make the index say what the products say now; those that shoppers do not see leave it."""
    for batch in _batches(sorted(product_ids)):
        seen = set(Product.objects.published().filter(pk__in=batch).values_list("pk", flat=True))
        if hidden := set(batch) - seen:
            forget(hidden)
        found = list(documents(seen))
        _write(document.entry for document in found)
        _learn(found)
    ListChange.objects.note()


def forget(product_ids: Collection[int]) -> None:
    """Take products out of the index."""
    SearchEntry.objects.filter(pk__in=product_ids).delete()
    ListChange.objects.note()


def mark_stale(products: Q) -> None:
    """Have the sweep index anew the products of a department, a brand or a value just renamed."""
    changed = Product.objects.filter(products).values("pk")
    SearchEntry.objects.filter(pk__in=changed).update(is_stale=True)


def sweep(most: int = 5 * BATCH) -> int:
    """Index what no flow has told of, or only marked; return how many products were wrong."""
    hidden = SearchEntry.objects.hidden().values_list("pk", flat=True)[:most]
    stale = SearchEntry.objects.stale().values_list("pk", flat=True)[:most]
    missing = SearchEntry.missing().values_list("pk", flat=True)[:most]
    wrong = {*hidden, *stale, *missing}
    # Each batch a transaction of its own: nobody waits until all of them are written.
    for batch in _batches(sorted(wrong)):
        index(batch)
    return len(wrong)


def rebuild() -> int:
    """Compare every product with its entry, and write what differs; return how many did.

    Also counts the words anew, and drops those that no product says any more.
    """
    forget(set(SearchEntry.objects.hidden().values_list("pk", flat=True)))
    named: Counter[str] = Counter()
    spelt: dict[str, str] = {}
    written = 0
    ids = Product.objects.published().order_by("pk").values_list("pk", flat=True)
    # No iterator: SQLite lets nobody write who is still reading what another has changed since.
    for batch in _batches(ids):
        known = {row[0]: row[1:] for row in _rows(batch)}
        found = list(documents(batch))
        wrong = [d.entry for d in found if known.get(d.entry.pk) != _columns(d.entry)]
        _write(wrong)
        written += len(wrong)
        for document in found:
            named.update(document.named.keys())
            spelt |= document.mentioned | document.named
    _count_words(named, spelt)
    return written


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for pk in ids:
        batch.append(pk)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _write(entries: Iterable[SearchEntry]) -> None:
    SearchEntry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["product"],
        update_fields=[*COLUMNS, "is_stale", "indexed_at"],
        batch_size=BATCH,
    )


def _rows(batch: list[int]) -> Iterable[tuple[Any, ...]]:
    """Return what is indexed of some products, but for entries marked stale."""
    entries = SearchEntry.objects.filter(pk__in=batch, is_stale=False)
    return entries.values_list("pk", *COLUMNS)


def _columns(entry: SearchEntry) -> tuple[Any, ...]:
    return tuple(getattr(entry, name) for name in COLUMNS)


def _learn(found: list[Document]) -> None:
    """Keep the words that are new; how often each is said is counted by `rebuild`."""
    named = {word: shown for document in found for word, shown in document.named.items()}
    spelt = {word: shown for document in found for word, shown in document.mentioned.items()}
    spelt |= named
    _add_words({word: int(word in named) for word in spelt}, spelt)
    SearchWord.objects.filter(word__in=sorted(named), products=0).update(products=1)


def _add_words(products: dict[str, int], spelt: dict[str, str]) -> None:
    rows = [
        SearchWord(word=word, written=spelt[word], stem=stem(word), products=count)
        for word, count in sorted(products.items())
    ]
    SearchWord.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)


@transaction.atomic
def _count_words(named: Counter[str], spelt: dict[str, str]) -> None:
    known = dict(SearchWord.objects.values_list("word", "products"))
    gone = sorted(known.keys() - spelt.keys())
    changed = [word for word in spelt if known.get(word) != named[word]]
    for start in range(0, len(drop := sorted({*gone, *changed})), BATCH):
        SearchWord.objects.filter(word__in=drop[start : start + BATCH]).delete()
    _add_words({word: named[word] for word in changed}, spelt)
