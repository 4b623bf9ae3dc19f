"""What every test may ask for."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.utils import translation
from playwright.sync_api import BrowserContext
from pytest_socket import socket_allow_hosts

if TYPE_CHECKING:
    import subprocess

    from tests.live import LiveShop

# Playwright's own loop runs in the thread that also talks to the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

_numbers = count(1)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A phone of the common sort: 390 px wide, touched.
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}


def pytest_runtest_setup() -> None:
    """Let no test reach beyond this machine."""
    socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)


@pytest.fixture
def shop(db: None) -> None:
    """Set up merchant, legal texts and delivery methods."""
    from tests import make  # noqa: PLC0415 - models exist only once Django is set up

    make.shop()


@pytest.fixture
def verified(db: None) -> Iterator[None]:
    """End the test with the shop's own auditor: no invariant may be broken."""
    yield
    call_command("verify", "--quiet")


@pytest.fixture(autouse=True, scope="session")
def _flush_past_the_guards() -> None:
    """Let SQLite empty its tables between tests: it deletes their rows, which guards refuse."""
    from django.db import connection  # noqa: PLC0415

    from catalog import guards  # noqa: PLC0415

    if connection.vendor == "sqlite":
        empty = connection.ops.sql_flush

        def sql_flush(*args: Any, **options: Any) -> list[str]:
            deletes = empty(*args, **options)
            return [*guards.down(connection), *deletes, *guards.up(connection)] if deletes else []

        type(connection.ops).sql_flush = staticmethod(sql_flush)


@pytest.fixture(autouse=True)
def _own_cache(settings: Any, request: pytest.FixtureRequest) -> None:
    """Give each test a cache of its own: limits are counted there."""
    if "live_shop" not in request.fixturenames:  # whose worker reads the same cache
        prefix = f"{settings.QUEUE_NAME}-{next(_numbers)}"
        settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": prefix}}


@pytest.fixture(autouse=True)
def _in_french() -> Iterator[None]:
    """Start each test in French: a request leaves its language behind in the thread."""
    with translation.override(django_settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session")
def _worker(django_db_setup: None) -> "Iterator[subprocess.Popen[bytes]]":
    """Run one real worker for all tests of this process that need it."""
    from tests import live  # noqa: PLC0415

    with live.worker(_worker_log()) as process:
        yield process


def _worker_log() -> Path:
    return Path(django_settings.VAR_DIR) / "worker.log"


@pytest.fixture
def live_shop(live_server: Any, _worker: "subprocess.Popen[bytes]") -> "Iterator[LiveShop]":
    """Open a shop that really runs: live server, Celery worker, fake Stripe over HTTP."""
    from checkout.gateways.fake_stripe import FakeStripe  # noqa: PLC0415
    from checkout.gateways.fake_stripe.server import running  # noqa: PLC0415
    from tests import live, make  # noqa: PLC0415

    live.forget_tasks()
    live.empty_cache()
    make.shop()
    webhook = f"{live_server.url}/webhooks/stripe/"
    stripe = FakeStripe(webhook=webhook, secret=django_settings.STRIPE_WEBHOOK_SECRET)
    with running(stripe, django_settings.STRIPE_FAKE_PORT):
        yield live.LiveShop(live_server.url, stripe)
    live.forget_tasks()
    # pytest shows it when a test fails
    sys.stdout.write(_worker_log().read_text(encoding="utf-8")[-4000:])
    assert _worker.poll() is None  # the tests that follow would wait for a dead worker


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Find Chromium, and let it reach nothing but this machine."""
    found = next(filter(None, map(shutil.which, [os.environ.get("CHROMIUM", ""), *BROWSERS])), None)
    arguments = [
        "--no-sandbox",  # a container's root has no other way
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    ]
    # Without one of the system's own, Playwright's is used.
    return {**browser_type_launch_args, "executable_path": found, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Browse as a customer in France does."""
    return {**browser_context_args, "locale": "fr-FR", "timezone_id": "Europe/Paris"}


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    """Return a browser the size of a phone."""
    return new_context(**PHONE)


@pytest.fixture
def no_js(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    """Return a browser that runs no JavaScript."""
    return new_context(java_script_enabled=False)
