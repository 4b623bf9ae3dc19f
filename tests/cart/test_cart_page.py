from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.urls import reverse

from cart.browser import COOKIE
from cart.flows.add_line import add_line
from cart.forms import undo_token
from cart.models import Cart, CartLine
from catalog.models import Product, Variant
from checkout.models import DeliveryMethod
from tests import make

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAGE = "/panier/"
LINES = "/panier/lignes/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def browse(client: Client, cart: Cart) -> Cart:
    client.cookies[COOKIE] = cart.token
    return cart


def post(client: Client, url: str, **fields: object) -> tuple[str, list[str]]:
    """Post a form; return where the answer leads and what it says there."""
    response = client.post(url, fields)
    assert response.status_code == 302, response.status_code
    shown = client.get(PAGE)
    said = [str(message).replace("\u00a0", " ") for message in shown.context["messages"]]
    return response["Location"], said


def read(client: Client) -> str:
    response = client.get(PAGE)
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def add(client: Client, variant: Variant, **fields: object) -> tuple[str, list[str]]:
    return post(client, LINES, **{"variant": variant.sku, "quantity": "1", **fields})


def unpublish(variant: Variant) -> None:
    Product.objects.filter(pk=variant.product_id).update(published_at=None)


def test_an_article_is_added_and_the_cart_is_remembered(client):
    mug = make.variant(product__name="Mug Matin", price="24.90", label="Craie")

    answer = add(client, mug, quantity="2")

    assert answer == (PAGE, ["Mug Matin ajouté à votre panier."])
    cookie = client.cookies[COOKIE]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (2592000, True, "Lax")
    line = Cart.objects.get(token=cookie.value).lines.get()
    assert (line.variant, line.quantity, line.held) == (mug, 2, 2)


def test_the_page_says_what_it_costs_and_until_when_it_is_held(client):
    """P2, P5."""
    mug = make.variant(product__name="Mug Matin", price="24.90", label="Craie")
    browse(client, make.cart(mug, quantity=3))

    page = read(client)

    assert '<time datetime="2026-11-23T13:00:00+01:00">13 h 00</time>' in page
    assert "Passé ce délai, votre panier est conservé mais le stock n'est plus garanti." in page
    assert "Prolonger de 30 min" in page
    assert "24,90 € l'unité" in page
    assert "Sous-total (3 articles)" in page
    assert "74,70 €" in page
    assert "Mon panier, 3 articles" in page
    assert "dont TVA 20 %" in page
    assert 'href="/commande/coordonnees/"' in page
    assert "Sans création de compte · paiement sécurisé" in page
    assert "Panier conservé 30 jours sur cet appareil." in page


def test_the_page_says_how_to_pay_and_where_the_shop_delivers(client):
    """R7."""
    browse(client, make.cart(make.variant()))

    page = read(client)

    assert "Carte bancaire, virement bancaire." in page
    assert "France métropolitaine, sauf codes postaux commençant par 97, 98" in page


def test_the_conditions_follow_the_settings(client, settings):
    """R7."""
    settings.STRIPE_SECRET_KEY = ""
    DeliveryMethod.objects.filter(code="domicile").update(
        countries=["FR", "BE"], excluded_postcodes=["98"]
    )
    DeliveryMethod.objects.filter(kind="collection").update(is_active=False)
    browse(client, make.cart(make.variant()))

    page = read(client)

    assert "<dd>Virement bancaire.</dd>" in page
    assert "France métropolitaine, Belgique, sauf codes postaux commençant par 98." in page
    assert "Retrait" not in page


def test_the_total_has_the_delivery_and_its_vat_in_it(client):
    """P5."""
    jam = make.variant(price="10.55", product__vat_rate=Decimal("5.50"))
    browse(client, make.cart(jam, make.variant(price="31.65")))

    page = read(client)

    assert "Point relais" in page
    assert "<dd data-total>46,10 €</dd>" in page
    assert "dont TVA 5,5 %</dt> <dd>0,60 €</dd>" in page
    assert "dont TVA 20 %</dt> <dd>5,77 €</dd>" in page


def test_an_empty_cart_leads_to_the_shop(client):
    assert "Votre panier est vide" in read(client)
    assert Cart.objects.count() == 0


