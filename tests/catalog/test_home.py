from datetime import date, timedelta

import pytest
from django.utils import timezone

from shop import calendar
from tests import make
from tests.catalog.pages import cards, text

pytestmark = pytest.mark.django_db
# The menu and the merchant's name stand on every page.
SHELL = 2


@pytest.mark.usefixtures("shop")
def test_the_front_page_shows_what_the_merchant_puts_forward(client):
    make.variant(product__name="Mug Matin", product__is_featured=True)
    make.variant(product__name="Bol Brume")

    answer = client.get("/")

    assert cards(answer) == ["Mug Matin"]
    assert "La table des matins lents" in text(answer)


@pytest.mark.usefixtures("shop")
def test_without_a_featured_product_the_newest_are_shown(client):
    make.variant(product__name="Ancien", product__published_at=timezone.now() - timedelta(days=9))
    make.variant(product__name="Récent")

    assert cards(client.get("/")) == ["Récent", "Ancien"]


@pytest.mark.usefixtures("shop")
def test_a_novelty_is_listed_until_its_last_day(client):
    today = calendar.today()
    make.variant(product__name="Mug", product__is_featured=True)
    make.variant(product__name="Vase", product__new_until=today)
    make.variant(product__name="Bol", product__new_until=today - timedelta(days=1))

    assert cards(client.get("/")) == ["Mug", "Vase"]


@pytest.mark.usefixtures("shop")
def test_six_departments_are_shown_with_a_picture_of_their_own_goods(client):
    for number in range(7):
        sold = make.variant(product__category=make.category(name=f"Rayon n° {number}")).product
        make.picture(sold, sizes={"320": f"pictures/{number}-320.webp"})

    answer = client.get("/")
    tiles = answer.content.decode().split('class="tiles"')[1].split("</ul>")[0]

    assert [f"/media/pictures/{n}-320.webp" in tiles for n in range(7)] == [True] * 6 + [False]


@pytest.mark.usefixtures("shop")
def test_the_means_of_payment_named_are_those_offered(client, settings):
    make.variant()
    settings.STRIPE_SECRET_KEY = "sk_test_x"
    assert "Carte bancaire ou virement" in text(client.get("/"))

    settings.STRIPE_SECRET_KEY = ""
    answer = text(client.get("/"))
    assert "Par virement bancaire" in answer
    assert "Carte bancaire" not in answer


@pytest.mark.usefixtures("shop")
def test_the_promise_of_delivery_comes_from_the_methods(client):
    methods = make.delivery_methods()
    make.variant()
    assert "Livraison dès 3,90 € Domicile ou point relais" in text(client.get("/"))

    methods["relais"].is_active = False
    methods["relais"].save()
    assert "Livraison dès 5,90 € À domicile" in text(client.get("/"))


def test_a_shop_without_products_says_that_it_opens_soon(client):
    make.merchant()
    make.product(published_at=None)

    answer = client.get("/")

    assert answer.status_code == 200
    assert "Bientôt ouvert" in text(answer)
    assert cards(answer) == []


@pytest.mark.usefixtures("shop")
def test_the_front_page_sets_no_cookie(client):
    make.variant(product__is_featured=True)

    answer = client.get("/")

    assert not answer.cookies
    assert "no-store" not in answer.headers.get("Cache-Control", "")


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("count", [3, 12])
def test_the_front_page_asks_for_the_same_rows_whatever_it_shows(
    client, django_assert_num_queries, count
):
    for _ in range(count):
        sold = make.variant(
            product__is_featured=True,
            product__new_until=date(2099, 1, 1),
            product__category=make.category(),
        )
        make.picture(sold.product)
        make.offer(sold, "19.90")

    with django_assert_num_queries(5 + SHELL):
        client.get("/")
