"""Settings follow the environment, and an unsafe shop does not start."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from shop.checks import refuse_unsafe_settings

NAMES = ["DEBUG", "PORT", "STRIPE_FAKE", "STRIPE_FAKE_PORT", "SITE_URL", "DATABASE_URL"]
KEY = "a-key-of-our-own-" * 4


@pytest.fixture
def settings_with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Return a function that reads the shop's settings in an environment."""

    def read(**environment: str) -> dict[str, Any]:
        for name in NAMES:
            monkeypatch.delenv(name, raising=False)
        for name, value in {"VAR_DIR": str(tmp_path), **environment}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path("shop/settings.py")

    return read


def test_one_port_moves_the_shop_and_its_fake_stripe(settings_with: Any) -> None:
    read = settings_with(DEBUG="1", STRIPE_FAKE="1", PORT="9000")

    assert read["SITE_URL"] == "http://127.0.0.1:9000"
    assert read["STRIPE_API_BASE"] == "http://127.0.0.1:9001"
    assert read["STRIPE_JS_URL"] == "http://127.0.0.1:9001/v3/"
    assert read["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"] == [
        "'self'",
        "http://127.0.0.1:9001",
    ]


def test_over_https_cookies_are_locked_to_the_host(settings_with: Any) -> None:
    read = settings_with(SITE_URL="https://boutique.example", SECRET_KEY=KEY)

    assert (read["SESSION_COOKIE_NAME"], read["CSRF_COOKIE_NAME"]) == (
        "__Host-session",
        "__Host-csrf",
    )
    assert read["SESSION_COOKIE_SECURE"] is read["CSRF_COOKIE_SECURE"] is True
    assert read["CSRF_COOKIE_HTTPONLY"] is True
    assert read["SECURE_HSTS_SECONDS"] == 63072000
    assert read["SECURE_SSL_REDIRECT"] is True
    assert read["ALLOWED_HOSTS"] == ["boutique.example", "localhost"]


def test_over_http_nothing_is_asked_that_a_browser_would_refuse(settings_with: Any) -> None:
    read = settings_with(DEBUG="1")

    assert (read["SESSION_COOKIE_NAME"], read["SESSION_COOKIE_SECURE"]) == ("session", False)
    assert read["SECURE_HSTS_SECONDS"] == 0
    assert "upgrade-insecure-requests" not in read["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]


def test_nothing_runs_or_loads_that_the_policy_does_not_name(settings_with: Any) -> None:
    read = settings_with(SITE_URL="https://boutique.example", SECRET_KEY=KEY)
    policy = read["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert "unsafe" not in str(policy)
    assert policy["upgrade-insecure-requests"] is True


def test_cards_are_only_offered_with_keys(settings_with: Any) -> None:
    assert settings_with()["STRIPE_SECRET_KEY"] == ""
    assert settings_with()["STRIPE_API_BASE"] == "https://api.stripe.com"


def test_the_options_of_a_database_address_are_kept(settings_with: Any) -> None:
    read = settings_with(DATABASE_URL="postgres://a:b@db.example/shop?sslmode=verify-full")

    assert read["DATABASES"]["default"]["OPTIONS"]["sslmode"] == "verify-full"
    assert read["DATABASES"]["default"]["OPTIONS"]["pool"]["max_size"] == 8


@pytest.mark.parametrize(
    ("name", "value"), [("SECRET_KEY", "only-for-development-" + "0" * 40), ("STRIPE_FAKE", True)]
)
def test_what_is_for_development_does_not_start_in_production(
    settings: Any, name: str, value: Any
) -> None:
    settings.DEBUG, settings.SECRET_KEY, settings.STRIPE_FAKE = False, KEY, False
    refuse_unsafe_settings()

    setattr(settings, name, value)

    with pytest.raises(ImproperlyConfigured, match=f"^{name} is "):
        refuse_unsafe_settings()
    with pytest.raises(SystemCheckError, match=name):
        call_command("check")
    settings.DEBUG = True
    refuse_unsafe_settings()


def test_mail_leaves_by_the_provider_that_is_named(settings_with: Any) -> None:
    read = settings_with(EMAIL_PROVIDER="brevo", ANYMAIL_BREVO_API_KEY="secret")

    assert read["EMAIL_BACKEND"] == "anymail.backends.brevo.EmailBackend"
    assert read["ANYMAIL"] == {"BREVO_API_KEY": "secret"}


def test_mail_is_written_to_files_until_a_server_is_named(settings_with: Any) -> None:
    assert settings_with()["EMAIL_BACKEND"] == "shop.outbox.EmailBackend"
