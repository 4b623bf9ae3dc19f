"""What each page costs: CPU and queries, in one run with a bare Django view as the measure.

    make bench                        on SQLite
    make bench ARGS=--rounds=20       for longer
    DATABASE_URL=postgres://… make bench

A time alone says more about the machine than about the page; the ratio holds. The bare view
(bench/floor.py) reads one row and fills a small template, without middleware. Each answer is made
by the whole application, in production settings, inside this process: what a server in front and
PostgreSQL spend is not in it.
"""

import argparse
import os
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any, NamedTuple

import bench.environment  # noqa: F401 - sets Django up, before the shop is imported

# isort: split
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.floor import bare_application
from cart.models import CartLine
from catalog.models import Category, Product, Variant
from shop.wsgi import application

Environ = dict[str, Any]


class Page(NamedTuple):
    """An address, as one application is asked for it."""

    name: str
    app: Callable[..., Any]
    environ: Environ


def main() -> None:
    """Plant the shop, measure in rounds that are mixed, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=60, help="for each page, in each round")
    options = parser.parse_args()
    plant()
    pages = list_pages()
    rounds = [
        [milliseconds(page, options.requests) for page in pages] for _ in range(options.rounds + 1)
    ]
    # The first round warms up. The quickest is the one least disturbed by the rest of the machine.
    report(pages, [min(times) for times in zip(*rounds[1:], strict=True)])


def plant() -> None:
    """Open the demo shop."""
    for command in ("migrate", "createcachetable"):
        call_command(command, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        call_command("seed_demo", stdout=nowhere)


def list_pages() -> list[Page]:
    """Return the measure, and the pages that customers see most."""
    product = Product.objects.published().order_by("pk").first()
    visitor = Client(SERVER_NAME="127.0.0.1")
    wanted = Variant.objects.on_sale().filter(product=product).first()
    visitor.post("/panier/lignes/", {"variant": wanted.sku, "quantity": "1"})
    assert CartLine.objects.filter(variant=wanted).exists()
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in visitor.cookies.items())
    return [
        Page("bare view", bare_application, get(f"/{product.pk}/")),
        Page("home", application, get("/")),
        Page("category", application, get(Category.objects.first().get_absolute_url())),
        Page("product", application, get(product.get_absolute_url())),
        Page("cart, empty", application, get("/panier/")),
        Page("cart, one line", application, get("/panier/", cookies)),
    ]


def get(path: str, cookies: str = "") -> Environ:
    """Return what a server hands to an application for one GET."""
    path, _mark, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_COOKIE": cookies,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
    }


def answer(page: Page) -> bytes:
    """Return the body of a page, which must be found."""
    statuses: list[str] = []
    response = page.app(dict(page.environ), lambda status, headers: statuses.append(status))
    body = b"".join(response)
    response.close()
    assert statuses == ["200 OK"], (page.name, statuses)
    return body


def milliseconds(page: Page, requests: int) -> float:
    """Return the CPU time of one request, the mean of many."""
    start = time.process_time()
    for _ in range(requests):
        answer(page)
    return 1000 * (time.process_time() - start) / requests


def report(pages: list[Page], times: list[float]) -> None:
    """Print one line for each page."""
    print(f"\n{connection.vendor}, Django in production settings, CPU of this process\n")
    print(f"{'page':<16}{'ms CPU':>8}{'× bare':>8}{'queries':>9}{'KB':>7}")
    for page, spent in zip(pages, times, strict=True):
        connection.force_debug_cursor = True
        with CaptureQueriesContext(connection) as queries:
            size = len(answer(page)) / 1000
        # Each request begins and ends with its own words to the database; only questions count.
        asked = sum(query["sql"].startswith("SELECT") for query in queries)
        print(f"{page.name:<16}{spent:>8.2f}{spent / times[0]:>8.1f}{asked:>9}{size:>7.1f}")


if __name__ == "__main__":
    main()
