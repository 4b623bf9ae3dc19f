"""Long work that writes now and then: somebody else writes in between, and nothing is refused."""

import threading
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from catalog import search
from catalog.flows import export_products, make_export
from catalog.flows.keep_variant import keep_variant
from catalog.flows.merge_wishlists import merge_wishlists
from catalog.models import ExportJob, ListChange, ProductImage, SearchEntry, Wishlist
from catalog.models.wishlist import digest
from catalog.tasks import refine_pictures, sweep_search
from tests import make

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def _write() -> None:
    ListChange.objects.note()
    connection.close()


@pytest.fixture
def neighbour() -> Iterator[list[str]]:
    """Write from a connection of its own right before each write of this one; lists these."""
    seen: list[str] = []

    def write_before(execute: Any, sql: str, *told: Any) -> Any:
        if sql.startswith(("BEGIN", "UPDATE")) and not connection.in_atomic_block:
            seen.append(sql)
            other = threading.Thread(target=_write)
            other.start()
            other.join()
        return execute(sql, *told)

    with connection.execute_wrapper(write_before):
        yield seen


def test_pictures_are_refined_beside_somebody_who_writes(neighbour: list[str]) -> None:
    product = make.product()
    gone = [
        ProductImage(product=product, status="ready", original=f"originals/{n}") for n in range(25)
    ]
    ProductImage.objects.bulk_create(gone)

    refine_pictures()

    assert not ProductImage.objects.to_refine()


def test_the_index_is_rebuilt_beside_somebody_who_writes(
    neighbour: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Bol", "Mug", "Pendule", "Sablier"):
        make.variant(product__name=name)
    SearchEntry.objects.update(name="autre")
    monkeypatch.setattr(import_module("catalog.search.index"), "BATCH", 2)

    assert search.rebuild() == 4


def test_an_export_tells_how_far_it_is_beside_somebody_who_writes(
    neighbour: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(4):
        make.variant()
    monkeypatch.setattr(export_products, "BATCH", 2)
    monkeypatch.setattr(make_export, "_STEP", 1)
    neighbour.clear()

    make_export.make_export(make_export.ask_export(actor=None))

    assert ExportJob.objects.get().status == "done"
    assert len(neighbour) >= 4


def test_a_sweep_that_finds_nothing_leaves_what_lists_remember() -> None:
    search.index([make.variant().product_id])
    before = ListChange.objects.count()

    sweep_search()

    assert ListChange.objects.count() == before


def test_a_heart_pressed_while_lists_are_merged_makes_no_double() -> None:
    mug, customer = make.variant(), make.user()
    into = Wishlist.objects.create(customer=customer)
    keep_variant(Wishlist.objects.create(browser=digest("jeton")), mug)
    tabs: list[threading.Thread] = []

    def press() -> None:
        keep_variant(Wishlist.objects.get(pk=into.pk), mug)
        connection.close()

    def press_before(execute: Any, sql: str, *told: Any) -> Any:
        if sql.startswith("UPDATE") and '"wishlist_id"' in sql and not tabs:
            tabs.append(threading.Thread(target=press))
            tabs[0].start()
            tabs[0].join(0.5)  # seconds: it waits for the merge's end
        return execute(sql, *told)

    with connection.execute_wrapper(press_before):
        merge_wishlists("jeton", customer)

    tabs[0].join()
    assert into.lines.count() == 1
