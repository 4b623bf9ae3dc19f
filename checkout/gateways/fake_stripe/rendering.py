"""Pages of the fake: HTML files in `pages/`, in which every value is escaped."""

import datetime as dt
import html
import json
from collections.abc import Iterable
from pathlib import Path
from string import Template
from typing import NamedTuple

HERE = Path(__file__).parent
TYPES = {".css": "text/css", ".js": "text/javascript"}
# Forms may lead back to the shop, whose address is not known here.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action http: https:"
)


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


class Page(NamedTuple):
    """An answer of the web part."""

    status: int
    headers: dict[str, str]
    body: bytes


def render(name: str, /, **values: object) -> Html:
    """Return an HTML file with its values."""
    template = Template((HERE / "pages" / f"{name}.html").read_text(encoding="utf-8"))
    safe = {
        key: value if isinstance(value, Html) else html.escape(str(value))
        for key, value in values.items()
    }
    return Html(template.substitute(safe))


def page(title: str, main: Html, *, status: int = 200, framed: bool = False) -> Page:
    """Return a whole page; `framed` when the shop shows it in a frame."""
    policy = POLICY if framed else f"{POLICY}; frame-ancestors 'none'"
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
    }
    return Page(status, headers, render("base", title=title, main=main).encode())


def redirect(url: str) -> Page:
    """Return a redirection that is followed by a GET."""
    return Page(303, {"Location": url, "Content-Type": "text/plain"}, b"")


def static(name: str) -> Page | None:
    """Return a file of `static/`, or None."""
    path = HERE / "static" / name
    if path.parent != HERE / "static" or path.suffix not in TYPES or not path.is_file():
        return None
    headers = {"Content-Type": f"{TYPES[path.suffix]}; charset=utf-8", "Cache-Control": "no-cache"}
    return Page(200, headers, path.read_bytes())


def joined(parts: Iterable[Html]) -> Html:
    """Join pieces of HTML."""
    return Html("\n".join(parts))


def euros(cents: int) -> str:
    """Return an amount as a French shopper reads it.

    >>> euros(123450)
    '1\\u202f234,50\\xa0€'
    """
    whole, rest = divmod(cents, 100)
    return f"{whole:,}".replace(",", "\u202f") + f",{rest:02d}\u00a0€"


def moment(seconds: int) -> str:
    """Return a moment in the machine's own time."""
    return dt.datetime.fromtimestamp(seconds).astimezone().strftime("%d/%m %H:%M:%S")


def as_json(value: object) -> Page:
    """Return a value as JSON."""
    return Page(200, {"Content-Type": "application/json"}, json.dumps(value).encode())
