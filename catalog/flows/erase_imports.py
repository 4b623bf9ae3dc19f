"""Erase the files and reports of imports and exports that are a month old."""

from django.db import transaction

from catalog.models import ExportJob, ImportJob
from catalog.models.imports import Work


def erase_imports() -> int:
    """Erase what is outdated; return how many files. What was written stays written."""
    outdated: list[Work] = [*ImportJob.objects.outdated(), *ExportJob.objects.outdated()]
    for work in outdated:
        _erase(work)
    return len(outdated)


@transaction.atomic
def _erase(work: Work) -> None:
    # The row first: a file without a row is erased by nobody, a row without its file says so.
    name, storage = str(work.file.name), work.file.storage
    type(work).objects.filter(pk=work.pk).update(file="")
    if isinstance(work, ImportJob):
        work.lines.all().delete()
    transaction.on_commit(lambda: storage.delete(name))
