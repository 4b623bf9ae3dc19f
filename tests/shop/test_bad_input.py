"""What people and programs send that nobody should: told in French or refused, never an error."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from aftersales.models import Case
from cart.browser import COOKIE
from cart.models import Cart
from catalog.models import Variant
from checkout.models import Checkout, Order
from checkout.models.delivery import DeliveryMethod
from returns.models import Withdrawal
from shop.models import Message
from tests import make

CONTACT = {
    "email": "julie@exemple.fr",
    "ship_given_name": "Julie",
    "ship_family_name": "Moreau",
    "ship_line1": "8 rue de Marseille",
    "ship_postcode": "69007",
    "ship_city": "Lyon",
    "ship_country": "FR",
    "bill_to_same": "on",
}
AGREED = {"means": "transfer", "cgv": "on", "total_shown": "30.80"}
QUESTION = {"topic": "other", "email": "julie@exemple.fr", "message": "Bonjour"}
DECLARED = {"name": "Julie Moreau", "contract": "Le mug", "email": "julie@exemple.fr"}
# What breaks a database, a parser, a page, a label or a spreadsheet somewhere.
HOSTILE = [
    "a\0b",
    "-1",
    str(2**63),
    "9" * 5000,
    "NaN",
    "<script>alert(1)</script>{{ 7|add:7 }}",
    "\u202e👩\u200d🎨\ufffe",
    "x" * 30_000,
    "",
]
TRAIL = "<script>alert(1)</script>"


@pytest.fixture
def cart(shop: None) -> Cart:
    return make.cart(make.variant(sku="MUG", price="24.90", product__name=f"Mug {TRAIL}"))


@pytest.fixture
def buyer(cart: Cart) -> Client:
    client = Client(raise_request_exception=False)
    client.cookies[COOKIE] = cart.token
    return client


def forms(cart: Cart) -> list[tuple[str, dict[str, str]]]:
    """Return every form of the shop, rightly filled in."""
    order = make.order()
    return [
        (reverse("cart:lines"), {"variant": "MUG", "quantity": "1", "personalisation": ""}),
        (reverse("cart:line", args=[cart.lines.get().pk]), {"quantity": "1"}),
        (reverse("cart:lines"), {"undo": "x"}),
        (reverse("cart:extension"), {"seen": ""}),
        (reverse("cart:hold"), {}),
        (reverse("cart:changes"), {}),
        (reverse("checkout:contact"), {**CONTACT, "phone": "", "wants_newsletter": ""}),
        (reverse("checkout:email"), {"email": "julie@exemple.fr", "suggestion": ""}),
        (
            reverse("checkout:delivery"),
            {"delivery_method": "relais", "pickup_point": "LYON-1", "near": "69007"}
            | {"phone": "0612345678", "note": "", "is_gift": "", "search": ""},
        ),
        (reverse("checkout:payment"), AGREED),
        (
            reverse("checkout:find_order"),
            {"number": order.number, "email": order.email, "send": "x"},
        ),
        (reverse("aftersales:contact"), {**QUESTION, "order_number": "", "form_token": "x"}),
        (reverse("returns:withdrawal"), {**DECLARED, "website": "", "correct": "x"}),
        (reverse("returns:confirmation"), {"declaration": "x"}),
        (reverse("account_login"), {"login": "julie@exemple.fr", "password": "x", "next": "/"}),
        (reverse("account_signup"), {"email": "julie@exemple.fr", "password1": "x", "next": "/"}),
        (reverse("account_reset_password"), {"email": "julie@exemple.fr"}),
        (reverse("account_request_login_code"), {"email": "julie@exemple.fr", "next": "/"}),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(18))
def test_no_field_of_any_form_ends_in_an_error(cart: Cart, buyer: Client, number: int) -> None:
    """F16, F82, F83."""
    url, fields = forms(cart)[number]

    for name in fields or ["x"]:
        for value in HOSTILE:
            answer = buyer.post(url, {**fields, name: value})
            assert answer.status_code < 500, (url, name, value[:40])
            assert TRAIL not in answer.content.decode(), (url, name)
        twice = buyer.post(url, {**fields, name: [fields.get(name, ""), "x"]})
        assert twice.status_code < 500, (url, name)


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(18))
def test_a_body_that_is_no_form_is_refused(cart: Cart, buyer: Client, number: int) -> None:
    url = forms(cart)[number][0]
    bodies = [
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"quantity=%ff&email=%fe", "application/x-www-form-urlencoded"),
        (b"[" * 10_000, "application/json"),
        (b'--x\r\nContent-Disposition: form-data; name="', "multipart/form-data; boundary=x"),
        (b"a", "multipart/form-data"),
        (b"x" * 1_000_000, "application/x-www-form-urlencoded"),
        (b"message=" + b"x" * 10_000_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"f%d=1" % n for n in range(1000)), "application/x-www-form-urlencoded"),
    ]

    for body, kind in bodies:
        assert buyer.post(url, body, content_type=kind).status_code < 500, (url, kind, body[:20])


@pytest.mark.django_db
@pytest.mark.parametrize("quantity", ["-1", "0", "1000000000", "abc", "", "1.5", "9" * 400])
def test_a_quantity_that_is_none_is_said_and_changes_nothing(
    cart: Cart, buyer: Client, quantity: str
) -> None:
    """F16."""
    answer = buyer.post(
        reverse("cart:lines"), {"variant": "MUG", "quantity": quantity}, follow=True
    )

    assert "Choisissez une quantité entre 1 et" in answer.content.decode()
    assert cart.lines.get().quantity == 1
    assert Variant.objects.get().held == 1


@pytest.mark.django_db
def test_a_variant_of_another_product_is_bought_under_its_own_name_and_price(
    cart: Cart, buyer: Client
) -> None:
    """F17: the page that a form stood on says nothing of what is bought."""
    other = make.variant(price="99.00", product__name="Théière")
    page = cart.lines.get().variant.get_absolute_url()

    buyer.post(
        reverse("cart:lines"),
        {"variant": other.sku, "quantity": "1", "price": "0.01", "product": "1", "total": "0.01"},
        headers={"Referer": page},
    )

    assert cart.lines.get(variant=other).unit_price == 99


@pytest.mark.django_db
def test_posted_prices_totals_and_states_are_ignored(cart: Cart, buyer: Client) -> None:
    """F17, I9."""
    forged = {"price": "0.01", "total": "0.01", "status": "paid", "goods_total": "0.01"}
    forged |= {"customer": "1", "cart": "1", "id": "1", "delivery_price": "0", "is_paid": "on"}

    buyer.post(reverse("checkout:contact"), {**CONTACT, **forged})
    buyer.post(reverse("checkout:delivery"), {"delivery_method": "domicile", **forged})
    cheap = buyer.post(reverse("checkout:payment"), {**AGREED, **forged, "total_shown": "0.01"})
    buyer.post(reverse("checkout:payment"), {**AGREED, **forged})

    assert "Le total a changé" in cheap.content.decode()
    order = Order.objects.get()
    assert (str(order.total), order.status) == ("30.80", Order.Status.AWAITING_PAYMENT)


@pytest.mark.django_db
def test_without_the_tick_the_box_says_so_and_nothing_is_ordered(cart: Cart, buyer: Client) -> None:
    make.checkout(cart)

    answer = buyer.post(reverse("checkout:payment"), {**AGREED, "cgv": ""})

    assert "Cochez la case pour accepter" in answer.content.decode()
    assert not Order.objects.exists()


@pytest.mark.django_db
def test_a_mode_that_does_not_serve_the_address_is_refused_in_words(
    cart: Cart, buyer: Client
) -> None:
    make.checkout(cart)
    DeliveryMethod.objects.filter(code="express").update(countries=["BE"])

    answer = buyer.post(reverse("checkout:delivery"), {"delivery_method": "express"})

    assert "Choisissez un mode de livraison" in answer.content.decode()


@pytest.mark.django_db
def test_spaces_around_an_email_do_not_count(cart: Cart, buyer: Client) -> None:
    """F83."""
    buyer.post(reverse("checkout:contact"), {**CONTACT, "email": "  Julie@Exemple.FR "})

    assert Checkout.objects.get(cart=cart).email == "julie@exemple.fr"


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["a@b.fr\nBcc: x@y.fr", "a@b.fr,c@d.fr", "<a@b.fr>", "a b@c"])
def test_no_address_carries_a_header_or_a_second_one(cart: Cart, buyer: Client, email: str) -> None:
    """F83."""
    told = [
        buyer.post(reverse("checkout:contact"), {**CONTACT, "email": email}),
        buyer.post(reverse("aftersales:contact"), {**QUESTION, "email": email}),
        buyer.post(reverse("returns:withdrawal"), {**DECLARED, "email": email}),
    ]

    for answer in told:
        assert "nom@exemple.fr" in answer.content.decode()
    for model in (Message, Case, Withdrawal):
        assert not model.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", [f"Zoé {TRAIL}", "👩\u200d🎨 Zoé", "\u202eéoZ", "=CMD()", "{{ order.pk }}", "زوي"]
)
def test_any_name_goes_through_to_the_message_and_the_admin(
    cart: Cart, buyer: Client, name: str
) -> None:
    """F82."""
    buyer.post(reverse("checkout:contact"), {**CONTACT, "ship_given_name": name})
    buyer.post(reverse("checkout:delivery"), {"delivery_method": "domicile"})
    thanks = buyer.post(reverse("checkout:payment"), AGREED, follow=True)
    order = Order.objects.get()
    owner = Client()
    owner.force_login(make.staff())
    admin = owner.get(reverse("admin:checkout_order_change", args=[order.pk]))

    assert order.shipping_address.given_name == name
    message = Message.objects.get(key=f"order-received:{order.number}")
    assert name in message.text
    for page in (thanks.content.decode(), admin.content.decode(), message.html):
        assert TRAIL not in page


@pytest.mark.django_db
def test_a_megabyte_of_address_is_refused_and_the_rest_is_kept(cart: Cart, buyer: Client) -> None:
    buyer.post(reverse("checkout:contact"), CONTACT)

    answer = buyer.post(reverse("checkout:contact"), {**CONTACT, "ship_line1": "x" * 2**20})

    assert answer.status_code == 400
    assert Checkout.objects.get(cart=cart).ship_line1 == CONTACT["ship_line1"]
    long = buyer.post(reverse("checkout:contact"), {**CONTACT, "ship_line1": "x" * 1000})
    assert "Raccourcissez ce texte" in long.content.decode()
    assert f'value="{"x" * 1000}"' in long.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/pages/cgv/?version=%00",
        "/?page=%00",
        "/produits/x/?v=%00",
        "/%00/",
        "/rayons/%00/",
        "/admin/shop/message/?status__exact=%00",
        "/admin/checkout/order/%00/change/",
        "/renoncer-au-contrat/?commande=%00",
    ],
)
def test_a_nul_in_an_address_is_a_bad_request(shop: None, address: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(make.staff())

    assert client.get(address).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["cart", "order", "session", "csrf", "messages"])
@pytest.mark.parametrize("value", [r'"\000"', "x" * 4000, "é", '"', "0" * 32])
def test_a_cookie_that_is_not_ours_is_no_error(shop: None, name: str, value: str) -> None:
    order = make.order()
    pages = ["/", "/panier/", order.get_absolute_url(), reverse("checkout:contact")]

    for url in pages:
        client: Any = Client(raise_request_exception=False)
        assert client.get(url, headers={"Cookie": f"{name}={value}"}).status_code < 500, url
