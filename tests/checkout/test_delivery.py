"""The second screen: how the parcel travels."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from cart.browser import COOKIE
from cart.models import Cart
from checkout.models import Checkout, DeliveryMethod, PickupPoint
from tests import make

URL = "/commande/livraison/"


@pytest.fixture
def cart(shop: None) -> Cart:
    return make.cart(make.variant(price="24.90"))


@pytest.fixture
def checkout(cart: Cart) -> Checkout:
    return make.checkout(cart, delivery_method=None)


@pytest.fixture
def buyer(client: Client, checkout: Checkout) -> Client:
    client.cookies[COOKIE] = checkout.cart.token
    return client


@time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False)
def test_each_method_shows_its_price_and_its_days(shop: None, client: Client) -> None:
    """L4: a date range with the price, never « 2-3 jours »."""
    checkout = make.checkout(make.cart(make.variant(price="24.90")), delivery_method=None)
    client.cookies[COOKIE] = checkout.cart.token

    page = client.get(URL).content.decode()

    assert "3,90\u00a0€" in page
    assert "5,90\u00a0€" in page
    assert "Gratuit" in page
    assert '<time datetime="2026-11-24">' in page
    assert '<time datetime="2026-11-25">' in page


@pytest.mark.parametrize(
    ("hour", "said"),
    [(9, "mar. 24 nov.</time>, si vous commandez avant 14\u00a0h"), (13, "mer. 25 nov.</time><")],
    ids=["before the cut-off", "after it"],
)
def test_a_day_promised_alone_says_until_when_to_order(
    shop: None, client: Client, hour: int, said: str
) -> None:
    with time_machine.travel(datetime(2026, 11, 23, hour, 30, tzinfo=UTC), tick=False):
        DeliveryMethod.objects.filter(code="domicile").update(first_days=1, last_days=1)
        checkout = make.checkout(make.cart(make.variant()), delivery_method=None)
        client.cookies[COOKIE] = checkout.cart.token

        page = client.get(URL).content.decode()

    assert f'Chez vous <time datetime="2026-11-{24 if hour < 13 else 25}">{said}' in page


def test_the_cheapest_that_delivers_is_ticked_never_collection(buyer: Client) -> None:
    """L2: fetching it oneself costs nothing, and is still not chosen for the buyer."""
    page = buyer.get(URL).content.decode()

    assert page.count(" checked") == 1
    assert 'value="relais" checked' in page


def test_delivery_to_the_door_goes_on_to_payment(buyer: Client, checkout: Checkout) -> None:
    response = buyer.post(URL, {"delivery_method": "domicile", "note": "  3e étage \n gauche "})

    checkout.refresh_from_db()
    assert response["Location"] == "/commande/paiement/"
    assert checkout.delivery_method is not None
    assert checkout.delivery_method.code == "domicile"
    assert checkout.note == "3e étage gauche"
    assert not checkout.is_gift


def test_a_relay_needs_a_point(buyer: Client, checkout: Checkout) -> None:
    without = buyer.post(URL, {"delivery_method": "relais"}).content.decode()
    response = buyer.post(URL, {"delivery_method": "relais", "pickup_point": "LYON-2"})

    checkout.refresh_from_db()
    assert "Choisissez un point relais" in without
    assert response["Location"] == "/commande/paiement/"
    assert checkout.pickup_point is not None
    assert checkout.pickup_point.code == "LYON-2"


def test_points_are_searched_by_postcode_and_the_rest_is_kept(
    buyer: Client, checkout: Checkout
) -> None:
    PickupPoint.objects.create(
        code="PARIS-1", name="Presse", street="1 rue", postcode="75011", city="Paris"
    )
    typed = {"delivery_method": "relais", "near": "75 003", "note": "Sonner", "search": "1"}

    response = buyer.post(URL, typed)
    page = buyer.get(response["Location"]).content.decode()

    checkout.refresh_from_db()
    assert response["Location"] == f"{URL}?pres=75003#points"
    assert checkout.note == "Sonner"
    assert 'value="PARIS-1"' in page
    assert 'value="LYON-1"' not in page


def test_enter_after_another_postcode_searches_too(buyer: Client) -> None:
    typed = {"delivery_method": "relais", "near": "75003"}

    first = buyer.post(URL, typed)
    second = buyer.post(first["Location"].partition("#")[0], typed)

    assert first["Location"] == f"{URL}?pres=75003#points"
    assert "Choisissez un point relais" in second.content.decode()


def test_where_there_is_no_point_the_page_says_so(buyer: Client) -> None:
    page = buyer.get(f"{URL}?pres=48000").content.decode()

    assert "Aucun point relais près de 48000." in page


def test_a_phone_is_asked_for_only_by_a_method_that_needs_it(
    buyer: Client, checkout: Checkout
) -> None:
    without = buyer.post(URL, {"delivery_method": "express"}).content.decode()
    half = buyer.post(URL, {"delivery_method": "express", "phone": "06 12"}).content.decode()
    home = buyer.post(URL, {"delivery_method": "domicile", "phone": "06 12"})
    express = buyer.post(URL, {"delivery_method": "express", "phone": "06 12 34 56 78"})

    words = "Saisissez un numéro de téléphone, par exemple 06 12 34 56 78"
    assert words in without
    assert words in half
    assert home["Location"] == express["Location"] == "/commande/paiement/"
    checkout.refresh_from_db()
    assert str(checkout.phone) == "06 12 34 56 78"


def test_a_method_that_does_not_reach_the_address_cannot_be_forged(
    buyer: Client, checkout: Checkout
) -> None:
    DeliveryMethod.objects.filter(code="express").update(excluded_postcodes=["69"])

    page = buyer.post(URL, {"delivery_method": "express", "phone": "0612345678"}).content.decode()

    assert "Choisissez un mode de livraison" in page
    checkout.refresh_from_db()
    assert checkout.delivery_method is None


def test_an_address_that_nothing_reaches_is_told_so(buyer: Client, checkout: Checkout) -> None:
    DeliveryMethod.objects.filter(kind="collection").delete()
    Checkout.objects.update(ship_postcode="97400")

    page = buyer.get(URL).content.decode()

    assert "Nous ne livrons pas encore cette adresse." in page
    assert "Continuer vers le paiement" not in page


def test_too_long_a_note_says_so_and_keeps_the_method(buyer: Client, checkout: Checkout) -> None:
    response = buyer.post(URL, {"delivery_method": "domicile", "note": "a" * 201})

    assert "Raccourcissez ce texte\u00a0: 200 caractères au plus." in response.content.decode()
    checkout.refresh_from_db()
    assert checkout.delivery_method is not None


def test_without_an_address_one_is_led_back_to_it(client: Client, cart: Cart) -> None:
    client.cookies[COOKIE] = cart.token

    assert client.get(URL)["Location"] == "/commande/coordonnees/"


def test_the_second_screen_costs_at_most_ten_queries(
    buyer: Client, django_assert_max_num_queries: Any
) -> None:
    buyer.get("/commande/coordonnees/")

    with django_assert_max_num_queries(10):
        buyer.get(URL)
