from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db.models import Sum

from cart.flows.accept_changes import accept_changes
from cart.flows.add_line import Added, add_line
from cart.flows.change_quantity import LineGone, change_quantity
from cart.flows.close_cart import close_cart
from cart.flows.extend_hold import HoldEnded, LongestHoldReached, extend_hold
from cart.flows.hold_cart import Adjusted, free_expired_holds, hold_cart
from cart.flows.release_lapsed import release_lapsed
from cart.models import Cart, CartClosed, CartLine
from cart.models.cart import CHECKOUT_TIME, LONGEST_HOLD
from cart.tasks import release_lapsed_holds
from catalog.models import OutOfStock, StockMove, Variant
from tests import make

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def stock_of(variant: Variant) -> tuple[int, int]:
    variant.refresh_from_db()
    return variant.stock, variant.held


def held_by(cart: Cart) -> list[int]:
    return list(cart.lines.order_by("pk").values_list("held", flat=True))


def books_agree() -> bool:
    """Tell whether each variant's counter is the sum of what open carts hold."""
    lines = CartLine.objects.filter(cart__closed_at=None)
    sums = dict(lines.values_list("variant").annotate(Sum("held")))
    return all(sums.get(v.pk, 0) == v.held for v in Variant.objects.all())


def test_adding_an_article_holds_it_for_an_hour():
    mug = make.variant(stock=5, price="24.90")
    cart = Cart.objects.create()

    added = add_line(cart, mug, 2)

    line = CartLine.objects.get()
    assert added == Added(line, wanted=2, quantity=2)
    assert (line.quantity, line.held, line.price_seen) == (2, 2, mug.price)
    assert (cart.hold_started_at, cart.held_until) == (NOON, NOON + HOUR)
    assert stock_of(mug) == (5, 2)


def test_adding_again_makes_the_line_grow_and_the_hold_last(clock):
    mug = make.variant(stock=5)
    cart = make.cart(mug)

    clock.move_to(NOON + 10 * MINUTE)
    added = add_line(cart, mug, 2)

    assert (added.wanted, added.quantity) == (3, 3)
    assert held_by(cart) == [3]
    assert cart.held_until == NOON + 70 * MINUTE
    assert cart.touched_at == NOON + 10 * MINUTE


def test_a_double_click_adds_once(clock):
    mug = make.variant(stock=5)
    cart = Cart.objects.create()

    for _click in range(2):
        clock.shift(timedelta(seconds=1))
        add_line(cart, mug, 1, double_click=timedelta(seconds=2))
    assert held_by(cart) == [1]

    clock.shift(timedelta(seconds=3))
    add_line(cart, mug, 1, double_click=timedelta(seconds=2))
    assert held_by(cart) == [2]


def test_each_text_has_its_own_line():
    board = make.variant(stock=5, product__personalisation_length=20)
    cart = Cart.objects.create()

    add_line(cart, board, 1, personalisation="Léa")
    add_line(cart, board, 1, personalisation="Tom")
    add_line(cart, board, 1, personalisation="Léa")

    assert list(cart.lines.order_by("pk").values_list("personalisation", "held")) == [
        ("Léa", 2),
        ("Tom", 1),
    ]


def test_what_is_left_is_added_and_the_rest_told():
    mug = make.variant(stock=3)
    make.cart(mug)

    added = add_line(Cart.objects.create(), mug, 5)

    assert (added.wanted, added.quantity, added.line.held) == (5, 2, 2)
    assert stock_of(mug) == (3, 3)


def test_a_line_counts_twenty_at_most():
    mug = make.variant(stock=100)
    cart = make.cart(mug, quantity=15)

    added = add_line(cart, mug, 10)

    assert (added.wanted, added.quantity) == (25, 20)


def test_what_is_out_of_stock_is_refused_and_changes_nothing(clock):
    mug, vase = make.variant(stock=1), make.variant(stock=1)
    make.cart(vase)
    cart = make.cart(mug)
    clock.shift(5 * MINUTE)

    with pytest.raises(OutOfStock) as refusal:
        add_line(cart, vase, 1)

    assert refusal.value.variant_id == vase.pk
    cart.refresh_from_db()
    assert cart.held_until == NOON + HOUR
    assert cart.lines.count() == 1
    assert books_agree()


def test_nobody_is_blocked_by_their_own_hold():
    mug = make.variant(stock=3)
    cart = make.cart(mug, quantity=3)

    assert add_line(cart, mug, 1).quantity == 3
    assert change_quantity(cart.lines.get(), 2).quantity == 2
    assert change_quantity(cart.lines.get(), 3).quantity == 3
    assert stock_of(mug) == (3, 3)


def test_a_smaller_quantity_frees_the_difference():
    mug = make.variant(stock=5)
    cart = make.cart(mug, quantity=4)

    changed = change_quantity(cart.lines.get(), 1)

    assert (changed.wanted, changed.quantity) == (1, 1)
    assert held_by(cart) == [1]
    assert stock_of(mug) == (5, 1)


