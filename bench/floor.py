"""The measure: the least that a page of Django can do and still read a row and fill a template."""

from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test.utils import override_settings
from django.urls import path

from catalog.models import Product

TEMPLATE = """<!doctype html><title>{{ row.name }}</title><h1>{{ row.name }}</h1>
<p>{{ row.benefit }}</p><ul>{% for word in words %}<li>{{ word }}</li>{% endfor %}</ul>"""
WORDS = ["un", "deux", "trois", "quatre", "cinq", "six", "sept"]


def bare_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with one row, read by its key."""
    row = Product.objects.only("name", "benefit").get(pk=pk)
    return HttpResponse(page.render({"row": row, "words": WORDS}))


class BareHandler(WSGIHandler):
    """Django without a middleware, and with that one address."""

    def resolve_request(self, request: Any) -> Any:
        """Look at this file's addresses instead of the shop's."""
        request.urlconf = "bench.floor"
        return super().resolve_request(request)


page = engines["django"].from_string(TEMPLATE)
urlpatterns = [path("<int:pk>/", bare_view)]
with override_settings(MIDDLEWARE=[]):
    bare_application = BareHandler()
