"""What the sitemap lists: pages that anybody may read, in files of rows that stay together.

A file holds the rows whose ids stand in one range. It needs no counting to be found, costs the
same at the end of 100,000 products as at the beginning, and no row ever moves to another file, so
that a search engine reads again only the files that changed.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, QuerySet
from django.db.models.functions import Greatest

from catalog.models import Category, Finder, Guide, Product, ProductImage
from shop.models import LegalText

# Each row has an address in each of two languages: 5,000 addresses a file.
ROWS = 2_500


class Entry(NamedTuple):
    """A page: the name of its address and its slug if it has one, its last change, its pictures."""

    name: str
    slug: str = ""
    changed: date | datetime | None = None
    pictures: tuple[str, ...] = ()


class File(NamedTuple):
    """A file of a section: its number, how many pages it lists and when the last one changed."""

    number: int
    size: int
    changed: date | datetime | None


class Section(NamedTuple):
    """A kind of page: its files, and the entries of one of them."""

    # All of them, or the one that is named.
    files: Callable[[int | None], list[File]]
    entries: Callable[[int], Iterator[Entry]]


def products() -> Section:
    """Return the products on sale, with their pictures."""
    rows = Product.objects.published().annotate(changed=Greatest("updated_at", "published_at"))

    def entries(number: int) -> Iterator[Entry]:
        here = _in_file(number, "product_id")
        ready = ProductImage.objects.filter(status=ProductImage.Status.READY, **here)
        shown: dict[int, list[str]] = {}
        for picture in ready.order_by("position", "pk").only("product_id", "sizes"):
            shown.setdefault(picture.product_id, []).append(picture.large)
        page = rows.filter(**_in_file(number, "pk")).order_by("pk")
        for pk, slug, changed in page.values_list("pk", "slug", "changed"):
            yield Entry("catalog:product", slug, changed, tuple(shown.get(pk, ())))

    return Section(lambda number: _files(rows, number), entries)


def categories() -> Section:
    """Return the departments that sell something; they change with what they sell."""

    def entries(number: int) -> Iterator[Entry]:
        for category, changed in _departments() if number == 1 else []:
            yield Entry("catalog:category", category.slug, changed)

    def files(number: int | None) -> list[File]:
        found = [changed for _category, changed in _departments()]
        return [File(1, len(found), max(found))] if found and number in {None, 1} else []

    return Section(files, entries)


def pages() -> Section:
    """Return the front page, the guided choices and the legal texts in force."""
    finders = Finder.objects.published()

    def texts() -> dict[str, date]:
        newest_first = LegalText.objects.in_force().values_list("code", "valid_from")
        return dict(reversed(list(newest_first)))

    def entries(number: int) -> Iterator[Entry]:
        if number == 1:
            yield Entry("shop:home")
            for slug in finders.values_list("slug", flat=True):
                yield Entry("catalog:finder", slug)
            for code, valid_from in sorted(texts().items()):
                yield Entry("shop:legal_text", code, valid_from)

    def files(number: int | None) -> list[File]:
        days = texts().values()
        found = File(1, 1 + len(days) + finders.count(), max(days, default=None))
        return [found] if number in {None, 1} else []

    return Section(files, entries)


def guides() -> Section:
    """Return the guides that can be read, after the page that lists them."""
    rows = Guide.objects.published().annotate(changed=Greatest("updated_at", "published_at"))

    def entries(number: int) -> Iterator[Entry]:
        if number == 1:
            yield Entry("catalog:guides")
        page = rows.filter(**_in_file(number, "pk")).order_by("pk")
        for slug, changed in page.values_list("slug", "changed"):
            yield Entry("catalog:guide", slug, changed)

    return Section(lambda number: _files(rows, number), entries)


SECTIONS: dict[str, Callable[[], Section]] = {
    "pages": pages,
    "rayons": categories,
    "produits": products,
    "guides": guides,
}


def _files(rows: "QuerySet[Any]", number: int | None) -> list[File]:
    """Count the rows of each file in one query; `rows` know when they `changed`."""
    if number is not None:
        rows = rows.filter(**_in_file(number, "pk"))
    blocks = rows.order_by().annotate(block=(F("pk") - 1) / ROWS).values("block")
    found = blocks.annotate(n=Count("pk"), last=Max("changed")).order_by("block")
    return [File(row["block"] + 1, row["n"], row["last"]) for row in found]


def _in_file(number: int, field: str) -> dict[str, int]:
    return {f"{field}__gt": (number - 1) * ROWS, f"{field}__lte": number * ROWS}


def _departments() -> list[tuple[Category, datetime]]:
    """Return what sells something, each with the last change among its goods, in two queries."""
    on_sale = Product.objects.published().order_by().values("category__path")
    changes = dict(on_sale.annotate(last=Max("updated_at")).values_list("category__path", "last"))
    found = []
    for category in Category.objects.all():
        below = [last for path, last in changes.items() if path.startswith(category.path)]
        if below:
            found.append((category, max(below)))
    return found