def test_a_quantity_beyond_the_stock_is_lowered():
    mug = make.variant(stock=3)
    cart = make.cart(mug)

    changed = change_quantity(cart.lines.get(), 7)

    assert (changed.wanted, changed.quantity, changed.line.held) == (7, 3, 3)


def test_changing_a_quantity_takes_note_of_the_price():
    mug = make.variant(price="24.90")
    cart = make.cart(mug)
    mug.change_price(mug.price + 1)
    assert cart.wanted()[0].price_changed

    change_quantity(cart.lines.get(), 2)

    assert not cart.wanted()[0].price_changed


def test_quantity_none_takes_the_line_out_and_can_be_undone():
    mug, vase = make.variant(stock=5), make.variant(stock=5)
    cart = make.cart(mug, vase, quantity=2)

    removed = change_quantity(cart.lines.get(variant=mug), 0).line

    assert list(cart.lines.values_list("variant", flat=True)) == [vase.pk]
    assert stock_of(mug) == (5, 0)
    add_line(cart, removed.variant, removed.quantity, personalisation=removed.personalisation)
    assert stock_of(mug) == (5, 2)


def test_a_line_that_is_gone_cannot_be_changed():
    mug = make.variant()
    cart = make.cart(mug)
    line = cart.lines.get()
    change_quantity(CartLine.objects.get(), 0)

    with pytest.raises(LineGone):
        change_quantity(line, 3)

    assert stock_of(mug) == (10, 0)


def test_a_line_of_which_nothing_is_left_keeps_its_quantity(clock):
    mug = make.variant(stock=2)
    cart = make.cart(mug, quantity=2)
    clock.shift(HOUR)
    make.cart(mug, quantity=2)

    with pytest.raises(OutOfStock):
        change_quantity(cart.lines.get(), 1)

    line = cart.lines.get()
    assert (line.quantity, line.held) == (2, 0)


def test_the_end_of_a_hold_frees_its_stock_and_keeps_its_lines(clock):
    """P2."""
    mug, vase = make.variant(stock=5), make.variant(stock=5)
    cart = make.cart(mug, vase, quantity=2)

    clock.move_to(NOON + HOUR - timedelta(seconds=1))
    assert release_lapsed() == 0
    clock.move_to(NOON + HOUR)
    assert release_lapsed_holds() == 1
    assert release_lapsed() == 0

    assert held_by(cart) == [0, 0]
    assert [line.quantity for line in cart.lines.all()] == [2, 2]
    assert (stock_of(mug), stock_of(vase)) == ((5, 0), (5, 0))


def test_an_ended_hold_never_blocks_a_sale_even_if_nobody_tidies(clock):
    """I14, F50."""
    mug, vase = make.variant(stock=1), make.variant(stock=1)
    idle = make.cart(mug, vase)
    clock.shift(HOUR)

    late = make.cart(mug)

    assert held_by(late) == [1]
    assert held_by(idle) == [0, 1]
    assert books_agree()


def test_a_running_hold_is_never_freed():
    mug = make.variant(stock=1)
    cart = make.cart(mug)

    free_expired_holds([mug.pk])

    assert held_by(cart) == [1]


def test_freeing_passes_over_the_cart_that_counts_on_its_units(clock):
    mug = make.variant(stock=1)
    cart = make.cart(mug)
    clock.shift(HOUR)

    free_expired_holds([mug.pk], besides=cart)
    assert held_by(cart) == [1]
    free_expired_holds([mug.pk])
    assert held_by(cart) == [0]
    assert books_agree()


def test_an_ended_hold_starts_afresh(clock):
    mug = make.variant(stock=2)
    cart = make.cart(mug, quantity=2)
    extend_hold(cart)
    clock.shift(2 * HOUR)
    release_lapsed()

    assert hold_cart(cart) == []

    assert held_by(cart) == [2]
    assert cart.hold_started_at == NOON + 2 * HOUR
    assert (cart.held_until, cart.extensions) == (NOON + 3 * HOUR, 0)


def test_an_untidied_hold_of_ones_own_is_kept_when_it_starts_afresh(clock):
    mug = make.variant(stock=2)
    cart = make.cart(mug, quantity=1)
    clock.shift(HOUR)

    assert add_line(cart, mug, 1).quantity == 2

    assert held_by(cart) == [2]
    assert books_agree()


def test_holding_again_takes_what_is_left_and_says_so(clock):
    mug, vase = make.variant(stock=3), make.variant(stock=1)
    cart = make.cart(mug, quantity=3)
    add_line(cart, vase, 1)
    clock.shift(HOUR)
    make.cart(mug, vase)

    adjusted = hold_cart(cart)

    assert adjusted == [Adjusted(cart.lines.get(variant=mug), wanted=3, quantity=2)]
    assert list(cart.lines.order_by("pk").values_list("quantity", "held")) == [(2, 2), (1, 0)]
    assert [line.variant for line in cart.buyable] == [mug]


def test_what_is_no_longer_sold_is_not_held():
    """F13."""
    mug, vase = make.variant(stock=3), make.variant(stock=3)
    cart = make.cart(mug, vase)
    type(mug.product).objects.filter(pk=mug.product_id).update(published_at=None)

    hold_cart(cart)

    assert held_by(cart) == [0, 1]
    assert [line.variant for line in cart.buyable] == [vase]


