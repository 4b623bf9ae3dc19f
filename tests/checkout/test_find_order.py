"""Finding an order by its number and its e-mail: steps only, the rest by mail."""

from typing import Any

import pytest
from django.test import Client

from checkout.flows.ship_order import ship_order
from checkout.models import DeliveryMethod, Order
from shop.models import Message
from tests import make

URL = "/suivi/"


@pytest.fixture
def order(shop: None) -> Order:
    return make.order(paid=True)


def pair(order: Order, **fields: str) -> dict[str, str]:
    return {"number": order.number, "email": order.email, **fields}


def test_the_form_says_where_the_number_is_found(client: Client, shop: None) -> None:
    page = client.get(URL).content.decode()

    assert "Il commence par MB-" in page
    assert 'autocomplete="email"' in page


def test_a_right_pair_shows_steps_without_personal_data(client: Client, order: Order) -> None:
    """T1: neither name, nor address, nor articles, nor the parcel's whole number."""
    DeliveryMethod.objects.update(tracking_url="https://carrier.example/{number}")
    number = "6A12345678"
    ship_order(order, carrier="Colissimo", tracking_number=number, actor=None, override="test")

    page = client.post(URL, pair(order)).content.decode()

    assert "Colissimo …5678" in page
    for fact in ["Julie", "Martin", "République", "Mug", number, "carrier.example"]:
        assert fact not in page


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower", "without dash", "random part alone"])
def test_the_number_is_taken_as_people_copy_it(client: Client, order: Order, typed: str) -> None:
    number = {
        "lower": order.number.lower(),
        "without dash": order.number.replace("-", " "),
        "random part alone": order.number[-8:],
    }.get(typed, typed.format(order.number))

    page = client.post(URL, {"number": number, "email": " JULIE@example.fr "}).content.decode()

    assert f'<h1>Commande <span class="nowrap">{order.number}</span></h1>' in page


def test_a_wrong_pair_says_nothing_of_either_half(client: Client, order: Order) -> None:
    wrong_email = client.post(URL, pair(order, email="x@example.fr"))
    wrong_number = client.post(URL, pair(order, number="MB-22222222"))

    words = "Aucune commande ne correspond à ce numéro et à cette adresse."
    pages = [answer.content.decode() for answer in (wrong_email, wrong_number)]
    assert all(words in page for page in pages)
    assert wrong_email.status_code == wrong_number.status_code == 200
    assert "Commande reçue" not in "".join(pages)


def test_the_link_goes_to_the_address_of_the_order_once_an_hour(
    client: Client, order: Order
) -> None:
    for _n in range(2):
        response = client.post(URL, pair(order, send="1"))

    assert response["Location"] == URL
    message = Message.objects.get(key__startswith=f"tracking-link:{order.number}:")
    assert message.recipient == "julie@example.fr"
    assert message.text.count("?cle=") == 1
    link = next(word for word in message.text.split() if "?cle=" in word)
    path = link.partition("://")[2].partition("/")[2]
    assert client.get(f"/{path}").status_code == 302
    assert client.get(order.get_absolute_url()).status_code == 200


def test_a_wrong_pair_sends_nothing(client: Client, order: Order) -> None:
    before = Message.objects.count()

    client.post(URL, pair(order, email="x@example.fr", send="1"))

    assert Message.objects.count() == before


def test_the_eleventh_try_of_an_hour_is_refused(client: Client, order: Order) -> None:
    """T1: ten tries an hour, right or wrong, for each network."""
    wrong = pair(order, number="MB-22222222")
    answers = [client.post(URL, wrong).status_code for _n in range(10)]

    right = client.post(URL, pair(order))

    assert set(answers) == {200}
    assert right.status_code == 429
    assert "Trop de demandes" in right.content.decode()


@pytest.mark.parametrize("number", ["", "\x00", "A", "🌸", "x" * 41, "' OR 1=1 --"])
def test_odd_numbers_find_nothing_and_break_nothing(
    client: Client, order: Order, number: str
) -> None:
    response = client.post(URL, pair(order, number=number))

    assert response.status_code == 200
    assert "Commande reçue" not in response.content.decode()


def test_finding_an_order_costs_at_most_sixteen_queries(
    client: Client, order: Order, django_assert_max_num_queries: Any
) -> None:
    # Six of them count the try, in a cache that is kept in the database.
    with django_assert_max_num_queries(16):
        client.post(URL, pair(order))
