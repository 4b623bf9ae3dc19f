"""The wordings that the law fixes, in the version in force on a day."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.template.defaultfilters import urlize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from shop import calendar

OFFICIAL = Path(__file__).parent / "official"
WITHDRAWAL_FORM = "withdrawal-form"
WITHDRAWAL_NOTICE = "withdrawal-notice"
NOTICE_PASSAGES = "withdrawal-notice-passages"
GUARANTEE_BOX = "guarantee-box"
_BLANK_LINE = re.compile(r"\n\n+")
_BREAK = mark_safe("<br>\n")
_SENTENCE_END = (".", ":", ";", ")")


class NoWordingInForce(LookupError):
    """The law had no such text yet on that day."""


@dataclass(frozen=True)
class Wording:
    """One official text, in one version; a blank line stands between two paragraphs."""

    code: str
    version: str
    source: str
    text: str

    def html(self, level: int = 3) -> SafeString:
        """Return the same characters as HTML; titles are headings of a level."""
        blocks = _BLANK_LINE.split(self.text.strip("\n"))
        paragraphs = format_html_join("\n", "{}", ((_as_html(block, level),) for block in blocks))
        return format_html('<div class="official {}">\n{}\n</div>', self.code, paragraphs)


def wording(code: str, on: date | None = None) -> Wording:
    """Return an official text in force on a day; raises NoWordingInForce."""
    day = on or calendar.today()
    versions = [v for v in _index() if v["code"] == code and v["valid_from"] <= day]
    if not versions:
        raise NoWordingInForce(f"{code} on {day}")
    newest = max(versions, key=lambda version: version["valid_from"])
    text = (OFFICIAL / newest["file"]).read_text(encoding="utf-8").rstrip("\n")
    return Wording(code, newest["valid_from"].isoformat(), newest["source"], text)


def passages(on: date | None = None) -> dict[str, str]:
    """Return the passages that the instructions of the notice offer, by name."""
    return tomllib.loads(wording(NOTICE_PASSAGES, on).text)


@cache
def _index() -> list[dict[str, Any]]:
    index = tomllib.loads((OFFICIAL / "index.toml").read_text(encoding="utf-8"))
    return list(index["wording"])


def _as_html(block: str, level: int) -> SafeString:
    linked = ((urlize(line, autoescape=True),) for line in block.split("\n"))
    lines = format_html_join(_BREAK, "{}", linked)
    if block.endswith(_SENTENCE_END):
        return format_html("<p>{}</p>", lines)
    return format_html("<h{}>{}</h{}>", level, lines, level)
