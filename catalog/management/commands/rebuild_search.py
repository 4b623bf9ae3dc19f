"""Compare the index of search with what is sold, and mend it."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog import search


class Command(BaseCommand):
    """Harmless at any time; the beat does the same each night."""

    help = "Compare the index of search with the products, mend it, count its words."

    def handle(self, **_options: Any) -> None:
        """Rebuild and say how many entries were wrong."""
        self.stdout.write(f"{search.rebuild()} products indexed anew.")
