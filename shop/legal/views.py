"""Pages of the legal texts, and the same texts to keep."""

from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from shop.legal.delivery import DeliveryRow
from shop.legal.documents import pdf_of
from shop.legal.markup import with_contents
from shop.legal.texts import LegalContext, french_day, render_text
from shop.models import LegalText, Merchant

# Delivery modes belong to an app above: `shop.urls` says who tells their rows.
DeliveryRows = Callable[[], Sequence[DeliveryRow]]


@require_safe
def legal_text(
    request: HttpRequest, slug: str, delivery_rows: DeliveryRows = tuple
) -> HttpResponse:
    """Show a text in force, or the version named by `?version=`."""
    text = _wanted(request, slug)
    html, contents = with_contents(render_text(text, _context(delivery_rows)))
    return render(
        request,
        "shop/legal_text.html",
        {
            "text": text,
            "html": html,
            "contents": contents,
            "updated_on": french_day(text.valid_from),
            "is_dated": "version" in request.GET,
        },
    )


@require_safe
def legal_pdf(request: HttpRequest, slug: str, delivery_rows: DeliveryRows = tuple) -> HttpResponse:
    """Give the same text as a PDF to download (R8)."""
    text = _wanted(request, slug)
    response = HttpResponse(pdf_of(text, _context(delivery_rows)), "application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{text.code}-{text.version}.pdf"'
    return response


def _wanted(request: HttpRequest, slug: str) -> LegalText:
    texts = LegalText.objects.in_force().filter(code=slug)
    if version := request.GET.get("version"):
        return get_object_or_404(texts, version=version)
    return get_object_or_404(texts[:1])


def _context(delivery_rows: DeliveryRows) -> LegalContext:
    return LegalContext(Merchant.current(), delivery=delivery_rows())
