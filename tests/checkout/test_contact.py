"""The first screen: who orders, and where the parcel goes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cart.browser import COOKIE
from cart.models import Cart
from checkout.forms.fields import one_line
from checkout.forms.typos import likely_email
from checkout.models import Checkout, Order
from tests import make

URL = "/commande/coordonnees/"
TYPED = {
    "email": "julie@exemple.fr",
    "ship_given_name": "Julie",
    "ship_family_name": "Moreau",
    "ship_line1": "8 rue de Marseille",
    "ship_postcode": "69007",
    "ship_city": "Lyon",
    "ship_country": "FR",
    "bill_to_same": "on",
}


@pytest.fixture
def cart(shop: None) -> Cart:
    return make.cart(make.variant(price="24.90"), quantity=2)


@pytest.fixture
def buyer(client: Client, cart: Cart) -> Client:
    client.cookies[COOKIE] = cart.token
    return client


def test_the_first_screen_asks_for_the_email_first_and_for_no_account(buyer: Client) -> None:
    page = buyer.get(URL).content.decode()

    assert "<h1>Commander sans compte</h1>" in page
    assert page.index('name="email"') < page.index('name="ship_given_name"')
    assert "password" not in page


def test_a_guest_goes_on_to_delivery(buyer: Client, cart: Cart) -> None:
    response = buyer.post(URL, TYPED)

    assert response.status_code == 302
    assert response["Location"] == "/commande/livraison/"
    checkout = Checkout.objects.get(cart=cart)
    assert checkout.email == "julie@exemple.fr"
    assert checkout.shipping_address().lines() == [
        "Julie Moreau",
        "8 rue de Marseille",
        "69007 Lyon",
    ]
    assert not checkout.wants_newsletter
    assert Cart.objects.get(pk=cart.pk).email == "julie@exemple.fr"


def test_nothing_typed_is_lost_when_a_part_is_wrong(buyer: Client, cart: Cart) -> None:
    response = buyer.post(URL, {**TYPED, "ship_postcode": "6900", "ship_city": ""})

    page = response.content.decode()
    assert response.status_code == 200
    assert "<title>Erreur : Étape 1 sur 3" in page
    assert "Il y a 2 erreurs à corriger" in page
    assert 'href="#id_ship_postcode">Saisissez un code postal à 5 chiffres' in page
    assert 'value="6900"' in page
    checkout = Checkout.objects.get(cart=cart)
    assert (checkout.email, checkout.ship_line1) == ("julie@exemple.fr", "8 rue de Marseille")
    assert (checkout.ship_postcode, checkout.ship_city) == ("", "")
    assert not checkout.has_contact


def test_every_missing_field_says_what_to_type(buyer: Client) -> None:
    page = buyer.post(URL, {"ship_country": "ZZ", "bill_to_same": "on"}).content.decode()

    for words in [
        "Saisissez votre adresse e-mail, par exemple nom@exemple.fr",
        "Saisissez votre prénom",
        "Saisissez votre nom",
        "Saisissez le numéro et la rue",
        "Saisissez un code postal à 5 chiffres, par exemple 69003",
        "Saisissez la ville",
        "Choisissez un pays où nous livrons",
    ]:
        assert words in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Julie@Exemple.FR ", "julie@exemple.fr"),
        ("julie @exemple.fr", "julie@exemple.fr"),
        ("julie\u00a0@exemple.fr", "julie@exemple.fr"),
    ],
)
def test_spaces_and_capitals_of_an_email_do_not_count(
    buyer: Client, cart: Cart, typed: str, kept: str
) -> None:
    buyer.post(URL, {**TYPED, "email": typed})

    assert Checkout.objects.get(cart=cart).email == kept


@pytest.mark.parametrize("name", ["🌸 Zoé", "محمد", "Jose\u0301", "O'Brien-Łukasz", "王小明"])
def test_any_name_is_a_name(buyer: Client, cart: Cart, name: str) -> None:
    response = buyer.post(URL, {**TYPED, "ship_given_name": name})

    assert response.status_code == 302
    assert Checkout.objects.get(cart=cart).ship_given_name == one_line(name)


@pytest.mark.parametrize("name", ["Ju\x00lie", "Ju\x1blie", "Ju\x7flie"])
def test_control_characters_are_refused_in_words(buyer: Client, cart: Cart, name: str) -> None:
    response = buyer.post(URL, {**TYPED, "ship_given_name": name})

    assert "Retirez les caractères invisibles de ce texte." in response.content.decode()
    assert Checkout.objects.get(cart=cart).ship_given_name == ""


def test_too_long_an_address_says_how_long_it_may_be(buyer: Client) -> None:
    response = buyer.post(URL, {**TYPED, "ship_line1": "a" * 100_000})

    assert "Raccourcissez ce texte : 150 caractères au plus." in response.content.decode()


def test_a_megabyte_of_address_is_refused(buyer: Client) -> None:
    assert buyer.post(URL, {**TYPED, "ship_line1": "a" * 1_000_000}).status_code == 400


def test_spaces_in_a_postcode_do_not_count(buyer: Client, cart: Cart) -> None:
    buyer.post(URL, {**TYPED, "ship_postcode": " 69 007 "})

    assert Checkout.objects.get(cart=cart).ship_postcode == "69007"


def test_an_invoice_address_is_asked_for_only_when_it_differs(buyer: Client, cart: Cart) -> None:
    billing = {f"bill_{name[5:]}": TYPED[name] for name in TYPED if name.startswith("ship_")}
    elsewhere = {key: value for key, value in TYPED.items() if key != "bill_to_same"}

    missing = buyer.post(URL, elsewhere).content.decode()
    response = buyer.post(URL, {**elsewhere, **billing, "bill_city": "Paris"})

    assert 'href="#id_bill_city">Saisissez la ville' in missing
    assert response.status_code == 302
    checkout = Checkout.objects.get(cart=cart)
    assert checkout.billing_address().city == "Paris"
    assert checkout.shipping_address().city == "Lyon"


def test_what_is_wrong_in_a_folded_section_does_not_count(buyer: Client) -> None:
    response = buyer.post(URL, {**TYPED, "bill_line1": "a" * 500, "bill_postcode": "x"})

    assert response["Location"] == "/commande/livraison/"


def test_a_forged_field_is_ignored(buyer: Client, cart: Cart) -> None:
    buyer.post(URL, {**TYPED, "cart": "999", "is_gift": "on", "delivery_method": "1"})

    checkout = Checkout.objects.get(cart=cart)
    assert not checkout.is_gift
    assert checkout.delivery_method is None


def test_the_phone_is_optional_and_says_what_it_is_for(buyer: Client) -> None:
    """R58: below each phone field stands that calling to sell needs consent."""
    page = buyer.get(URL).content.decode()
    wrong = buyer.post(URL, {**TYPED, "phone": "06 12"}).content.decode()

    assert "Il est interdit de démarcher par téléphone un consommateur" in page
    assert "Saisissez un numéro de téléphone, par exemple 06 12 34 56 78" in wrong


@pytest.mark.parametrize(
    ("name", "token"),
    [
        ("email", "email"),
        ("ship_given_name", "shipping given-name"),
        ("ship_family_name", "shipping family-name"),
        ("ship_line1", "shipping address-line1"),
        ("ship_line2", "shipping address-line2"),
        ("ship_postcode", "shipping postal-code"),
        ("ship_city", "shipping address-level2"),
        ("bill_city", "billing address-level2"),
        ("phone", "tel"),
    ],
)
def test_browsers_know_what_each_field_is(buyer: Client, name: str, token: str) -> None:
    page = buyer.get(URL).content.decode()

    tag = page[page.index(f'name="{name}"') :].partition(">")[0]
    assert f'autocomplete="{token}"' in tag


def test_the_email_alone_is_kept_when_its_field_is_left(buyer: Client, cart: Cart) -> None:
    answer = buyer.post(reverse("checkout:email"), {"email": "julie@gmial.com"}).content.decode()

    assert Checkout.objects.get(cart=cart).email == "julie@gmial.com"
    assert "Vouliez-vous dire <strong>julie@gmail.com</strong>\u00a0?" in answer


def test_a_slip_is_put_right_in_one_click_and_blocks_nobody(buyer: Client, cart: Cart) -> None:
    buyer.post(URL, {**TYPED, "email": "julie@gmial.com"})
    page = buyer.get("/commande/livraison/").content.decode()
    right = {"suggestion": "1", "email": "julie@gmail.com"}
    response = buyer.post(reverse("checkout:email"), right)

    assert 'value="julie@gmail.com"' in page
    assert response["Location"] == "/commande/livraison/"
    assert Checkout.objects.get(cart=cart).email == "julie@gmail.com"


@pytest.mark.parametrize("right", ["a@gmail.com", "a@exemple.fr", "a@mail.com", "a@yahoo.co.uk"])
def test_a_right_address_is_not_doubted(right: str) -> None:
    assert likely_email(right) == ""


def test_a_customer_does_not_type_the_last_address_again(client: Client, shop: None) -> None:
    customer = make.user("zoe@example.fr")
    before = make.order()
    Order.objects.filter(pk=before.pk).update(customer=customer)
    client.force_login(customer)
    client.cookies[COOKIE] = make.cart(make.variant()).token

    page = client.get(URL).content.decode()

    assert 'value="zoe@example.fr"' in page
    assert 'value="8 rue de la République"' in page


def test_an_empty_cart_leads_back_to_the_cart(client: Client, shop: None) -> None:
    response = client.get(URL)

    assert (response.status_code, response["Location"]) == (303, "/panier/")


def test_another_browser_sees_nothing_of_it(buyer: Client, client: Client, cart: Cart) -> None:
    buyer.post(URL, TYPED)

    response = Client().get(URL)

    assert response["Location"] == "/panier/"


def test_starting_the_checkout_holds_the_articles_for_half_an_hour(
    buyer: Client, cart: Cart
) -> None:
    soon = timezone.now() + timedelta(minutes=2)
    Cart.objects.filter(pk=cart.pk).update(held_until=soon)

    buyer.get(URL)

    left = Cart.objects.get(pk=cart.pk).held_until - timezone.now()
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)


def test_the_first_screen_costs_at_most_eight_queries(
    buyer: Client, django_assert_max_num_queries: Any
) -> None:
    buyer.get(URL)

    with django_assert_max_num_queries(8):
        buyer.get(URL)


def test_screens_are_neither_cached_nor_indexed(buyer: Client) -> None:
    response = buyer.get(URL)

    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
