"""Services in the cart: next to goods, without a hold where there is no end of them (K6, P1)."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cart.browser import COOKIE
from cart.flows.add_line import add_line
from cart.flows.change_quantity import change_quantity
from cart.flows.close_cart import close_cart
from cart.flows.hold_cart import hold_cart
from cart.models import Cart
from catalog.models import OutOfStock, Variant
from tests import make
from tests.catalog.pages import text

pytestmark = pytest.mark.usefixtures("shop", "verified")


def page(client: Client, cart: Cart) -> str:
    client.cookies[COOKIE] = cart.token
    return text(client.get("/panier/"))


def test_goods_and_services_have_one_total_and_one_delivery(client: Client) -> None:
    mug = make.variant(price="24.90", weight=380)
    board = make.service(price="100.00", weight=0)
    cart = make.cart(mug, board)

    shown = page(client, cart)

    assert (cart.goods_total, cart.delivered_total) == (Decimal("124.90"), Decimal("24.90"))
    assert cart.weight == 380
    assert "128,80 €" in shown  # with 3,90: free delivery looks at goods alone
    assert "Disponible" in shown


def test_a_cart_of_services_alone_estimates_no_delivery_and_holds_nothing(client: Client) -> None:
    cart = make.cart(make.service(), quantity=2)

    shown = page(client, cart)

    assert "Livraison estimée" not in shown
    assert "90,00 €" in shown
    assert "dont TVA 20 % 15,00 €" in shown
    assert "réservé" not in shown.lower()


def test_what_has_no_end_never_blocks_and_never_takes_room() -> None:
    board = make.service()
    carts = [make.cart(board, quantity=20) for _n in range(3)]

    board.refresh_from_db()
    assert (board.stock, board.held) == (0, 0)
    assert [cart.goods_total for cart in carts] == [Decimal(900)] * 3
    mug = make.variant(stock=30)
    add_line(carts[0], mug, 20)
    assert carts[0].lines.get(variant=mug).held == 20


def test_places_are_held_like_stock(client: Client) -> None:
    course = make.service(stock=3, product__name="Atelier")
    cart = make.cart(course, quantity=2)

    shown = page(client, cart)

    course.refresh_from_db()
    assert course.held == 2
    assert "Plus que 3 places" in shown
    with pytest.raises(OutOfStock):
        make.cart(course, quantity=1) and make.cart(course, quantity=1)


def test_a_day_that_has_passed_is_no_longer_sold(client: Client) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    course = make.service(stock=3, takes_place_at=tomorrow)
    cart = make.cart(course, quantity=2)

    with time_machine.travel(tomorrow + timedelta(minutes=1)):
        shown = page(client, Cart.objects.get(pk=cart.pk))
        with pytest.raises(OutOfStock):
            add_line(Cart.objects.create(), Variant.objects.for_cart().get(pk=course.pk), 1)
        hold_cart(cart)

    course.refresh_from_db()
    assert "N'est plus proposé" in shown
    assert course.held == 0


def test_places_that_become_endless_leave_no_hold_behind() -> None:
    course = make.service(stock=3)
    kept, sold = make.cart(course, quantity=1), make.cart(course, quantity=2)
    Variant.objects.filter(pk=course.pk).update(is_unlimited=True)

    change_quantity(kept.lines.get(), 2)
    close_cart(Cart.objects.get(pk=sold.pk))

    course.refresh_from_db()
    assert course.held == 0
