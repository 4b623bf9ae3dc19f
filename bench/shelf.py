"""One size of the catalogue on one database: plant it, ask for its pages, tell in JSON.

python -m bench.shelf 10000 200     products, requests for each page
"""

import json
import random
import sys
import time
from urllib.parse import quote, urlencode

import bench.environment  # noqa: F401 - sets Django up, before the shop is imported

# isort: split
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.text import slugify

from bench import goods
from bench.pages import Page, answer, get
from catalog import search
from catalog.models import Category, Product
from shop.wsgi import application
from tests import make

WARM = 20


def main() -> None:
    """Print the rows that bench.growth makes a table of."""
    size, requests = map(int, sys.argv[1:3])
    for command in ("migrate", "createcachetable"):
        call_command(command, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    make.shop()
    goods.plant(size)
    search.rebuild()
    analyse()
    json.dump([row(name, pages, requests) for name, pages in list_pages().items()], sys.stdout)


def analyse() -> None:
    """Let the planner know what was planted, as a database does by itself with time."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def list_pages() -> dict[str, list[str]]:
    """Return addresses for each kind of page, in an order that is the same at every run."""
    chance = random.Random(2)
    shelves = [category.get_absolute_url() for category in Category.objects.all()]
    slugs = list(Product.objects.order_by("pk").values_list("slug", flat=True))
    products = [f"/produits/{slug}/" for slug in chance.sample(slugs, 200)]

    def words(*sets: list[str]) -> list[str]:
        return [quote(" ".join(chance.choice(choices) for choices in sets)) for _ in range(200)]

    colours = list(goods.COLOURS)
    return {
        "category": shelves,
        "category, page 2": [f"{url}?page=2" for url in shelves],
        "category, by price": [f"{url}?tri=prix-croissant" for url in shelves],
        "category, two facets": [
            facets(url, chance.choice(colours), chance.choice(goods.BRANDS)) for url in shelves
        ],
        "search, one word": [f"/recherche/?q={w}" for w in words(goods.SHELVES)],
        "search, three words": [
            f"/recherche/?q={w}" for w in words(goods.SHELVES, goods.LOOKS, goods.MATERIALS)
        ],
        "search, a typo": [
            f"/recherche/?q={quote(typo(chance.choice(goods.SHELVES)))}" for _ in range(200)
        ],
        "suggestions": [
            f"/recherche/suggestions/?q={quote(chance.choice(goods.SHELVES)[:4])}"
            for _ in range(200)
        ],
        "product": products,
    }


def row(name: str, addresses: list[str], requests: int) -> dict[str, object]:
    """Ask for a kind of page at its addresses in turn."""
    pages = [Page(name, application, get(address)) for address in addresses]
    for page in pages[:WARM]:
        answer(page)
    connection.force_debug_cursor = True
    with CaptureQueriesContext(connection) as queries:
        size = len(answer(pages[0])) / 1000
    connection.force_debug_cursor = False
    asked = sum(query["sql"].startswith(("SELECT", "WITH")) for query in queries)
    started = time.process_time()
    times = [timed(pages[number % len(pages)]) for number in range(requests)]
    cpu = 1000 * (time.process_time() - started) / requests
    return {"page": name, "times": times, "cpu": cpu, "queries": asked, "kb": size}


def facets(url: str, colour: str, brand: str) -> str:
    """Return a department narrowed by an option and a brand, as its form sends them."""
    return f"{url}?{urlencode({'couleur': colour.lower(), 'marque': slugify(brand)})}"


def typo(word: str) -> str:
    """Return a word with two letters that changed places."""
    return word[:2] + word[3] + word[2] + word[4:] if len(word) > 4 else word


def timed(page: Page) -> float:
    """Return how many milliseconds an answer took."""
    started = time.perf_counter()
    answer(page)
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    main()
