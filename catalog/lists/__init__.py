"""Turn products and the address of a page into a list: facets, filters, order, page of cards.

    found = read_list(request, products, scope="rayon-12")

`products` is any queryset of products; `templates/catalog/_list.html` shows what comes back as
`list`. A page that has an order of its own (search: by rank) says `own_order=True` and gives the
products in that order: it stands for « Pertinence ». `keep` names the parameters of the address
that are the page's own (`q`). `scope` names the products before any filter, so that their counts
are remembered until anything in the lists changes; without it they are counted each time.

In four queries, five with filters: the state of the lists, the filters, the counts, the page, the
cards; the counts are not asked for again while nothing changed.
"""

from collections.abc import Iterable

from django.http import HttpRequest

from catalog.lists.asked import read
from catalog.lists.counts import count
from catalog.lists.filters import resolve
from catalog.lists.memory import remembered, state
from catalog.lists.shown import ProductList
from catalog.models.listing import ProductQuerySet

__all__ = ["ProductList", "read_list"]


def read_list(
    request: HttpRequest,
    products: ProductQuerySet,
    *,
    scope: str = "",
    own_order: bool = False,
    keep: Iterable[str] = (),
) -> ProductList:
    """Return the list that an address asks for; whatever it asks for, there is one."""
    asked = read(request.path, request.GET, keep=tuple(keep))
    version = state()
    filters = resolve(asked)
    counts = remembered((version, scope, filters.key), lambda: count(products, filters), scope)
    return ProductList(products, filters, counts, own_order=own_order)
