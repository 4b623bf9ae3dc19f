"""What every answer says to the browser: the policy of its contents, its cookies, its transport."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import make
from tests.shop.test_access import real_addresses, signed_in, with_link

# Scripts and styles in the page itself; blocks of data are neither.
INLINE = re.compile(
    r"<style|<script(?![^>]*\b(?:src=|type=\"application/(?:ld\+)?json\"))[^>]*>"
    r"|<[^>]+\s(?:style|on\w+)=[\"']|href=[\"']javascript:",
    re.IGNORECASE,
)
# A shop behind https asked for its front page, a form, an article put in its cart, and its sign-in.
OVER_HTTPS = """
import django; django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0); call_command("createcachetable")
from tests import make
make.shop(); variant = make.variant()
client = Client(raise_request_exception=False)
for answer in (
    client.get("/", secure=True),
    client.get("/contact/", secure=True),
    client.post("/panier/lignes/", {"variant": variant.sku, "quantity": "1"}, secure=True),
    client.post("/compte/login/code/", {"email": "julie@example.fr"}, secure=True),
    client.get("/"),
):
    print(answer.status_code, *(f"{n}: {v}" for n, v in answer.headers.items()), sep="|")
    print(*(f"Set-Cookie: {c.OutputString()}" for c in answer.cookies.values()), sep="|")
"""


@pytest.mark.django_db
def test_every_page_forbids_what_it_does_not_name(shop: None) -> None:
    """No inline script or style anywhere, the admin and the pages of errors included."""
    owner, guest = signed_in(make.staff()), with_link(make.order())
    seen = 0

    for client in (owner, guest):
        for url in real_addresses():
            answer = client.get(url)
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy, url
            assert _is_a_letter(url) or "unsafe" not in policy, url
            assert "unsafe" not in _directive(answer, "script-src"), url
            assert answer.headers["X-Content-Type-Options"] == "nosniff", url
            is_page = answer.headers.get("Content-Type", "").startswith("text/html")
            if is_page and not _is_a_letter(url):
                seen += 1
                assert not INLINE.search(answer.content.decode()), url
    assert seen > 100


@pytest.mark.django_db
def test_only_the_pages_that_take_a_card_let_the_provider_in(shop: None) -> None:
    order = make.order(means="card")
    visitor = with_link(order)
    card, page = reverse("checkout:pay_again", args=[order.number]), order.get_absolute_url()

    assert settings.STRIPE_FAKE_URL in _directive(visitor.get(card), "script-src")
    assert _directive(visitor.get(page), "script-src") == "script-src 'self'"
    assert _directive(visitor.get(page), "form-action").endswith(settings.STRIPE_FAKE_URL)


def _is_a_letter(url: str) -> bool:
    """Tell whether a page is the HTML of an e-mail, whose style is inline."""
    return url.endswith("/lettre/")


def _directive(answer: object, name: str) -> str:
    policy = answer.headers["Content-Security-Policy"]  # type: ignore[attr-defined]
    return next(part.strip() for part in policy.split(";") if part.strip().startswith(name))


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["evil.fr", "evil.fr:80", "127.0.0.1@evil.fr", "a b", ""])
def test_another_host_is_refused(shop: None, host: str) -> None:
    answer = Client().get("/", headers={"Host": host})

    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


@pytest.mark.django_db
def test_what_a_proxy_is_told_changes_no_page(shop: None) -> None:
    told = {
        "X-Forwarded-Host": "evil.fr",
        "X-Forwarded-Proto": "https",
        "X-Original-Url": "/admin/",
    }

    for url in ("/", reverse("cart:cart"), reverse("account_login")):
        assert b"evil.fr" not in Client().get(url, headers=told).content


@pytest.mark.django_db
def test_every_form_that_changes_something_asks_for_its_token(shop: None) -> None:
    """Exempt: the provider's signed events, and the declaration that works without a cookie."""
    exempt = {
        reverse("stripe_webhook"),
        reverse("returns:withdrawal"),
        reverse("returns:confirmation"),
    }
    refused = 0
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(make.staff())

    for url in real_addresses():
        status = client.post(url).status_code
        if url.removeprefix("/en") not in exempt and status not in {301, 302, 404, 405}:
            refused += 1
            assert status == 403, url
    assert refused > 50


def test_over_https_cookies_and_transport_are_locked(tmp_path: Path) -> None:
    answers = _over_https(tmp_path)

    cookies = [
        part for line in answers for part in line.split("|") if part.startswith("Set-Cookie")
    ]
    names = {part.split()[1].split("=")[0] for part in cookies}
    assert {"__Host-cart", "__Host-csrf", "__Host-session"} <= names
    for cookie in cookies:
        assert "; Secure" in cookie, cookie
        assert "; HttpOnly" in cookie, cookie
        assert "; SameSite=Lax" in cookie, cookie
        assert "Domain=" not in cookie, cookie
    assert "|Strict-Transport-Security: max-age=63072000; includeSubDomains; preload|" in answers[0]
    assert "upgrade-insecure-requests" in answers[0]
    assert answers[8].startswith("301|")
    assert "|Location: https://boutique.example/|" in answers[8]


def _over_https(folder: Path) -> list[str]:
    """Return, for each answer of a shop behind https, a line of headers and one of cookies."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        "SITE_URL": "https://boutique.example",
        "SECRET_KEY": "a-key-of-our-own-" * 4,
        "VAR_DIR": str(folder),
        "STATIC_ROOT": str(folder),
        "LOG_LEVEL": "ERROR",
    }
    script = OVER_HTTPS.replace("Client(", 'Client(SERVER_NAME="boutique.example", ')
    script = script.replace(
        "import django;",
        "import shop.settings as s; s.STORAGES['staticfiles']"
        "['BACKEND'] = 'django.contrib.staticfiles.storage.StaticFilesStorage'; import django;",
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()
