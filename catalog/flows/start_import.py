"""Start the trial of an import, or the import itself, in the background."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.models import ImportJob
from shop.queue import enqueue


def start_trial(job: ImportJob, **settings: Any) -> ImportJob:
    """Try a file as it was understood; nothing is kept but the report. Raises IllegalMove."""
    return _start(job, ImportJob.Status.TRYING, **settings)


def apply_import(job: ImportJob) -> ImportJob:
    """Write what the trial has shown; raises IllegalMove when it began already."""
    return _start(job, ImportJob.Status.APPLYING)


def drop_import(job: ImportJob) -> ImportJob:
    """Give up a file; raises IllegalMove when it is being written, or is."""
    return job.move_to(ImportJob.Status.DROPPED)


@transaction.atomic
def _start(job: ImportJob, status: str, **settings: Any) -> ImportJob:
    fresh = {"total": 0, "done": 0, "counts": {}, "notes": "", "error": ""}
    job.move_to(status, touched_at=timezone.now(), **fresh, **settings)
    job.lines.all().delete()
    enqueue("catalog.tasks.run_import", job.pk)
    return job
