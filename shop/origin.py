"""Forms of pages that are the same for everybody: no token, hence no cookie (docs/decisions/0010).

A token stands in the page and in a cookie, so that a page with one belongs to one person. Browsers
say themselves, in headers that no script can write, which site a form was sent from.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_callable
from django.views.decorators.csrf import csrf_exempt

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}

View = Callable[..., HttpResponse]


def from_our_pages(view: View) -> View:
    """Take a form without a token, if one of our own pages sent it; any other is refused (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Django's own mark of a test client that was not asked to be strict.
        is_lenient = getattr(request, "_dont_enforce_csrf_checks", False)
        if request.method in SAFE or is_lenient or _comes_from_here(request):
            return view(request, *args, **kwargs)
        refusal: HttpResponse = get_callable(settings.CSRF_FAILURE_VIEW)(request, reason="origin")
        return refusal

    return csrf_exempt(guarded)


def _comes_from_here(request: HttpRequest) -> bool:
    """Tell whether the browser names this very site as the sender; one that names none is refused.

    `Sec-Fetch-Site` is sent to https and to this machine; older browsers send `Origin` with every
    form, and those before them a `Referer`. The first that is there decides.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    sender = request.headers.get("Origin") or request.headers.get("Referer", "")
    return _origin(sender) in {
        f"{request.scheme}://{request.get_host()}",
        *settings.CSRF_TRUSTED_ORIGINS,
    }


def _origin(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
