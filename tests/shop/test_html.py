"""Every page is HTML that a strict reader accepts, for each kind of visitor."""

import pytest
from django.test import Client
from django.urls import reverse

from cart.browser import COOKIE
from cart.models import Cart
from checkout.models import AccessLink, Order
from tests import html, make
from tests.shop.test_access import real_addresses, signed_in, with_link

PAGE = (
    '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>t</title></head>'
    "<body><main><h1>t</h1>%s</main></body></html>"
)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


def faults_of(client: Client, *addresses: str) -> list[str]:
    """Return what is wrong with the pages of those addresses that give one."""
    told = []
    for address in addresses:
        answer = client.get(address)
        page = answer.getvalue().decode(errors="replace")
        # What a script asks for is a part of a page, without a head.
        if answer.headers.get("Content-Type", "").startswith("text/html") and "<html" in page:
            told += [f"{address}: {fault}" for fault in html.faults(page)]
    return told


def carrying(cart: Cart) -> Client:
    client = Client(raise_request_exception=False)
    client.cookies[COOKIE] = cart.token
    return client


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p><div>x</div></p>", "unexpected-end-tag"),
        ('<p id="a"></p><p id="a"></p>', "id 'a' is there 2 times"),
        ('<label for="b">x</label>', "for names nothing (b)"),
        ('<div id="b"></div><label for="b">x</label>', "a label of what cannot have one"),
        ("<ul><div>x</div></ul>", "<div> in <ul>"),
        ("<h2><p>x</p></h2>", "<p> in <h2>, which holds words only"),
        ('<a href="/"><button type="button">x</button></a>', "inside a link or a button"),
        ('<p aria-labelledby="z">x</p>', "aria-labelledby names nothing (z)"),
        ('<p style="color:red">x</p>', "style"),
        ('<img src="/x.webp">', "no alternative text"),
        ("<time>hier</time>", "no moment"),
        ("<table><tr><div>x</div></tr></table>", "table-voodoo"),
        ('<p role="truc">x</p>', "role"),
        ("<center>x</center>", "no such element"),
    ],
)
def test_the_reader_finds_what_is_wrong(body, fault):
    assert any(fault in found for found in html.faults(PAGE % body))


def test_the_reader_lets_a_sound_page_pass():
    assert html.faults(PAGE % "") == []


def test_every_address_gives_sound_html():
    addresses = [url for url in real_addresses() if not url.startswith(reverse("admin:index"))]
    own = [url for url in addresses if url.startswith(("/compte/", "/envies/"))]

    assert faults_of(Client(raise_request_exception=False), *addresses) == []
    assert faults_of(signed_in(make.user()), *own) == []


def test_shelves_and_products_in_each_of_their_states():
    shelf = make.category(name="Table & co", slug="table")
    mug = make.product(slug="mug", category=shelf, personalisation_length=10, net_quantity="1")
    for number, stock in enumerate([5, 2, 0]):
        variant = make.variant(
            product=mug, sku=f"M {number}/é", label=f"Grès {number}", stock=stock
        )
        variant.values.add(make.value("Émail", f"É {number}", color="#112233"))
        make.picture(mug, variant=variant)
        make.offer(variant, "20.00")
    for number in range(30):
        make.variant(product__category=shelf, product__slug=f"bol-{number}")
    make.variant(product__slug="seul", stock=0)
    make.product(slug="sans", name="Sans & <rien>")

    addresses = [
        *("/", "/en/", "/rayons/table/", "/rayons/table/?page=2", "/en/rayons/table/?tri=x"),
        *(
            "/produits/mug/",
            "/en/produits/mug/?v=M%202/%C3%A9",
            "/produits/seul/",
            "/produits/sans/",
        ),
        *("/comparer/", "/comparer/?p=mug", "/comparer/?p=mug&p=bol-1&p=bol-2&p=seul"),
        "/recherche/?q=bol",
        "/recherche/?q=%3Cb%3Exyz",
        "/envies/",
    ]
    assert faults_of(Client(), *addresses) == []


def test_from_the_cart_to_the_order():
    mug = make.variant(product__name="Mug & <b>", product__personalisation_length=5)
    bought = carrying(make.cart(mug, make.variant()))
    paying = make.cart(make.variant())
    make.checkout(paying, method="relais")
    screens = ["/panier/", "/commande/coordonnees/", "/commande/livraison/", "/commande/paiement/"]

    assert faults_of(Client(), "/panier/") == []
    assert faults_of(bought, *screens) == []
    assert faults_of(carrying(paying), *screens) == []
    order: Order = make.order(paid=True)
    thanks = AccessLink.to(order, AccessLink.Purpose.THANKS).key
    assert faults_of(with_link(order), order.get_absolute_url()) == []
    assert faults_of(Client(), reverse("checkout:thanks", args=[thanks])) == []


def test_forms_sent_with_nothing_in_them():
    client = Client(raise_request_exception=False)
    for name in (
        "aftersales:contact",
        "returns:withdrawal",
        "checkout:find_order",
        "account_login",
    ):
        answer = client.post(reverse(name), {})
        assert html.faults(answer.content.decode()) == []
