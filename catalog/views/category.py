"""The page of a department."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.lists import read_list
from catalog.models import Category, Product
from catalog.views.moved import moved


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the products of a department, narrowed and ordered as the address says."""
    family = list(Category.objects.all().around(slug))
    here = next((found for found in family if found.slug == slug), None)
    if here is None:
        return moved(request, Category.objects.all(), slug)
    products = Product.objects.published().in_category(here)
    context = {
        "category": here,
        "parents": [found for found in family if found.depth < here.depth],
        "children": [found for found in family if found.depth > here.depth],
        "list": read_list(request, products, scope=f"rayon-{here.pk}"),
    }
    return render(request, "catalog/category.html", context)
