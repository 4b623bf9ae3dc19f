"""What an import did, line by line, for a person to read."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from catalog.models import ImportLine

Outcome = ImportLine.Outcome


class ReportLine(NamedTuple):
    """What became of one row, why it was refused, what is to be looked at."""

    number: int
    sku: str
    outcome: Outcome
    reasons: list[str]
    notes: list[str]

    def __str__(self) -> str:
        """Return « ligne 12 · MUG-CRAIE · créé »."""
        line = _("ligne %d") % self.number
        head = f"{line} · {self.sku or '—'} · {self.outcome.label}"
        said = ", ".join([*self.reasons, *self.notes])
        return f"{head} · {said}" if said else head


@dataclass
class Report:
    """Every row of an import, and what is left to do."""

    lines: list[ReportLine] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    # Names of products that were published.
    published: list[str] = field(default_factory=list)
    # « À compléter »: the name of each product that lacks something, and what.
    incomplete: list[tuple[str, list[str]]] = field(default_factory=list)

    def add(self, part: "Report") -> None:
        """Take what became of some more rows."""
        self.lines += part.lines
        self.published += part.published
        self.incomplete += part.incomplete

    def count(self, outcome: Outcome) -> int:
        """Return how many rows ended in one way."""
        return Counter(line.outcome for line in self.lines)[outcome]
