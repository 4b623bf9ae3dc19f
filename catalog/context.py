"""What every page knows of the catalogue."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from catalog.browser import hearts_of
from catalog.models import Category


def menu(request: HttpRequest) -> dict[str, Any]:
    """Give templates the first departments that sell something, read when a page shows them.

    Each has those just below it.
    """
    return {"menu": SimpleLazyObject(lambda: Category.objects.all().menu())}


def favourites(request: HttpRequest) -> dict[str, Any]:
    """Give templates what is kept in lists; nothing is read without a cookie."""
    return {"hearts": SimpleLazyObject(lambda: hearts_of(request))}
