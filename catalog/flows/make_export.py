"""Make the workbook that somebody asked for, in the background."""

from contextlib import suppress
from tempfile import TemporaryFile

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from catalog.flows.export_products import write_workbook
from catalog.models import ExportJob, Product, Variant
from shop.models import User
from shop.queue import enqueue
from shop.states import IllegalMove

# More than this many variants, and nobody should wait in front of the page.
MOST_AT_ONCE = 2_000
_STEP = 500


@transaction.atomic
def ask_export(*, actor: User | None) -> ExportJob:
    """Ask for a workbook of every product."""
    job = ExportJob.objects.create(actor=actor, total=_rows())
    enqueue("catalog.tasks.make_export", job.pk)
    return job


def make_export(job: ExportJob) -> None:
    """Write the workbook; of two workers the later leaves it alone."""
    try:
        job.move_to(ExportJob.Status.RUNNING, touched_at=timezone.now(), done=0)
    except IllegalMove:
        return
    with TemporaryFile() as file:
        write_workbook(file, on_row=_Progress(job))
        file.seek(0)
        job.file.save(f"exports/{get_random_string(24)}.xlsx", File(file), save=False)
    job.move_to(ExportJob.Status.DONE, file=job.file.name, done=job.total)


def ask_again(job: ExportJob) -> None:
    """Begin an export anew that a dead worker left."""
    with suppress(IllegalMove):
        if job.status == ExportJob.Status.RUNNING:
            job.move_to(ExportJob.Status.WAITING, touched_at=timezone.now())
        enqueue("catalog.tasks.make_export", job.pk)


def _rows() -> int:
    return Variant.objects.count() + Product.objects.filter(variants__isnull=True).count()


class _Progress:
    """Notes now and then how far an export is, so that it is not taken for dead."""

    def __init__(self, job: ExportJob) -> None:
        self.job = job
        self.done = 0

    def __call__(self) -> None:
        self.done += 1
        if self.done % _STEP == 0:
            rows = ExportJob.objects.filter(pk=self.job.pk)
            rows.update(done=self.done, touched_at=timezone.now())
