"""Two to four products side by side; the address is all that is kept of the choice (K3)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.comparison import MOST, Column, columns_asked, rows
from catalog.models import Product

PROPOSED = 6


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Show what the address names, each row that differs marked, and what could join them."""
    asked = columns_asked(request.GET.getlist("p"))
    columns = asked.columns
    told = rows(columns)
    is_short = request.GET.get("differences") == "oui" and len(columns) > 1
    keys = [column.key for column in columns]
    context = {
        "asked": asked,
        "columns": [(column, [key for key in keys if key != column.key]) for column in columns],
        "rows": [row for row in told if row.differs] if is_short else told,
        "is_short": is_short,
        "is_one": len(columns) == 1,
        "proposals": [(product, [*keys, product.slug]) for product in _proposals(columns)],
        "keys": keys,
    }
    return render(request, "catalog/comparison.html", context)


def _proposals(columns: list[Column]) -> list[Product]:
    """Return what stands in the same department as the first, while there is room for more."""
    if not columns or len(columns) >= MOST:
        return []
    first = columns[0].product
    near = Product.objects.published().filter(category_id=first.category_id)
    others = near.exclude(pk__in=[column.product.pk for column in columns]).newest()
    return list(others.only("name", "slug")[:PROPOSED])
