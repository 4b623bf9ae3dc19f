"""The mailbox of development: every message that the shop wrote, whoever it is for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from shop import mailbox
from shop.models import Message

View = Callable[..., HttpResponseBase]


def development_only(view: View) -> View:
    """Hide a page wherever DEBUG is off: it shows what is private to each customer."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEBUG:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_GET
@development_only
def messages(request: HttpRequest) -> HttpResponse:
    """List the messages, the newest first."""
    page = Paginator(Message.objects.order_by("-pk"), 50).get_page(request.GET.get("page"))
    return render(request, "dev/messages.html", {"page": page})


@require_GET
@development_only
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # typed for views without pk
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one message: its envelope, its HTML in a frame, its text, its attachments."""
    return render(request, "dev/message.html", {"message": get_object_or_404(Message, pk=pk)})


@require_GET
@development_only
def message_html(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return the HTML of a message, as a mail reader would show it."""
    return mailbox.letter(request, get_object_or_404(Message, pk=pk))


@require_GET
@development_only
def attachment(request: HttpRequest, pk: int, position: int) -> FileResponse:
    """Download one attachment, counted from 0."""
    return mailbox.enclosure(get_object_or_404(Message, pk=pk), position)
