"""Give back the lines of a file that were refused, each with its reason, to be mended and sent."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.utils.translation import gettext as _

from catalog.flows.run_import import table_of
from catalog.imports.formulas import neutral
from catalog.imports.presets import rows_of
from catalog.models import ImportJob, ImportLine


def refused_lines(job: ImportJob) -> Iterator[str]:
    """Return a CSV of the refused lines; a line that tells of their product comes with them.

    Raises UnreadableFile before the first line.
    """
    table = table_of(job)
    refused = job.lines.filter(outcome=ImportLine.Outcome.REFUSED)
    reasons = dict(refused.values_list("number", "reasons"))
    rows = rows_of(table, job.kind, job.columns)
    wanted = {row.head for row in rows if row.line in reasons} | set(reasons)
    headers = [*table.headers, _("Motif du refus")]
    return _csv(
        [
            headers,
            *(
                [
                    *(line.cells.get(header, "") for header in table.headers),
                    reasons.get(line.number, "").replace("\n", ", "),
                ]
                for line in table.lines
                if line.number in wanted
            ),
        ],
        job.delimiter or ",",
    )


def _csv(rows: list[list[str]], delimiter: str) -> Iterator[str]:
    yield "\ufeff"
    for row in rows:
        line = StringIO()
        csv.writer(line, delimiter=delimiter).writerow(map(neutral, row))
        yield line.getvalue()
