"""A text of a contract, as its buyer and staff open it."""

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from checkout.models import Document, Order


def contract_document(request: HttpRequest, order: Order, kind: str) -> HttpResponseBase:
    """Give a text as it was agreed: its PDF, or its HTML while that is made; raises Http404."""
    for text in order.contract.documents:
        if text.kind == kind:
            return _answer(request, order, text)
    raise Http404


def _answer(request: HttpRequest, order: Order, text: Document) -> HttpResponseBase:
    private = storages["private"]
    if text.pdf_sha256 and private.exists(text.pdf_path):
        file = private.open(text.pdf_path)
        return FileResponse(file, filename=text.file_name, content_type="application/pdf")
    return render(request, "checkout/document.html", {"order": order, "text": text})
