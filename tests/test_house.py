"""What must hold across the whole house, whoever wrote which part of it."""

import re
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.template.loader import get_template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests import make

APPS = ("shop", "catalog", "cart", "checkout", "returns", "aftersales")
ENQUEUED = re.compile(r"enqueue\(\s*\"([\w.]+)\"")
# What stands for each part of an address that varies.
SAMPLES = {"slug": "x", "int": "1", "str": "x", "uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12}


def sources() -> list[Path]:
    return [path for app in APPS for path in Path(app).rglob("*.py")]


def addresses(patterns: list[Any], before: str = "/") -> list[str]:
    """Return one address for each pattern, its converters filled in."""
    found = []
    for pattern in patterns:
        route = before + fill_in(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            found.append(route)
    return found


def fill_in(pattern: Any) -> str:
    route = str(pattern).removeprefix("^").removesuffix("$").removesuffix(r"\Z")
    route = re.sub(r"\(\?P<\w+>[^)]*\)", "x", route)
    return re.sub(r"<(?:(\w+):)?\w+>", lambda part: SAMPLES.get(part[1] or "str", "x"), route)


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(
    "path", [path for path in Path("templates").rglob("*.*") if path.suffix != ".css"], ids=str
)
def test_every_template_compiles(path: Path) -> None:
    get_template(str(path.relative_to("templates")))


def test_every_task_that_is_asked_for_exists() -> None:
    current_app.loader.import_default_modules()
    asked = {name for path in sources() for name in ENQUEUED.findall(path.read_text("utf-8"))}
    scheduled = {entry["task"] for entry in current_app.conf.beat_schedule.values()}

    assert len(asked) > 3
    assert asked | scheduled <= set(current_app.tasks)


def test_every_file_that_a_page_loads_is_collected_for_production() -> None:
    loaded = {
        name
        for path in Path("templates").rglob("*.html")
        for name in re.findall(r"{% static [\"']([^\"']+)", path.read_text("utf-8"))
    }

    collected = {name for finder in get_finders() for name, _storage in finder.list([])}

    assert len(loaded) > 10
    assert loaded - collected == set()


@pytest.mark.django_db
def test_no_address_fails_for_a_stranger(client: Client) -> None:
    make.shop()
    client.raise_request_exception = False
    found = addresses(get_resolver().url_patterns)

    failed = {url: answer for url in found if (answer := client.get(url).status_code) >= 500}

    assert len(found) > 50
    assert failed == {}
