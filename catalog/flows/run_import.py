"""Try or apply an import, batch by batch, and go on where a dead worker stopped.

A batch, its report and its progress are one transaction that begins with the claim of its first
row: of two workers the later finds it done, and what a killed one had begun never was.
"""

import time
from collections import Counter
from contextlib import suppress

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.flows.import_products import Asked, batches, file_notes, import_batch
from catalog.imports.presets import rows_of
from catalog.imports.reading import MOST_BYTES, Table, read_table
from catalog.imports.refusal import UnreadableFile
from catalog.imports.report import Report
from catalog.imports.row import Row
from catalog.models import ImportJob, ImportLine
from shop.queue import enqueue
from shop.states import IllegalMove

_MOST_SECONDS_MORE = 120
_PEN_DOWN = 0.12  # seconds

log = structlog.get_logger(__name__)
_END: dict[str, str] = {
    ImportJob.Status.TRYING: ImportJob.Status.TRIED,
    ImportJob.Status.APPLYING: ImportJob.Status.DONE,
}


def run_import(job: ImportJob, *, seconds: float) -> bool:
    """Do what is left of a job, for so long; tell whether nothing is left."""
    if not job.is_running:
        return True
    try:
        return _go_on(job, seconds=seconds)
    except UnreadableFile as error:
        return _fail(job, str(error))
    except (OperationalError, InterfaceError):
        raise  # the database is away: the sweep comes back
    except Exception:
        log.exception("import.failed", job=job.pk)
        return _fail(job, _("Erreur inattendue : rien de plus n'a été fait."))


def _go_on(job: ImportJob, *, seconds: float) -> bool:
    begun = time.monotonic()
    rows = rows_of(table_of(job), job.kind, job.columns)
    read = time.monotonic()
    # A large file takes a while to be read: more is written of it at a time.
    deadline = read + seconds + min(3 * (read - begun), _MOST_SECONDS_MORE)
    ask = Asked(
        rows,
        name=job.name,
        publish=job.publish,
        keep_stock=job.keep_stock,
        is_trial=job.status == ImportJob.Status.TRYING,
        actor=job.actor,
    )
    start = 0
    for batch in batches(rows):
        end = start + len(batch)
        if start >= job.done:
            if time.monotonic() > deadline:
                return False
            if not _write(job, batch, ask, start=start, total=len(rows)):
                return True  # another worker is at it, or somebody gave it up
            _let_others_write()
        start = end
    return _finish(job, rows)


def _let_others_write() -> None:
    """Put SQLite's one pen down: whoever waits for it looks again within a tenth of a second."""
    if connection.vendor == "sqlite":
        time.sleep(_PEN_DOWN)


def _fail(job: ImportJob, error: str) -> bool:
    with suppress(IllegalMove):
        job.move_to(ImportJob.Status.FAILED, error=error[:300])
    return True


def table_of(job: ImportJob, *, most: int | None = None) -> Table:
    """Return the table of a job as it was understood; raises UnreadableFile."""
    try:
        with job.file.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UnreadableFile(_("Le fichier n'est plus là.")) from error
    told = {"encoding": job.encoding, "delimiter": job.delimiter, "has_header": job.has_header}
    return read_table(content, **told, **({"most": most} if most else {}))  # type: ignore[arg-type]


@transaction.atomic
def _write(job: ImportJob, batch: list[Row], ask: Asked, *, start: int, total: int) -> bool:
    end = start + len(batch)
    progress = {"done": end, "total": total, "touched_at": timezone.now()}
    mine = ImportJob.objects.filter(pk=job.pk, status=job.status, done=start)
    if not mine.update(**progress):
        return False
    job.done = end
    report = _written(batch, ask)
    job.counts = dict(Counter(job.counts) + _counted(report))
    ImportJob.objects.filter(pk=job.pk).update(counts=job.counts)
    ImportLine.objects.bulk_create(_lines(job, report), batch_size=500)
    return True


def _written(batch: list[Row], ask: Asked) -> Report:
    with transaction.atomic():
        report = import_batch(batch, ask)
        if ask.is_trial:
            transaction.set_rollback(True)
    return report


def _counted(report: Report) -> Counter[str]:
    counted = Counter(str(line.outcome) for line in report.lines)
    return counted + Counter(published=len(report.published), incomplete=len(report.incomplete))


def _lines(job: ImportJob, report: Report) -> list[ImportLine]:
    return [
        ImportLine(
            job=job,
            number=line.number,
            sku=line.sku[:80],
            outcome=line.outcome,
            reasons="\n".join(line.reasons),
            notes="\n".join(line.notes),
        )
        for line in report.lines
    ]


def _finish(job: ImportJob, rows: list[Row]) -> bool:
    is_applied = job.status == ImportJob.Status.APPLYING
    with transaction.atomic():
        job.move_to(_END[job.status], notes="\n".join(file_notes(rows)), touched_at=timezone.now())
        if is_applied:
            enqueue("catalog.tasks.fetch_pictures")
    return True
