"""Every file that anybody gave us is tried: each bad row has its reason, and nothing breaks (F84).

Our own traps are always there; the catalogues of others are read from where they are kept, if they
are.
"""

import os
from pathlib import Path

import pytest

from catalog.flows.import_products import import_products
from catalog.imports.guessing import guess_columns
from catalog.imports.presets import COLUMNS, kind_of, rows_of
from catalog.imports.reading import read_file, read_table
from catalog.imports.refusal import UnreadableFile
from catalog.imports.report import Outcome
from catalog.imports.row import Row
from catalog.models import Product

pytestmark = pytest.mark.django_db
OURS = Path(__file__).parent.parent / "data"
_ROOT = Path(os.environ.get("COMPTOIR_DATA", OURS.parent.parent.parent / "shared" / "data"))
FILES = [*sorted(OURS.glob("*.csv")), *sorted(_ROOT.glob("*/**/*.*"))]
NO_TABLES = {".xml", ".json"}
# Of a large file the first rows tell.
MOST_TRIED = 60


def _rows(file: Path) -> list[Row]:
    table = read_table(read_file(file))
    kind = kind_of(table)
    return rows_of(table, kind or COLUMNS, {} if kind else guess_columns(table))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_file_is_tried_and_every_bad_row_has_its_reason(file: Path) -> None:
    if file.suffix in NO_TABLES:
        with pytest.raises(UnreadableFile, match="ni un CSV ni un classeur"):
            read_table(read_file(file))
        return
    rows = _rows(file)

    report = import_products(rows[:MOST_TRIED], name=file.name, dry_run=True)

    assert len(report.lines) == len(rows[:MOST_TRIED])
    for line in report.lines:
        assert bool(line.reasons) == (line.outcome == Outcome.REFUSED)
        assert not any("inattendue" in reason for reason in line.reasons)
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    ("name", "created", "refused"),
    [
        ("woocommerce_fr_pieges_utf8_bom", 2, 8),
        ("woocommerce_fr_pieges_excel_cp1252", 2, 8),
        ("woocommerce_fr_pieges_cassees", 2, 9),
    ],
)
def test_the_traps_are_counted(name: str, created: int, refused: int) -> None:
    rows = _rows(OURS / f"{name}.csv")

    report = import_products(rows, name=name)

    assert (report.count(Outcome.CREATED), report.count(Outcome.REFUSED)) == (created, refused)
