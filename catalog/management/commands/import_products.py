"""Import the products of a Shopify or WooCommerce export."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from catalog.flows.import_products import import_products
from catalog.imports.presets import PRESETS, read_rows
from catalog.imports.reading import UnreadableFile
from catalog.imports.report import Outcome, Report


class Command(BaseCommand):
    """Read a file, write its rows, print what became of each."""

    help = "Import a CSV export of products; run again, it updates by SKU."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and what is asked of it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--preset", choices=sorted(PRESETS), default="")
        parser.add_argument("--encoding", default="", help="guessed when it is not given")
        parser.add_argument("--dry-run", action="store_true", help="try everything, keep nothing")
        parser.add_argument("--publish", action="store_true", help="publish what may be sold")

    def handle(self, **options: Any) -> None:
        """Import and report; a file that cannot be read changes nothing."""
        file: Path = options["file"]
        try:
            rows = read_rows(file, preset=options["preset"], encoding=options["encoding"])
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        with tqdm(total=len(rows), unit="ligne", disable=None) as bar:
            report = import_products(
                rows,
                name=file.name,
                dry_run=options["dry_run"],
                publish=options["publish"],
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