def test_the_checkout_has_half_an_hour_at_least(clock):
    mug = make.variant()
    cart = make.cart(mug)

    clock.move_to(NOON + 20 * MINUTE)
    hold_cart(cart, at_least=CHECKOUT_TIME)
    assert cart.held_until == NOON + HOUR

    clock.move_to(NOON + 50 * MINUTE)
    hold_cart(cart, at_least=CHECKOUT_TIME)
    assert cart.held_until == NOON + 80 * MINUTE


def test_no_hold_goes_past_six_hours(clock):
    mug = make.variant()
    cart = make.cart(mug)
    end = NOON + LONGEST_HOLD
    for _hour in range(5):
        clock.shift(50 * MINUTE)
        extend_hold(cart)
        hold_cart(cart)

    clock.move_to(end - HOUR)
    hold_cart(cart)
    clock.move_to(end - 5 * MINUTE)
    hold_cart(cart)
    hold_cart(cart, at_least=CHECKOUT_TIME)
    add_line(cart, mug, 1)

    assert cart.held_until == end
    with pytest.raises(LongestHoldReached):
        extend_hold(cart)


def test_a_hold_is_prolonged_ten_times_by_half_an_hour():
    """WCAG 2.2.1."""
    cart = make.cart(make.variant())

    for times in range(1, 11):
        assert cart.can_extend
        extend_hold(cart)
        assert (cart.extensions, cart.held_until) == (times, NOON + HOUR + times * 30 * MINUTE)

    assert not cart.can_extend
    with pytest.raises(LongestHoldReached):
        extend_hold(cart)


def test_a_double_click_prolongs_once():
    cart = make.cart(make.variant())
    shown = cart.held_until

    extend_hold(cart, seen=shown)
    extend_hold(cart, seen=shown)

    assert cart.held_until == NOON + 90 * MINUTE


def test_what_has_ended_cannot_be_prolonged(clock):
    cart = make.cart(make.variant())
    clock.shift(HOUR)

    with pytest.raises(HoldEnded):
        extend_hold(cart)
    with pytest.raises(HoldEnded):
        extend_hold(Cart.objects.create())


def test_a_cart_holds_twenty_units_and_wants_more():
    mug, vase = make.variant(stock=50), make.variant(stock=50)
    cart = make.cart(mug, vase, quantity=15)

    assert list(cart.lines.order_by("pk").values_list("quantity", "held")) == [(15, 15), (15, 5)]
    change_quantity(cart.lines.get(variant=mug), 10)
    assert held_by(cart) == [10, 10]


def test_an_address_holds_a_hundred_units(clock):
    """F92."""
    mug = make.variant(stock=200)
    for _bot in range(5):
        make.cart(mug, quantity=20, address_key="bot")

    assert held_by(make.cart(mug, quantity=20, address_key="bot")) == [0]
    assert held_by(make.cart(mug, quantity=20, address_key="someone")) == [20]
    clock.shift(HOUR)
    assert held_by(make.cart(mug, quantity=20, address_key="bot")) == [20]


def test_noted_changes_are_not_told_again(clock):
    mug, vase = make.variant(stock=3, price="20.00"), make.variant()
    cart = make.cart(mug, quantity=3)
    add_line(cart, vase, 1)
    clock.shift(HOUR)
    make.cart(mug)
    mug.change_price(mug.price + 5)

    adjusted = accept_changes(cart)

    assert [(change.wanted, change.quantity) for change in adjusted] == [(3, 2)]
    cart.forget_lines()
    assert not any(line.price_changed or line.is_short for line in cart.wanted())
    assert accept_changes(cart) == []


def test_a_closed_cart_holds_nothing_and_never_changes_again():
    """I17."""
    mug, vase = make.variant(stock=5), make.variant(stock=5)
    cart = make.cart(mug, vase, quantity=2)
    type(vase.product).objects.filter(pk=vase.product_id).update(published_at=None)
    cart.forget_lines()
    sold = {line.variant_id: (line.quantity, line.held) for line in cart.buyable}

    Variant.objects.take(sold, reference="MB-1")
    close_cart(cart)

    assert (stock_of(mug), stock_of(vase)) == ((3, 0), (5, 0))
    assert held_by(cart) == [0, 0]
    for flow in (hold_cart, extend_hold, accept_changes, lambda c: add_line(c, mug, 1)):
        with pytest.raises(CartClosed):
            flow(cart)
    with pytest.raises(CartClosed):
        change_quantity(cart.lines.first(), 3)
    assert release_lapsed(NOON + 9 * HOUR) == 0


def test_stock_that_comes_in_is_held_at_the_next_change():
    mug, vase = make.variant(stock=1), make.variant()
    cart = make.cart(mug)
    cart.lines.update(quantity=2)
    mug.move_stock(4, StockMove.Kind.RECEIVED, reference="BL-1")

    add_line(cart, vase, 1)

    assert held_by(cart) == [2, 1]
