"""The few addresses that machines ask every site for."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from shop.models import Merchant

DAY = 86_400
# Pages of one person, and pages without an end: the same goods in another order.
CLOSED = (
    "/panier/",
    "/commande",
    "/compte/",
    "/suivi/",
    "/renoncer-au-contrat/",
    "/retours/",
    "/contact/",
    "/recherche/",
    "/comparer/",
    "/rayons/*?",
)
# The longest rule wins: the pages of a list are read, unless they are filtered too.
OPEN = ("/rayons/*?page=",)
CLOSED_AGAIN = ("/rayons/*?page=*&",)
# How long the word of security.txt holds (RFC 9116: less than a year).
SECURITY_TXT_HOLDS = timedelta(days=180)


@require_safe
@cache_control(public=True, max_age=DAY)
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots what to leave alone and where the sitemap is."""
    prefixes = [
        "" if code == settings.LANGUAGE_CODE else f"/{code}" for code, _ in settings.LANGUAGES
    ]
    rules = [
        f"{word}: {prefix}{path}"
        for prefix in prefixes
        for word, paths in (("Disallow", CLOSED), ("Allow", OPEN), ("Disallow", CLOSED_AGAIN))
        for path in paths
    ]
    sitemap = f"Sitemap: {settings.SITE_URL}{reverse('machines:sitemap')}"
    return HttpResponse("\n".join(["User-agent: *", *rules, "", sitemap, ""]), "text/plain")


@require_safe
@cache_control(public=True, max_age=DAY)
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """Lead those who look for the icon where it used to be to where it is."""
    return redirect(static("icons/favicon.svg"))


@require_safe
@cache_control(public=True, max_age=DAY)
def security(request: HttpRequest) -> HttpResponse:
    """Say whom to tell of a hole (RFC 9116); no merchant, no file."""
    email = Merchant.current().email
    if not email:
        raise Http404
    until = (timezone.now() + SECURITY_TXT_HOLDS).strftime("%Y-%m-%dT00:00:00Z")
    here = f"{settings.SITE_URL}{reverse('machines:security')}"
    lines = [
        f"Contact: mailto:{email}",
        f"Expires: {until}",
        "Preferred-Languages: fr, en",
        f"Canonical: {here}",
        "",
    ]
    return HttpResponse("\n".join(lines), "text/plain; charset=utf-8")


@require_safe
def change_password(request: HttpRequest) -> HttpResponseRedirect:
    """Lead a password manager to the page it looks for."""
    return redirect("account_change_password")
