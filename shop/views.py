"""Pages that belong to several apps or to none."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.models import Category, Product
from catalog.models.listing import fetch_cards

ESSENTIALS = 8
NEWS = 4


def page_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form stood open too long; nothing of the cart is lost."""
    return render(request, "403_csrf.html", status=403)


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer that the process runs."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer that the process can serve: its database responds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the shop's front page, or that it opens soon when nothing is on sale."""
    published = Product.objects.published()
    essentials = list(published.featured()[:ESSENTIALS]) or list(published.newest()[:ESSENTIALS])
    if not essentials:
        return render(request, "shop/home_soon.html")
    news = list(published.new()[:NEWS])
    fetch_cards(essentials, news)
    context = {
        "essentials": essentials,
        "news": news,
        "categories": list(Category.objects.filter(depth=1).with_goods().with_face()),
        "takes_cards": bool(settings.STRIPE_SECRET_KEY),
    }
    return render(request, "shop/home.html", context)
