import pytest
from django.test import Client
from django.urls import reverse

from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


@pytest.fixture
def staff(settings) -> Client:
    settings.STAFF_MFA_REQUIRED = False
    client = Client()
    client.force_login(make.staff())
    return client


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_staff_see_what_is_wanted_and_held(staff):
    make.cart(make.variant(price="24.90"), quantity=3, email="lea@example.fr")

    page = read(staff, reverse("admin:cart_cart_changelist"))

    assert "lea@example.fr" in page
    assert '<td class="field-articles">3</td>' in page
    assert "74,70 €" in page


def test_staff_see_the_lines_of_a_cart_and_change_nothing(staff):
    board = make.variant(price="32.00", product__name="Planche")
    cart = make.cart(board)
    url = reverse("admin:cart_cart_change", args=[cart.pk])

    page = read(staff, url)

    assert "Planche" in page
    assert "32,00 €" in page
    assert "_save" not in page
    assert staff.post(url, {"email": "autre@example.fr"}).status_code == 403
    assert staff.get(reverse("admin:cart_cart_add")).status_code == 403
    assert staff.post(reverse("admin:cart_cart_delete", args=[cart.pk])).status_code == 403


def test_a_longer_list_costs_no_more_queries(staff, django_assert_max_num_queries):
    variants = [make.variant() for _ in range(3)]
    for _cart in range(10):
        make.cart(*variants)

    with django_assert_max_num_queries(10):
        staff.get(reverse("admin:cart_cart_changelist"))


def test_a_cart_is_found_by_what_is_in_it(staff):
    mug = make.variant(sku="MUG-1")
    make.cart(mug, email="lea@example.fr")
    make.cart(make.variant(), email="tom@example.fr")

    page = read(staff, reverse("admin:cart_cart_changelist") + "?q=MUG-1")

    assert "lea@example.fr" in page
    assert "tom@example.fr" not in page