def test_the_page_costs_few_queries(client, django_assert_max_num_queries):
    variants = [make.variant() for _ in range(5)]
    for variant in variants:
        make.picture(variant.product)
    browse(client, make.cart(*variants))

    # The cart with its lines, their offers, the delivery prices; the merchant and the menu.
    with django_assert_max_num_queries(5):
        client.get(PAGE)


def test_adding_costs_few_queries_whatever_the_cart_holds(client, django_assert_max_num_queries):
    mug, vase, others = make.variant(), make.variant(), [make.variant() for _ in range(5)]
    client.post("/panier/lignes/", {"variant": mug.sku, "quantity": "1"})
    cart = Cart.objects.get()
    for other in others:
        add_line(cart, other, 1)

    # Eight, and the two transactions' four savepoints.
    with django_assert_max_num_queries(8 + 4):
        client.post("/panier/lignes/", {"variant": vase.sku, "quantity": "1"})


def test_looking_changes_nothing(client, clock):
    mug = make.variant(stock=2, price="20.00")
    cart = browse(client, make.cart(mug, quantity=2))
    clock.shift(2 * HOUR)
    mug.change_price(Decimal("25.00"))
    before = list(Cart.objects.values()), list(CartLine.objects.values())

    client.get(PAGE)

    assert (list(Cart.objects.values()), list(CartLine.objects.values())) == before
    assert cart.lines.get().held == 2


def test_more_than_is_left_is_lowered_with_a_word(client):
    """P3."""
    mug = make.variant(product__name="Mug Matin", stock=3)

    _, said = add(client, mug, quantity="7")
    assert said == ["Mug Matin : il ne reste que 3 exemplaires ; la quantité a été ajustée."]
    assert CartLine.objects.get().quantity == 3


def test_more_than_twenty_is_lowered_with_a_word(client):
    """P3."""
    mug = make.variant(product__name="Mug Matin", stock=30)

    _, said = add(client, mug, quantity="999")
    assert said == ["Mug Matin : 20 exemplaires au plus ; la quantité a été ajustée."]


def test_a_double_click_adds_once(client, clock):
    mug = make.variant()

    add(client, mug)
    clock.shift(timedelta(seconds=1))
    add(client, mug)
    assert CartLine.objects.get().quantity == 1

    clock.shift(timedelta(seconds=5))
    add(client, mug)
    assert CartLine.objects.get().quantity == 2


def test_two_tabs_that_set_a_quantity_do_not_double_it(client):
    """P3."""
    cart = browse(client, make.cart(make.variant()))
    url = reverse("cart:line", args=[cart.lines.get().pk])

    for _tab in range(2):
        assert post(client, url, quantity="4") == (PAGE, [])

    assert cart.lines.get().quantity == 4


def test_what_is_sold_out_is_refused_and_leaves_no_cart(client):
    mug = make.variant(product__name="Mug Matin", stock=0)

    where, said = add(client, mug)

    assert (where, said) == (mug.get_absolute_url(), ["Mug Matin est épuisé."])
    assert COOKIE not in client.cookies
    assert Cart.objects.count() == 0


def test_what_others_hold_is_refused_for_now(client):
    mug = make.variant(product__name="Mug Matin", stock=1)
    make.cart(mug)

    _, said = add(client, mug)

    assert said == [
        "Tous les exemplaires de Mug Matin sont réservés dans d'autres paniers. "
        "Réessayez dans quelques minutes."
    ]


@pytest.mark.parametrize(
    "quantity",
    ["0", "-1", "1000000000", "abc", "1e3", "٣", "1.5", "NaN", "", " ", "9" * 400, "1\0", "+2"],
)
def test_a_quantity_that_is_none_is_refused(client, quantity):
    """F16."""
    mug = make.variant()

    where, said = add(client, mug, quantity=quantity)

    assert where == mug.get_absolute_url()
    assert len(said) == 1
    assert Cart.objects.count() == 0


