"""The pages of the catalogue."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from catalog.models import Category, Product
from catalog.models.listing import Sort, fetch_page
from catalog.models.options import options, variant_asked, variant_chosen

PAGE_SIZE = 24
NEIGHBOURS = 4


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the products of a department, a page at a time."""
    family = list(Category.objects.all().around(slug))
    here = next((found for found in family if found.slug == slug), None)
    if here is None:
        raise Http404
    sort = Sort(request.GET["tri"]) if request.GET.get("tri") in Sort.values else Sort.RELEVANCE
    products = Product.objects.published().in_category(here).sorted_by(sort).with_offer()
    pages = Paginator(products, PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "category": here,
        "parents": [found for found in family if found.depth < here.depth],
        "children": [found for found in family if found.depth > here.depth],
        "sort": sort,
        "sorts": Sort,
        "page": page,
        "numbers": pages.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "is_another_page": request.GET.get("page", "1") != str(page.number),
    }
    return render(request, "catalog/category.html", context)


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a product, with the variant that the address names."""
    found = _visible(request, slug)
    neighbours = list(Product.objects.published().neighbours_of(found)[:NEIGHBOURS])
    fetch_page(found, neighbours)
    shown = variant_asked(found, request.GET)
    chosen = shown and variant_chosen(found, shown, request.GET)
    if chosen:
        return redirect(chosen)
    context = {
        "product": found,
        "parents": found.category.trail(),
        "variant": shown,
        "options": shown and options(found, shown),
        "pictures": found.pictures_of(shown),
        "neighbours": neighbours,
    }
    return render(request, "catalog/product.html", context)


def _visible(request: HttpRequest, slug: str) -> Product:
    # The visitor is only asked who they are when the product is not for everybody.
    products = Product.objects.for_page().filter(slug=slug)
    found = products.published().first() or products.previewed_by(request.user).first()
    if found is None:
        raise Http404
    return found
