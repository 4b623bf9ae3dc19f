"""HTML of legal texts, read again: as plain text, and with a table of contents."""

import re
from collections import Counter
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

_BLOCKS = {"address", "article", "blockquote", "caption", "dd", "div", "dl", "dt", "h1", "h2"}
_BLOCKS |= {"h3", "h4", "nav", "ol", "p", "section", "table", "tr", "ul"}
_HEADING = re.compile(r'<h([23])(?: id="([^"]+)")?>(.*?)</h\1>', re.DOTALL)
_SPACES = re.compile(r"[ \t\n]+")


@dataclass(frozen=True)
class Heading:
    """One entry of a table of contents."""

    level: int
    id: str
    title: str


def with_contents(html: str) -> tuple[SafeString, list[Heading]]:
    """Give each h2 and h3 an id, unless it has one; return the HTML and its h2, in order."""
    headings: list[Heading] = []
    seen: Counter[str] = Counter()

    def name(match: re.Match[str]) -> str:
        level, own, inner = match[1], match[2], match[3]
        title = unescape(strip_tags(inner)).strip()
        slug = own or slugify(title) or "section"
        seen[slug] += 1
        anchor = slug if seen[slug] == 1 else f"{slug}-{seen[slug]}"
        headings.append(Heading(int(level), anchor, title))
        return f'<h{level} id="{anchor}">{inner}</h{level}>'

    named = _HEADING.sub(name, html)
    # Only ids were added, made of letters, digits and hyphens.
    safe = mark_safe(named)  # noqa: S308
    return safe, [heading for heading in headings if heading.level == 2]


def as_text(html: str) -> str:
    """Return HTML as plain text: a blank line between blocks, « - » before list items."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Collects the blocks of a document; a hard break stays a line break."""

    def __init__(self) -> None:
        """Start with nothing read."""
        super().__init__(convert_charrefs=True)
        self._blocks: list[str] = []
        self._now = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Close the block before a new one; mark list items and cells."""
        if tag in _BLOCKS or tag == "li":
            self._end_block()
        if tag == "li":
            self._now = "- "
        elif tag == "br":
            self._now = self._now.rstrip(" ") + "\n"
        elif tag in {"td", "th"} and self._now.strip():
            self._now += " | "

    def handle_endtag(self, tag: str) -> None:
        """Close a block."""
        if tag in _BLOCKS or tag == "li":
            self._end_block()

    def handle_data(self, data: str) -> None:
        """Add words; white space in HTML is one space, a no-break space stays."""
        words = _SPACES.sub(" ", data)
        self._now += words.lstrip(" ") if not self._now or self._now[-1] in " \n" else words

    def text(self) -> str:
        """Return what was read."""
        self._end_block()
        return "\n\n".join(self._blocks)

    def _end_block(self) -> None:
        block = self._now.strip(" \n")
        if block and block != "-":
            self._blocks.append(block)
        self._now = ""