@pytest.mark.parametrize("quantity", ["-1", "1000000000", "abc", "1e3", "٣", "", "9" * 400, "1\0"])
def test_a_line_keeps_its_quantity_when_the_new_one_is_none(client, quantity):
    """F16."""
    cart = browse(client, make.cart(make.variant(), quantity=2))

    where, said = post(client, reverse("cart:line", args=[cart.lines.get().pk]), quantity=quantity)

    assert (where, said) == (PAGE, ["Choisissez une quantité entre 1 et 20."])
    assert cart.lines.get().quantity == 2


@pytest.mark.parametrize("sku", ["INCONNU", "", "x" * 5000, "SKU\0", "'; --", "٣"])
def test_an_unknown_article_is_refused(client, sku):
    make.variant()

    where, said = post(client, LINES, variant=sku, quantity="1")

    assert where == PAGE
    assert len(said) == 1
    assert Cart.objects.count() == 0


def test_an_article_that_is_not_published_is_refused(client):
    mug = make.variant()
    unpublish(mug)

    assert add(client, mug) == (PAGE, ["Cet article n'est plus proposé à la vente."])


@pytest.mark.parametrize("fields", [{}, {"quantity": "1"}, {"undo": "forged"}, {"undo": ""}])
def test_a_malformed_addition_is_a_bad_request(client, fields):
    assert client.post(LINES, fields).status_code == 400


def test_a_malformed_change_is_a_bad_request(client):
    cart = browse(client, make.cart(make.variant()))

    assert client.post(reverse("cart:line", args=[cart.lines.get().pk])).status_code == 400
    assert client.post(reverse("cart:extension"), {"seen": "demain"}).status_code == 400


@pytest.mark.parametrize(
    ("length", "text", "said"),
    [
        (5, "", "Écrivez le texte de votre article personnalisé."),
        (5, "   ", "Écrivez le texte de votre article personnalisé."),
        (5, "Camille", "Votre texte est trop long : 5 caractères au plus."),
        (5, "Lé\0a", "Le caractère nul n’est pas autorisé."),
        (0, "Léa", "Cet article ne se personnalise pas."),
    ],
)
def test_a_text_fits_its_article_or_is_refused(client, length, text, said):
    board = make.variant(product__personalisation_length=length)

    answer = add(client, board, personalisation=text)

    assert answer == (board.get_absolute_url(), [said])


def test_a_text_is_kept_as_it_was_typed(client):
    board = make.variant(product__personalisation_length=20)

    add(client, board, personalisation="  Zoé &  <Tom> ")

    assert CartLine.objects.get().personalisation == "Zoé & <Tom>"
    assert "Texte : « Zoé &amp; &lt;Tom&gt; »" in read(client)


def test_prices_that_are_posted_are_ignored(client):
    """I9, F17."""
    mug = make.variant(price="24.90")

    add(client, mug, price="0.01", price_seen="0.01", total="0.01", held="9", customer="1")

    line = CartLine.objects.get()
    assert (line.price_seen, line.held, line.cart.customer) == (Decimal("24.90"), 1, None)


def test_a_quantity_is_changed(client):
    cart = browse(client, make.cart(make.variant(stock=9)))

    assert post(client, reverse("cart:line", args=[cart.lines.get().pk]), quantity="4") == (
        PAGE,
        [],
    )

    assert cart.lines.get().held == 4


@pytest.mark.parametrize("field", [{"remove": "1"}, {"quantity": "0"}])
def test_a_line_is_taken_out_and_put_back(client, field):
    """P3."""
    board = make.variant(product__name="Planche", product__personalisation_length=20)
    browse(client, make.cart())
    add(client, board, quantity="2", personalisation="Léa")
    line = CartLine.objects.get()

    _, said = post(client, reverse("cart:line", args=[line.pk]), **field)
    assert "Planche retiré de votre panier." in said[0]
    assert ">Annuler</button>" in said[0]
    assert "Votre panier est vide" in read(client)

    assert post(client, LINES, undo=undo_token(line)) == (PAGE, ["Planche ajouté à votre panier."])
    back = CartLine.objects.get()
    assert (back.variant, back.quantity, back.personalisation) == (board, 2, "Léa")


def test_an_undo_ends_after_an_hour(client, clock):
    token = undo_token(make.cart(make.variant()).lines.get())
    clock.shift(HOUR + timedelta(seconds=1))

    assert client.post(LINES, {"undo": token}).status_code == 400
    with pytest.raises(signing.BadSignature):
        signing.loads(token, salt="another")


