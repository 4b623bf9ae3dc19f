"""Bring products in from a file's rows, as drafts: batch by batch, row by row."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import search
from catalog.flows.publish_product import (
    NotReady,
    missing_to_publish,
    missing_to_sell,
    publish_product,
)
from catalog.imports.report import Report
from catalog.imports.row import Row
from catalog.imports.writing import Writer
from catalog.models import Product
from shop.models import User
from shop.queue import enqueue

# A batch holds SQLite's one pen, or the locks of its rows: about half a second.
BATCH = 100


def import_products(  # noqa: PLR0913 - what a merchant may ask for
    rows: Sequence[Row],
    *,
    name: str,
    dry_run: bool = False,
    publish: bool = False,
    keep_stock: bool = False,
    actor: User | None = None,
    on_row: Callable[[], object] = lambda: None,
) -> Report:
    """Write every row of a file and report it; a bad row stops nothing.

    `name` is the file's, for the stock's ledger. With `dry_run` everything is tried and nothing
    kept. With `publish`, what the file has on sale is published when it satisfies R2; pictures and
    the safety block (R78) may follow, and the report says which. With `keep_stock`, what the shop
    has already keeps its stock.
    """
    report = Report(notes=file_notes(rows))
    ask = Asked(
        rows, name=name, publish=publish, keep_stock=keep_stock, is_trial=dry_run, actor=actor
    )
    for batch in batches(rows):
        with transaction.atomic():
            report.add(import_batch(batch, ask, on_row=on_row))
            if dry_run:
                transaction.set_rollback(True)
    report.lines.sort(key=lambda line: line.number)
    if not dry_run:
        enqueue("catalog.tasks.fetch_pictures")
    return report


class Asked:
    """What is the same for every batch of a file."""

    def __init__(  # noqa: PLR0913 - what a merchant may ask for
        self,
        rows: Iterable[Row],
        *,
        name: str,
        publish: bool = False,
        keep_stock: bool = False,
        is_trial: bool = False,
        actor: User | None = None,
    ) -> None:
        self.first_lines: dict[str, int] = {}
        for row in rows:
            if row.sku:
                self.first_lines.setdefault(row.sku, row.line)
        self.reference = _("Import %s")[:60] % name[:50]
        self.publish = publish
        self.keep_stock = keep_stock
        self.is_trial = is_trial
        self.actor = actor


def file_notes(rows: Sequence[Row]) -> list[str]:
    """Return what is to be said of a file as a whole."""
    if any(row.product.vat_rate is None and row.product.name for row in rows):
        return [_("Sans taux de TVA connu : 20 %, prix compris TTC. À vérifier.")]
    return []


def batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Cut rows into batches; those of one product follow each other, in one batch if they fit."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.product.key, []).append(row)
    batch: list[Row] = []
    for group in groups.values():
        if batch and len(batch) + len(group) > BATCH:
            yield batch
            batch = []
        batch += group
        while len(batch) > BATCH:
            yield batch[:BATCH]
            batch = batch[BATCH:]
    if batch:
        yield batch


def import_batch(
    rows: Sequence[Row], ask: Asked, *, on_row: Callable[[], object] = lambda: None
) -> Report:
    """Write some rows; call it in a transaction."""
    report = Report()
    writer = Writer(
        rows,
        first_lines=ask.first_lines,
        reference=ask.reference,
        actor=ask.actor,
        keeps_stock=ask.keep_stock,
    )
    for row in rows:
        report.lines.append(writer.write(row))
        on_row()
    on_sale = {row.product.key for row in rows if row.product.is_public} if ask.publish else set()
    wanted = {product.pk for key, product in writer.written.items() if key in on_sale}
    written = {product.pk for product in writer.written.values()}
    products = Product.objects.filter(pk__in=written).prefetch_related("variants", "pictures")
    for product in products.order_by("name", "pk"):
        _finish(product, report, is_wanted=product.pk in wanted, actor=ask.actor)
    if not ask.is_trial:
        changed = writer.changed | wanted
        Product.objects.refresh_lists(changed)
        search.index(changed)
    return report


def _finish(product: Product, report: Report, *, is_wanted: bool, actor: User | None) -> None:
    if is_wanted and not product.is_published:
        try:
            publish_product(product, actor=actor, missing=missing_to_sell, refresh=False)
            report.published.append(product.name)
        except NotReady:
            pass
    if missing := missing_to_publish(product):
        report.incomplete.append((product.name, missing))
