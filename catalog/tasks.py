"""Background work of the catalogue: fetch a row by id and call; safe to run twice."""

import time

from celery import shared_task

from catalog import search
from catalog.flows import erase_imports as erasing
from catalog.flows import forget_askers as askers
from catalog.flows import forget_visitors as forgetting
from catalog.flows import make_export as exporting
from catalog.flows import run_import as importing
from catalog.flows import take_up_bypasses as bypasses
from catalog.flows import tell_back_in_stock as stock
from catalog.flows import tell_favourites as favourites
from catalog.flows.fetch_picture import fetch_picture as fetch
from catalog.flows.note_search_miss import note_search_miss as note
from catalog.flows.write_feed import write_feed
from catalog.models import ExportJob, ImportJob, ListChange, Product, ProductImage
from catalog.pictures import refine
from shop.queue import enqueue

# Below the time that a task may take; what is left waits for the next beat.
MOST_SECONDS = 200
# Below the time between two beats: a second task would do the same pictures again.
MOST_SECONDS_TO_REFINE = 50
# Read at a time; the next beat finds the rest.
MOST_PICTURES = 1000
# An import leaves the worker to others now and then.
MOST_SECONDS_TO_IMPORT = 30


@shared_task
def fetch_picture(picture_id: int) -> None:
    """Fetch one picture and make its sizes."""
    fetch(ProductImage.objects.get(pk=picture_id))


@shared_task
def fetch_pictures() -> None:
    """Fetch the pictures that imports left as addresses, the oldest first."""
    deadline = time.monotonic() + MOST_SECONDS
    pending = ProductImage.objects.filter(status=ProductImage.Status.PENDING)
    for picture in pending.order_by("pk")[:MOST_PICTURES]:
        if time.monotonic() > deadline:
            break
        fetch(picture)


@shared_task
def refine_pictures() -> None:
    """Make the lighter sizes of the pictures that lack them, the oldest first."""
    deadline = time.monotonic() + MOST_SECONDS_TO_REFINE
    # No iterator: SQLite lets nobody write who is still reading what another has changed since.
    for picture in ProductImage.objects.to_refine().order_by("pk")[:MOST_PICTURES]:
        if time.monotonic() > deadline:
            break
        refine(picture)


@shared_task
def tell_back_in_stock() -> None:
    """Write to those who wait for what is in stock again."""
    stock.tell_back_in_stock()


@shared_task
def tell_favourites() -> None:
    """Write to those whose favourites cost less or are there again."""
    favourites.tell_favourites()


@shared_task
def forget_visitors() -> None:
    """Erase the lists and addresses of visitors that are kept no longer."""
    forgetting.forget_visitors()


@shared_task
def take_up_bypasses() -> None:
    """Bring lists up to date with prices that something else than the shop wrote."""
    bypasses.take_up_bypasses()


@shared_task
def forget_askers() -> None:
    """Erase the addresses of those whose question was answered thirty days ago."""
    askers.forget_askers()


@shared_task
def sweep_search() -> None:
    """Index what changed without a word, or was only marked."""
    search.sweep()


@shared_task
def rebuild_search() -> None:
    """Compare the whole index with what is sold, and count the words anew."""
    search.rebuild()


@shared_task
def note_search_miss(words: str) -> None:
    """Count a search that found nothing."""
    note(words)


@shared_task
def run_import(job_id: int) -> None:
    """Try or apply a file of products for a while, and ask for the rest."""
    job = ImportJob.objects.get(pk=job_id)
    if not importing.run_import(job, seconds=MOST_SECONDS_TO_IMPORT):
        enqueue("catalog.tasks.run_import", job_id)


@shared_task(time_limit=1800)
def make_export(job_id: int) -> None:
    """Write a workbook of every product."""
    exporting.make_export(ExportJob.objects.get(pk=job_id))


@shared_task
def take_up_imports() -> None:
    """Go on with the imports and exports that no worker has touched for a while."""
    for job in ImportJob.objects.forsaken():
        enqueue("catalog.tasks.run_import", job.pk)
    for export in ExportJob.objects.forsaken():
        exporting.ask_again(export)


@shared_task
def erase_imports() -> None:
    """Erase the files of imports and exports that are a month old."""
    erasing.erase_imports()


@shared_task
def settle_lists() -> None:
    """Bring up to date the rest of what time changed in lists, and drop what was noted long ago."""
    deadline = time.monotonic() + MOST_SECONDS
    while Product.objects.settle_lists() and time.monotonic() < deadline:
        pass
    ListChange.objects.tidy()


@shared_task
def write_feeds() -> None:
    """Write what shopping services read."""
    write_feed()