def test_taking_out_twice_does_no_harm(client):
    cart = browse(client, make.cart(make.variant()))
    url = reverse("cart:line", args=[cart.lines.get().pk])
    post(client, url, remove="1")

    assert post(client, url, remove="1") == (PAGE, ["Cet article n'est plus dans votre panier."])


def test_the_line_of_another_cart_is_not_found(client):
    """I39."""
    theirs = make.cart(make.variant()).lines.get()
    browse(client, make.cart(make.variant()))

    response = client.post(reverse("cart:line", args=[theirs.pk]), {"quantity": "5"})

    assert response.status_code == 404
    theirs.refresh_from_db()
    assert theirs.quantity == 1


def test_without_a_cart_there_is_nothing_to_change(client):
    theirs = make.cart(make.variant()).lines.get()

    for url in [
        reverse("cart:line", args=[theirs.pk]),
        *map(reverse, ["cart:hold", "cart:changes"]),
    ]:
        assert post(client, url, remove="1") == (PAGE, [])

    assert CartLine.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize("pk", [2**63 - 1, 2**63, 10**40])
def test_a_line_number_beyond_all_numbers_is_no_line(client, pk):
    browse(client, make.cart(make.variant()))

    _, said = post(client, f"/panier/lignes/{pk}/", quantity="1")

    assert said == ["Cet article n'est plus dans votre panier."]


@pytest.mark.parametrize("name", ["lines", "extension", "hold", "changes"])
def test_what_changes_something_is_posted(client, name):
    assert client.get(reverse(f"cart:{name}")).status_code == 405
    assert client.post(PAGE).status_code == 405


def test_the_hold_is_prolonged_once_a_click(client):
    cart = browse(client, make.cart(make.variant()))
    shown = {"seen": "2026-11-23T13:00:00+01:00"}

    assert post(client, reverse("cart:extension"), **shown)[1] == [
        "Réservation prolongée jusqu'à 13 h 30."
    ]
    post(client, reverse("cart:extension"), **shown)

    cart.refresh_from_db()
    assert (cart.extensions, cart.held_until) == (1, NOON + 1.5 * HOUR)


def test_the_last_end_is_told(client):
    browse(client, make.cart(make.variant()))
    for _time in range(10):
        post(client, reverse("cart:extension"))

    _, said = post(client, reverse("cart:extension"))

    assert said == ["La réservation ne peut plus être prolongée : elle se termine à 18 h 00."]
    assert "Prolonger" not in read(client)


def test_a_hold_that_ended_is_told_and_can_be_had_again(client, clock):
    """P2, R18."""
    mug, vase = make.variant(product__name="Mug Matin", stock=3), make.variant(stock=1)
    cart = browse(client, make.cart(mug, vase))
    clock.shift(HOUR)

    page = read(client)
    assert "Votre réservation a pris fin à 13 h 00." in page
    assert "data-countdown" not in page
    assert "Réserver à nouveau" in page
    _, said = post(client, reverse("cart:extension"))
    assert said == ["La réservation a pris fin. Vous pouvez réserver à nouveau."]

    _, said = post(client, reverse("cart:hold"))
    assert said == ["Vos articles sont réservés jusqu'à 14 h 00."]
    assert [line.held for line in cart.lines.all()] == [1, 1]
    assert "data-countdown" in read(client)


def test_what_can_be_had_again_only_in_part_is_told(client, clock):
    """P2."""
    mug = make.variant(product__name="Mug Matin", stock=2)
    cart = browse(client, make.cart(mug, quantity=2))
    clock.shift(HOUR)
    make.cart(mug)

    _, said = post(client, reverse("cart:hold"))

    assert said == [
        "Mug Matin : il ne reste que 1 exemplaire, au lieu de 2 demandés.",
        "Vos articles sont réservés jusqu'à 14 h 00.",
    ]
    assert cart.lines.get().held == 1


def test_a_hold_that_ended_another_day_says_which(client, clock):
    browse(client, make.cart(make.variant()))
    clock.shift(timedelta(days=2))

    assert "Votre réservation a pris fin le lundi 23 novembre 2026 à 13 h 00." in read(client)


