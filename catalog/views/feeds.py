"""Feeds: the goods for shopping services, the novelties for readers."""

import hashlib
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from catalog.feeds.merchant import merchant_feed
from catalog.feeds.novelties import atom, changed_at, novelties
from catalog.flows.write_feed import feed_file

XML = "application/xml; charset=utf-8"
HOUR = 3600
# The schedule writes the file every hour: one that is older was forgotten, and may lie.
STALE = timedelta(hours=3)


def _written_at(request: HttpRequest | None = None) -> datetime | None:
    """Return when the file was written, unless it is too old to be true."""
    try:
        at = datetime.fromtimestamp(feed_file().stat().st_mtime, UTC)
    except FileNotFoundError:
        return None
    return at if timezone.now() - at < STALE else None


@require_safe
@condition(last_modified_func=_written_at)
def merchant(request: HttpRequest) -> FileResponse | StreamingHttpResponse:
    """Give the goods as they were within the hour, or as they are if nobody wrote them down."""
    response: FileResponse | StreamingHttpResponse
    if _written_at():
        response = FileResponse(feed_file().open("rb"), content_type=XML)
    else:
        response = StreamingHttpResponse(merchant_feed(), content_type=XML)
    response["X-Robots-Tag"] = "noindex"
    return response


def _mark(request: HttpRequest) -> str:
    told = [(product.pk, product.slug, changed_at(product)) for product in novelties()]
    return f'"{hashlib.sha256(repr((told, settings.SITE_URL)).encode()).hexdigest()[:32]}"'


@require_safe
@cache_control(public=True, max_age=HOUR)
@condition(etag_func=_mark)
def latest(request: HttpRequest) -> HttpResponse:
    """Give the last products that were published."""
    return HttpResponse("".join(atom(novelties())), "application/atom+xml; charset=utf-8")
