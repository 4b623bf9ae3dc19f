"""Search: its page, and what is offered while somebody types."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from catalog import search
from catalog.lists import ProductList, read_list
from catalog.models import Category, Product
from catalog.models.listing import fetch_cards
from catalog.search.helping import topics
from shop.queue import enqueue

RECENT, BEST = 8, 4
SUGGESTIONS_KEPT = 60  # seconds, in the visitor's browser


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show what a query finds, or the nearest there is; a reference leads to its product."""
    text = search.typed(request.GET.get("q", ""))
    if not text:
        return _nothing_asked(request)
    if variant := search.named(text):
        return redirect(variant)
    found, shown = _answer(request, text)
    if shown is None or found is None:
        return _nothing_found(request, text)
    if found.how != search.How.EXACTLY:
        _note_miss(request, text)
    context = {"text": text, "found": found, "list": shown, "topics": topics(text)}
    return render(request, "catalog/search.html", context)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Show, as a part of a page, what goes on from what is typed so far."""
    offered = search.suggest(request.GET.get("q", ""))
    # Without what pages know of the visitor: the answer is the same for everybody.
    response = HttpResponse(render_to_string("catalog/suggestions.html", {"offered": offered}))
    patch_cache_control(response, public=True, max_age=SUGGESTIONS_KEPT)
    return response


def _answer(request: HttpRequest, text: str) -> tuple[search.Found | None, ProductList | None]:
    found = search.find(text)
    shown = found and _list(request, found)
    if found and shown and (shown.total or (shown.is_filtered and found.products.exists())):
        return found, shown
    found = search.forgive(text)
    return found, found and _list(request, found)


def _list(request: HttpRequest, found: search.Found) -> ProductList:
    return read_list(request, found.products, scope=found.scope, own_order=True, keep=["q"])


def _nothing_asked(request: HttpRequest) -> HttpResponse:
    recent = list(Product.objects.published().newest()[:RECENT])
    fetch_cards(recent)
    return render(request, "catalog/search_start.html", {"recent": recent, **_departments()})


def _nothing_found(request: HttpRequest, text: str) -> HttpResponse:
    asked = topics(text)
    if not asked:
        _note_miss(request, text)
    published = Product.objects.published()
    best = list(published.featured()[:BEST]) or list(published.newest()[:BEST])
    fetch_cards(best)
    context = {"text": text, "best": best, "topics": asked, **_departments()}
    return render(request, "catalog/search_none.html", context)


def _departments() -> dict[str, Any]:
    return {"departments": list(Category.objects.filter(depth=1).with_goods())}


def _note_miss(request: HttpRequest, text: str) -> None:
    # Once for a search, and not again for each page of the list or each filter.
    if set(request.GET) == {"q"}:
        enqueue("catalog.tasks.note_search_miss", text)
