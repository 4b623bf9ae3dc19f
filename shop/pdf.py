"""PDF documents from HTML: A4, tagged, fonts inside, the same bytes for the same words."""

import hashlib
import logging
import os
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

_STATIC = Path(settings.BASE_DIR) / "static"
_FONTS = _STATIC / "fonts"
_STYLE = Path(settings.BASE_DIR) / "templates" / "pdf" / "document.css"
# Embedded fonts would carry the second at which they were embedded (fontTools' own variable).
os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
# Each step of each document would be a line in the shop's log.
for _talkative in ("weasyprint.progress", "fontTools"):
    logging.getLogger(_talkative).setLevel(logging.WARNING)


def html_to_pdf(html: str, *, title: str, lang: str = "fr", footer: str = "") -> bytes:
    """Return a tagged PDF (PDF/UA-1) of an HTML fragment; `footer` stands on every page.

    Raises FatalURLFetchingError when the HTML asks for any file but the shop's own fonts.
    """
    page = render_to_string(
        "pdf/document.html",
        {"html": html, "title": title, "lang": lang, "footer": footer},
    )
    fonts, fetcher = FontConfiguration(), _OwnFonts()
    style = CSS(
        string=_STYLE.read_text(encoding="utf-8"),
        base_url=f"{_STATIC.as_uri()}/",
        url_fetcher=fetcher,
        font_config=fonts,
    )
    pdf: bytes = HTML(string=page, url_fetcher=fetcher).write_pdf(
        stylesheets=[style],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        # Without an identifier of its own, two PDFs of one text would differ.
        pdf_identifier=hashlib.sha256(page.encode()).digest()[:16],
    )
    return pdf


class _OwnFonts(URLFetcher):  # type: ignore[misc]  # the library has no types
    """Reads the fonts of the shop and nothing else: no network, no other file."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return one of the fonts; raises FatalURLFetchingError for any other address."""
        if url.rpartition("/")[0] != _FONTS.as_uri() or not url.endswith(".woff2"):
            raise FatalURLFetchingError(f"A document may not fetch {url}")
        return super().fetch(url, headers)
