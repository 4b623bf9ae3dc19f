"""Import a file of products: an export of another shop, our own, or any table."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from catalog.flows.import_products import import_products
from catalog.imports.presets import PRESETS, read_rows
from catalog.imports.refusal import UnreadableFile
from catalog.imports.report import Outcome, Report
from catalog.models import ImportPreset


class Command(BaseCommand):
    """Read a file, write its rows, print what became of each."""

    help = "Import products from CSV or XLSX; run again, it updates by SKU."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and what is asked of it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--preset", choices=sorted(PRESETS), default="")
        parser.add_argument(
            "--columns", metavar="NAME", default="", help="a model of columns kept in the admin"
        )
        parser.add_argument("--keep-stock", action="store_true", help="leave known stock as it is")
        parser.add_argument("--encoding", default="", help="guessed when it is not given")
        parser.add_argument("--dry-run", action="store_true", help="try everything, keep nothing")
        parser.add_argument("--publish", action="store_true", help="publish what may be sold")

    def handle(self, **options: Any) -> None:
        """Import and report; a file that cannot be read changes nothing."""
        file: Path = options["file"]
        try:
            rows = read_rows(
                file,
                preset=options["preset"],
                encoding=options["encoding"],
                columns=_columns(options["columns"]),
            )
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        with tqdm(total=len(rows), unit="ligne", disable=None) as bar:
            report = import_products(
                rows,
                name=file.name,
                dry_run=options["dry_run"],
                publish=options["publish"],
                keep_stock=options["keep_stock"],
                on_row=bar.update,
            )
        self._print(report, is_trial=options["dry_run"])

    def _print(self, report: Report, *, is_trial: bool) -> None:
        for line in report.lines:
            self.stdout.write(str(line))
        for name in report.published:
            self.stdout.write(_("Publié : %s") % name)
        for name, missing in report.incomplete:
            self.stdout.write(_("À compléter : %s") % f"{name} ({', '.join(missing)})")
        for note in report.notes:
            self.stdout.write(note)
        counts = ", ".join(f"{report.count(way)} {way.label}(s)" for way in Outcome)
        self.stdout.write(f"{counts}, {len(report.published)} {_('produit(s) publié(s)')}.")
        if is_trial:
            self.stdout.write(_("Essai : rien n'a été enregistré."))


def _columns(name: str) -> dict[str, str]:
    if not name:
        return {}
    try:
        return dict(ImportPreset.objects.get(name=name).columns)
    except ImportPreset.DoesNotExist as error:
        raise UnreadableFile(_("Aucun modèle de colonnes de ce nom.")) from error
