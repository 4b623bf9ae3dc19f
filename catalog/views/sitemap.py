"""The sitemap: an index, and files of addresses in both languages, each sent only when changed."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from itertools import chain
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from catalog.sitemap import SECTIONS, Entry, File

HOUR = 3600
# Stands where a slug will, while the address around it is looked up.
PLACE = "SLUG"
XML = "application/xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACES = {
    "xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xmlns:xhtml": "http://www.w3.org/1999/xhtml",
    "xmlns:image": "http://www.google.com/schemas/sitemap-image/1.1",
}


def _file_mark(request: HttpRequest, section: str, number: int) -> str | None:
    found = SECTIONS[section]().files(number) if section in SECTIONS else []
    return _mark([(section, file) for file in found]) if found else None


@require_safe
@cache_control(public=True, max_age=HOUR)
def index(request: HttpRequest) -> HttpResponseBase:
    """List the files, each with its last change."""
    files = [(name, file) for name in SECTIONS for file in SECTIONS[name]().files(None)]
    rows = [
        f"<sitemap>{_tag('loc', _file_url(name, file))}{_changed(file.changed)}</sitemap>\n"
        for name, file in files
    ]
    body = [
        HEAD,
        f"<sitemapindex xmlns={quoteattr(SPACES['xmlns'])}>\n",
        *rows,
        "</sitemapindex>\n",
    ]
    response = HttpResponse("".join(body), XML)
    response["ETag"] = mark = _mark(files)
    return get_conditional_response(request, etag=mark, response=response) or response


@require_safe
@cache_control(public=True, max_age=HOUR)
@condition(etag_func=_file_mark)
def section(request: HttpRequest, section: str, number: int) -> StreamingHttpResponse:
    """List the addresses of one file."""
    if section not in SECTIONS:
        raise Http404
    entries = SECTIONS[section]().entries(number)
    first = next(entries, None)
    if first is None:
        raise Http404
    return StreamingHttpResponse(_urlset(chain([first], entries)), content_type=XML)


def _mark(files: list[tuple[str, File]]) -> str:
    return f'"{hashlib.sha256(repr((files, settings.SITE_URL)).encode()).hexdigest()[:32]}"'


def _file_url(name: str, file: File) -> str:
    return settings.SITE_URL + reverse("machines:sitemap_section", args=[name, file.number])


def _urlset(entries: Iterator[Entry]) -> Iterator[str]:
    spaces = " ".join(f"{name}={quoteattr(value)}" for name, value in SPACES.items())
    yield f"{HEAD}<urlset {spaces}>\n"
    for entry in entries:
        yield from _urls(entry)
    yield "</urlset>\n"


def _urls(entry: Entry) -> Iterator[str]:
    """Write a page once in each language, each naming the others (hreflang)."""
    urls = {code: _url(entry, code) for code, _name in settings.LANGUAGES}
    links = {**urls, "x-default": urls[settings.LANGUAGE_CODE]}
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(url)}/>'
        for code, url in links.items()
    )
    pictures = "".join(
        f"<image:image>{_tag('image:loc', settings.SITE_URL + path)}</image:image>"
        for path in entry.pictures
    )
    for url in urls.values():
        yield f"<url>{_tag('loc', url)}{_changed(entry.changed)}{others}{pictures}</url>\n"


def _url(entry: Entry, language: str) -> str:
    before, after = _around(entry.name, language, is_slugged=bool(entry.slug))
    return f"{settings.SITE_URL}{before}{entry.slug}{after}"


@cache
def _around(name: str, language: str, *, is_slugged: bool) -> tuple[str, str]:
    """Return what stands before and after a slug: resolving each address would take seconds."""
    with translation.override(language):
        before, _slug, after = reverse(name, args=[PLACE] if is_slugged else []).partition(PLACE)
    return before, after


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def _changed(moment: date | None) -> str:
    if isinstance(moment, datetime):
        moment = moment.replace(microsecond=0)
    return _tag("lastmod", moment.isoformat()) if moment else ""
