"""Write every product to a file that `import_products` reads back without a change."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.flows.export_products import csv_lines, write_workbook


class Command(BaseCommand):
    """Write CSV or XLSX, as the file's name says."""

    help = "Export every product to FILE.csv or FILE.xlsx."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file to write."""
        parser.add_argument("file", type=Path)

    def handle(self, **options: Any) -> None:
        """Write the file."""
        file: Path = options["file"]
        if file.suffix not in {".csv", ".xlsx"}:
            raise CommandError("FILE.csv or FILE.xlsx")
        with file.open("wb") as content:
            if file.suffix == ".xlsx":
                write_workbook(content)
            else:
                content.writelines(line.encode() for line in csv_lines())
