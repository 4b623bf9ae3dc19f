"""Bring products in from another shop's file, row by row, as drafts."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.flows.publish_product import (
    NotReady,
    missing_to_publish,
    missing_to_sell,
    publish_product,
)
from catalog.imports.report import Report
from catalog.imports.resource import VariantResource, dataset
from catalog.imports.row import Row
from catalog.models import Product
from shop.models import User
from shop.queue import enqueue


def import_products(  # noqa: PLR0913 - what a merchant may ask for
    rows: Sequence[Row],
    *,
    name: str,
    dry_run: bool = False,
    publish: bool = False,
    actor: User | None = None,
    on_row: Callable[[], object] = lambda: None,
) -> Report:
    """Write each row in its own transaction and report it; a bad row stops nothing.

    `name` is the file's, for the stock's ledger. With `dry_run` everything is tried and nothing
    kept. With `publish`, what the file has on sale is published when it satisfies R2; pictures and
    the safety block (R78) may follow, and the report says which.
    """
    report = Report(notes=_file_notes(rows))
    resource = VariantResource(
        report, reference=_("Import %s")[:60] % name[:50], actor=actor, on_row=on_row
    )
    with transaction.atomic() if dry_run else nullcontext():
        resource.import_data(dataset(rows))
        products = Product.objects.filter(pk__in=set(resource.products.values()))
        on_sale = {row.product.key for row in rows if row.product.is_public} if publish else set()
        wanted = {pk for key, pk in resource.products.items() if key in on_sale}
        for product in products.order_by("name", "pk"):
            _finish(product, report, is_wanted=product.pk in wanted, actor=actor)
        enqueue("catalog.tasks.fetch_pictures")
        if dry_run:
            transaction.set_rollback(True)
    return report


def _file_notes(rows: Sequence[Row]) -> list[str]:
    if any(row.product.vat_rate is None for row in rows):
        return [_("Sans taux de TVA connu : 20 %, prix compris TTC. À vérifier.")]
    return []


def _finish(product: Product, report: Report, *, is_wanted: bool, actor: User | None) -> None:
    if is_wanted and not product.is_published:
        try:
            publish_product(product, actor=actor, missing=missing_to_sell)
            report.published.append(product.name)
        except NotReady:
            pass
    if missing := missing_to_publish(product):
        report.incomplete.append((product.name, missing))
