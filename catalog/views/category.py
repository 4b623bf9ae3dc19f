"""The page of a department."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.models import Category, Product
from catalog.models.listing import Sort
from catalog.views.moved import moved

PAGE_SIZE = 24


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the products of a department, a page at a time."""
    family = list(Category.objects.all().around(slug))
    here = next((found for found in family if found.slug == slug), None)
    if here is None:
        return moved(request, Category.objects.all(), slug)
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
