"""Threads on the running database: a proof on PostgreSQL, a smoke test on SQLite."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.models import F, Sum
from django.utils import timezone

from cart.flows.add_line import add_line
from cart.flows.change_quantity import change_quantity
from cart.flows.extend_hold import HoldEnded, LongestHoldReached, extend_hold
from cart.flows.hold_cart import hold_cart
from cart.flows.release_lapsed import release_lapsed
from cart.models import Cart, CartLine
from catalog.models import OutOfStock, Variant
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

BUYERS = 50
LAST_UNITS = 10


def at_once(works: Sequence[Callable[[], object]]) -> list[object]:
    """Start all works at the same moment, each on its own connection; give results and errors."""
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            barrier.wait(timeout=60)
            return work()
        except Exception as error:  # a deadlock must be seen by the test
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def unexpected(results: Sequence[object], *refusals: type[Exception]) -> list[object]:
    return [r for r in results if isinstance(r, Exception) and not isinstance(r, refusals)]


def assert_books_agree() -> None:
    """Ask the shop's own auditor."""
    call_command("verify", "--quiet")


def let_end(*carts: Cart) -> None:
    """Move holds an hour back, so that they have just ended."""
    rows = Cart.objects.filter(pk__in=[cart.pk for cart in carts])
    rows.update(
        held_until=F("held_until") - timedelta(hours=1),
        hold_started_at=F("hold_started_at") - timedelta(hours=1),
    )


def test_fifty_buyers_hold_the_last_ten_units_and_no_more():
    """I11, I12, F45."""
    mug = make.variant(stock=LAST_UNITS)
    carts = [Cart.objects.create() for _ in range(BUYERS)]

    results = at_once([lambda cart=cart: add_line(cart, mug, 1) for cart in carts])

    assert unexpected(results, OutOfStock) == []
    assert sum(isinstance(result, OutOfStock) for result in results) == BUYERS - LAST_UNITS
    mug.refresh_from_db()
    assert (mug.stock, mug.held) == (LAST_UNITS, LAST_UNITS)
    assert CartLine.objects.aggregate(Sum("held"))["held__sum"] == LAST_UNITS
    assert_books_agree()


def test_without_the_guard_the_same_buyers_oversell():
    """F46: what proves that the test above could fail."""
    mug = make.variant(stock=LAST_UNITS)
    together = threading.Barrier(BUYERS)

    def hold_naively() -> bool:
        read = Variant.objects.get(pk=mug.pk)
        connection.close()  # the pool has fewer connections than there are buyers
        together.wait(timeout=60)
        if read.stock - read.held < 1:
            return False
        Variant.objects.filter(pk=mug.pk).update(held=read.held + 1)
        return True

    results = at_once([hold_naively] * BUYERS)

    assert results.count(True) > LAST_UNITS


def test_ended_holds_are_taken_over_by_as_many_as_there_are():
    """I14, F50: nobody tidies up, everybody wants the units at once."""
    mug = make.variant(stock=LAST_UNITS)
    idle = [make.cart(mug, quantity=2) for _ in range(LAST_UNITS // 2)]
    let_end(*idle)
    carts = [Cart.objects.create() for _ in range(BUYERS // 2)]

    results = at_once([lambda cart=cart: add_line(cart, mug, 1) for cart in carts])

    assert unexpected(results, OutOfStock) == []
    assert sum(isinstance(result, OutOfStock) for result in results) == len(carts) - LAST_UNITS
    assert CartLine.objects.filter(cart__in=idle, held__gt=0).count() == 0
    assert_books_agree()


def test_carts_that_want_the_same_in_opposite_orders_do_not_lock_each_other_out():
    """F47."""
    variants = [make.variant(stock=30) for _ in range(4)]
    forwards = [make.cart(*variants) for _ in range(10)]
    backwards = [make.cart(*reversed(variants)) for _ in range(10)]
    carts = forwards + backwards
    let_end(*carts)

    def hold_often(cart: Cart) -> None:
        for _time in range(5):
            hold_cart(cart)
            let_end(cart)
            release_lapsed()

    results = at_once([lambda cart=cart: hold_often(cart) for cart in carts])

    assert unexpected(results) == []
    release_lapsed()
    assert_books_agree()
    assert Variant.objects.filter(held__gt=0).count() == 0


def test_one_cart_that_everybody_changes_at_once_keeps_its_books():
    """P3, F1: ten tabs of one visitor, while the schedule tidies up."""
    mug, vase = make.variant(stock=6), make.variant(stock=6)
    cart = make.cart(mug, vase, quantity=2)
    lines = list(cart.lines.all())

    def own(line: CartLine) -> CartLine:
        return CartLine.objects.get(pk=line.pk)

    works = [
        *[lambda n=n: change_quantity(own(lines[n % 2]), 1 + n) for n in range(8)],
        *[lambda: extend_hold(Cart.objects.get(pk=cart.pk))] * 4,
        *[lambda: let_end(cart)] * 2,
        *[release_lapsed] * 4,
        *[lambda: hold_cart(Cart.objects.get(pk=cart.pk))] * 4,
    ]
    results = at_once(works)

    assert unexpected(results, HoldEnded, LongestHoldReached) == []
    assert_books_agree()


def test_two_sweepers_free_each_hold_once():
    mug = make.variant(stock=40)
    carts = [make.cart(mug, quantity=2) for _ in range(20)]
    let_end(*carts)

    freed = at_once([release_lapsed] * 6)

    assert sum(freed) == 20
    assert Variant.objects.get(pk=mug.pk).held == 0
    assert_books_agree()


def test_a_hold_that_is_prolonged_while_others_want_it_is_kept_or_lost_whole():
    """F49: at the very end of a hold its owner and another buyer reach for the unit."""
    for _round in range(10):
        mug = make.variant(stock=1)
        cart = make.cart(mug)
        Cart.objects.filter(pk=cart.pk).update(held_until=timezone.now() - timedelta(seconds=1))
        other = Cart.objects.create()

        results = at_once([lambda: hold_cart(cart), lambda: add_line(other, mug, 1)])  # noqa: B023

        assert unexpected(results, OutOfStock) == []
        held = list(CartLine.objects.filter(variant=mug, held=1).values_list("cart", flat=True))
        assert held in ([cart.pk], [other.pk])
    assert_books_agree()


def test_a_double_click_from_two_tabs_adds_once():
    """F1."""
    mug = make.variant(stock=9)
    cart = Cart.objects.create()
    click = timedelta(seconds=2)

    results = at_once(
        [lambda: add_line(Cart.objects.get(pk=cart.pk), mug, 1, double_click=click)] * 8
    )

    assert unexpected(results) == []
    assert cart.lines.get().quantity == 1


def test_prolonging_twice_at_once_prolongs_once():
    cart = make.cart(make.variant())
    shown = cart.held_until

    at_once([lambda: extend_hold(Cart.objects.get(pk=cart.pk), seen=shown)] * 6)

    cart.refresh_from_db()
    assert (cart.extensions, cart.held_until) == (1, shown + timedelta(minutes=30))
