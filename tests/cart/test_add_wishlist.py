"""A whole list goes to the cart in one action; what cannot, stays in the list and is named."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cart.models import Cart, CartLine
from catalog.models import Variant, Wishlist, WishlistLine
from tests import make
from tests.catalog.pages import text

pytestmark = pytest.mark.django_db
URL = "/panier/favoris/"


def keep(client: Client, *variants: Variant) -> Wishlist:
    for variant in variants:
        client.post("/envies/lignes/", {"variant": variant.sku})
    return Wishlist.objects.get()


def test_all_of_a_list_is_held_and_the_rest_is_named(client: Client, shop: None) -> None:
    mug, soap = make.variant(product__name="Mug"), make.variant(product__name="Savon")
    gone = make.variant(stock=0, product__name="Vase")
    engraved = make.variant(product__name="Bague", product__personalisation_length=10)
    wishlist = keep(client, mug, soap, gone, engraved)

    for _ in range(2):
        page = client.post(URL, {"list": wishlist.pk}, follow=True)

        assert page.redirect_chain == [("/panier/", 302)]
        assert "2 articles de votre liste sont dans votre panier." in text(page)
        assert "Épuisé, gardé dans votre liste : Vase." in text(page)
        assert "À personnaliser sur sa page avant de l'ajouter : Bague." in text(page)
        lines = CartLine.objects.order_by("variant")
        assert [(line.variant, line.quantity, line.held) for line in lines] == [
            (mug, 1, 1),
            (soap, 1, 1),
        ]
    assert WishlistLine.objects.count() == 4


def test_what_is_held_by_others_is_named_and_leaves_no_cart(client: Client, shop: None) -> None:
    mug = make.variant(stock=1, product__name="Mug")
    make.cart(mug)
    wishlist = keep(client, mug)

    page = client.post(URL, {"list": wishlist.pk}, follow=True)

    assert page.redirect_chain == [(f"/envies/?liste={wishlist.pk}", 302)]
    assert "gardé dans votre liste : Mug." in text(page)
    assert Cart.objects.count() == 1


def test_what_the_cart_had_stays_as_it_was(client: Client, shop: None) -> None:
    mug, soap = make.variant(stock=5), make.variant()
    client.post("/panier/lignes/", {"variant": mug.sku, "quantity": "3"})
    wishlist = keep(client, mug, soap)

    client.post(URL, {"list": wishlist.pk})

    quantities = dict(CartLine.objects.values_list("variant", "quantity"))
    assert quantities == {mug.pk: 3, soap.pk: 1}


def test_the_list_of_somebody_else_is_not_found(client: Client, shop: None) -> None:
    wishlist = keep(client, make.variant())

    for asked in (wishlist.pk, "x", ""):
        assert Client().post(URL, {"list": asked}).status_code == 404
    assert not Cart.objects.exists()


def test_a_long_list_is_taken_in_one_go(
    client: Client, shop: None, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    wishlist = keep(client, *(make.variant() for _ in range(30)))

    with django_assert_max_num_queries(120):
        client.post(URL, {"list": wishlist.pk})

    assert CartLine.objects.count() == 30
