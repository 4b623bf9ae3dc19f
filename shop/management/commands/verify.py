"""Recompute every invariant and say how many rows break each; the shop's own auditor."""

from argparse import ArgumentParser
from typing import Any

import structlog
from django.core.management.base import BaseCommand

from cart import invariants as cart
from catalog import invariants as catalog
from checkout import invariants as checkout
from returns import invariants as returns
from shop import invariants as shop

log = structlog.get_logger(__name__)
INVARIANTS = [
    *catalog.INVARIANTS,
    *cart.INVARIANTS,
    *checkout.INVARIANTS,
    *returns.INVARIANTS,
    *shop.INVARIANTS,
]


class Command(BaseCommand):
    """Prints a count for each invariant and exits 0 only when all are zero."""

    help = "Recompute every invariant of the data; exits 1 if one is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Accept --quiet, which prints only what is broken."""
        parser.add_argument("--quiet", action="store_true", help="print only what is broken")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, print, and exit with 1 when something is broken."""
        total = 0
        for invariant in INVARIANTS:
            broken = invariant.violations()
            total += broken
            if broken:
                log.error("invariant.broken", code=invariant.code, rows=broken)
            if broken or not options["quiet"]:
                self.stdout.write(f"{broken:>6}  {invariant.code:<4} {invariant.sentence}")
        if not options["quiet"]:
            self.stdout.write(f"{total:>6}  in all")
        if total:
            raise SystemExit(1)
