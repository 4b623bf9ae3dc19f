"""A stored message as a mail reader shows it, for staff and for development."""

from csp.decorators import csp_replace
from django.conf import settings
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_sameorigin

from shop.models import Message

# A mail's style is inline, its pictures are the shop's; nothing else may load.
_POLICY = {
    "script-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": [settings.SITE_URL, "data:"],
    "frame-ancestors": ["'self'"],
}


def letter(request: HttpRequest, message: Message) -> HttpResponseBase:
    """Return the HTML of a message, for a frame; its links open outside."""

    @xframe_options_sameorigin
    @csp_replace(_POLICY)
    def page(request: HttpRequest) -> HttpResponseBase:
        return HttpResponse(message.html.replace("<head>", '<head><base target="_blank">', 1))

    return page(request)


def enclosure(message: Message, position: int) -> FileResponse:
    """Return one attachment, counted from 0; raises Http404."""
    private = storages["private"]
    attachments = message.attachments
    if position >= len(attachments) or not private.exists(attachments[position]["path"]):
        raise Http404
    found = attachments[position]
    return FileResponse(private.open(found["path"]), as_attachment=True, filename=found["name"])
