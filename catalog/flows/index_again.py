"""Have search learn a new name of a department, a brand or a value, soon after."""

from django.db.models import Q

from catalog import search
from shop.queue import enqueue


def index_again(products: Q) -> None:
    """Mark the products that say the name; a task indexes them, or the sweep after it."""
    search.mark_stale(products)
    enqueue("catalog.tasks.sweep_search")