def test_what_changed_is_told_until_it_is_noted(client, clock):
    """P6, F12."""
    mug = make.variant(product__name="Mug Matin", stock=3, price="79.00")
    cart = browse(client, make.cart(mug, quantity=3))
    clock.shift(HOUR)
    make.cart(mug)
    mug.change_price(Decimal("85.00"))

    page = read(client)
    assert "Le prix de « Mug Matin » est passé de 79 € à 85 €." in page
    assert "Il ne reste que 2 « Mug Matin », pour 3 dans votre panier." in page

    _, said = post(client, reverse("cart:changes"))
    assert said == ["Mug Matin : il ne reste que 2 exemplaires, au lieu de 3 demandés."]
    assert "Compris" not in read(client)
    assert cart.lines.get().price_seen == Decimal("85.00")


def test_what_is_no_longer_sold_stays_out_of_the_total(client):
    """F13."""
    mug, vase = make.variant(price="20.00"), make.variant(price="70.00")
    browse(client, make.cart(mug, vase))
    unpublish(vase)

    page = read(client)

    assert "N'est plus proposé" in page
    assert "Sous-total (1 article)" in page
    assert vase.get_absolute_url() not in page
    assert "Non compté dans le total." in page


def test_a_cart_of_which_nothing_is_left_cannot_be_ordered(client, clock):
    mug = make.variant(stock=1)
    browse(client, make.cart(mug))
    clock.shift(HOUR)
    make.cart(mug)

    page = read(client)

    assert "Réservé dans d'autres paniers" in page
    assert "Passer commande" not in page
    assert "data-countdown" not in page
    assert post(client, reverse("cart:hold"))[1] == [
        "Aucun de vos articles n'est disponible pour le moment."
    ]


def test_units_beyond_what_a_cart_holds_are_told(client):
    browse(client, make.cart(make.variant(stock=50), make.variant(stock=50), quantity=15))

    assert "10 exemplaires ne sont pas réservés : un panier en réserve 20 au plus." in read(client)


def test_a_cart_lives_thirty_days_after_its_last_change(client, clock):
    """P1."""
    browse(client, make.cart(make.variant(product__name="Mug Matin")))

    clock.shift(timedelta(days=30) - timedelta(seconds=1))
    assert "Mug Matin" in read(client)
    clock.shift(timedelta(seconds=1))
    assert "Votre panier est vide" in read(client)


def test_a_cart_that_became_an_order_is_left_alone(client):
    """F2."""
    mug = make.variant()
    cart = browse(client, make.cart(mug))
    line = cart.lines.get()
    Cart.objects.filter(pk=cart.pk).update(closed_at=NOON)

    post(client, reverse("cart:line", args=[line.pk]), quantity="5")
    add(client, mug)

    line.refresh_from_db()
    assert line.quantity == 1
    assert Cart.objects.get(token=client.cookies[COOKIE].value) != cart


def test_vat_is_said_for_each_rate():
    jam = make.variant(price="9.50", product__vat_rate=Decimal("5.50"))
    cart = make.cart(jam, make.variant(price="50.90"), quantity=2)

    assert cart.vat_by_rate == {
        Decimal("5.50"): Decimal("0.99"),
        Decimal("20.00"): Decimal("16.97"),
    }
    assert cart.delivered_by_rate == {
        Decimal("5.50"): Decimal("19.00"),
        Decimal("20.00"): Decimal("101.80"),
    }


def test_the_page_is_nobody_elses(client):
    """I44."""
    browse(client, make.cart(make.variant()))

    assert "no-store" in client.get(PAGE)["Cache-Control"]


def test_a_line_shows_the_picture_of_its_variant_or_the_products_first(client):
    sage = make.variant()
    sand = make.variant(product=sage.product)
    make.picture(sage.product, sizes={"320": "first.webp"}, position=1)
    make.picture(sage.product, sizes={"320": "sand.webp"}, position=2, variant=sand)
    make.picture(sage.product, sizes={}, position=0, status="missing")

    lines = make.cart(sage, sand, make.variant()).wanted()

    assert [line.picture and line.picture.small for line in lines] == [
        "/media/first.webp",
        "/media/sand.webp",
        None,
    ]
