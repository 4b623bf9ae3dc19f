"""Pages that belong to several apps or to none."""

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from catalog.models import Category, Product
from catalog.models.category import fetch_faces
from catalog.models.listing import fetch_cards
from shop import consent

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
    departments = Category.objects.all().menu()
    fetch_faces(departments)
    context = {
        "essentials": essentials,
        "news": news,
        "categories": departments,
        "menu": departments,
        "takes_cards": bool(settings.STRIPE_SECRET_KEY),
    }
    return render(request, "shop/home.html", context)


@csrf_exempt  # a mail program's own button sends no cookie and no token (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, key: str) -> HttpResponse:
    """Ask before messages of one kind are stopped; whoever has the link may stop them (R60)."""
    found = consent.stopped_by(key)
    if found is None:
        raise Http404
    if request.method == "POST":
        consent.stop(found)
    wanted = consent.may_send(found.email, found.channel, found.purpose)
    context = {"purpose": found.get_purpose_display(), "is_wanted": wanted}
    return render(request, "shop/stop.html", context)
