"""Legal texts as PDF files, made once for each state of their words."""

import hashlib
import os
from pathlib import Path
from uuid import uuid4

from django.core.files.storage import storages

from shop.legal.markup import with_contents
from shop.legal.texts import LegalContext, render_text
from shop.models import LegalText
from shop.pdf import html_to_pdf


def pdf_of(text: LegalText, context: LegalContext) -> bytes:
    """Return a legal text as a PDF; the second reader gets the file of the first."""
    html, _contents = with_contents(render_text(text, context))
    # The merchant's data and the delivery table are in the HTML: a change makes another file.
    digest = hashlib.sha256(html.encode()).hexdigest()[:20]
    kept = Path(storages["private"].path(f"legal/{text.code}-{text.version}-{digest}.pdf"))
    if kept.exists():
        return kept.read_bytes()
    footer = f"{context.merchant.legal_name} — {text.title}, version {text.version}"
    pdf = html_to_pdf(html, title=text.title, footer=footer)
    _keep(pdf, kept)
    return pdf


def _keep(pdf: bytes, path: Path) -> None:
    """Write a file that nobody can read half done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(f".{uuid4().hex}")
    half.write_bytes(pdf)
    os.replace(half, path)
