"""The third screen: everything to verify, and the one button that concludes the contract."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from cart.browser import COOKIE
from cart.models import Cart
from catalog.models import Variant
from checkout.access import COOKIE as ORDER_COOKIE
from checkout.forms.payment import BOX
from checkout.gateways.fake_stripe import FakeStripe
from checkout.models import Checkout, Order
from shop.models import Consent
from tests import make

URL = "/commande/paiement/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def variant(shop: None) -> Variant:
    return make.variant(price="24.90", stock=5)


@pytest.fixture
def checkout(variant: Variant) -> Checkout:
    return make.checkout(make.cart(variant, quantity=2))


@pytest.fixture
def buyer(client: Client, checkout: Checkout) -> Client:
    client.cookies[COOKIE] = checkout.cart.token
    return client


def agreed(**fields: str) -> dict[str, str]:
    """Return what the last screen posts: 2 × 24,90 and 5,90 for delivery."""
    return {"means": "transfer", "cgv": "on", "total_shown": "55.70", **fields}


def test_the_recap_shows_all_that_is_bought_and_what_it_costs(buyer: Client) -> None:
    """V1, R11: everything to verify stands before the button, each with a way to change it."""
    page = buyer.get(URL).content.decode()

    for words in ["2 × 24,90\u00a0€", "55,70\u00a0€", "dont TVA 20\u00a0%", "9,28\u00a0€"]:
        assert words in page
    for words in ["julie@example.fr", "8 rue de la République", "À domicile", "Médiateur fictif"]:
        assert words in page
    for address in ["/panier/", "/commande/coordonnees/", "/commande/livraison/"]:
        assert f'href="{address}">Modifier' in page
    assert page.index("dont TVA") < page.index("<button")


def test_delivery_shares_its_vat_over_the_rates_of_the_goods(shop: None, client: Client) -> None:
    """10,00 at 20 % and 10,00 at 5,5 %: half of the 5,90 of delivery at each."""
    goods = [make.variant(price="10.00"), make.variant(price="10.00", product__vat_rate="5.5")]
    client.cookies[COOKIE] = make.checkout(make.cart(*goods)).cart.token

    page = client.get(URL).content.decode()
    client.post(URL, agreed(total_shown="25.90"))

    vat = Order.objects.get().vat_by_rate()
    assert vat == {Decimal(20): Decimal("2.16"), Decimal("5.5"): Decimal("0.67")}
    assert "2,16\u00a0€" in page
    assert "0,67\u00a0€" in page


def test_the_button_says_the_obligation_to_pay_and_nothing_else(buyer: Client) -> None:
    """R12, V5: only the words on the button count."""
    page = buyer.get(URL).content.decode()

    buttons = re.findall(r"<button[^>]*>(.*?)</button>", page, re.DOTALL)
    assert [strip_tags(button).strip() for button in buttons] == [
        "Commande avec obligation de paiement"
    ]


def test_the_box_is_not_ticked_and_says_what_the_contract_keeps(buyer: Client) -> None:
    """R10, V2: no box is ticked beforehand; the proof has the words of the screen."""
    page = buyer.get(URL).content.decode()
    buyer.post(URL, agreed())

    box = BOX % {"version": "2026-11-01"}
    assert box in " ".join(strip_tags(page).replace("&#x27;", "'").split())
    assert "checked" not in page[page.index('name="cgv"') :].partition(">")[0]
    contract = Order.objects.get().contract
    assert (contract.box, contract.button) == (box, "Commande avec obligation de paiement")
    assert contract.ip == "127.0.0.1"


def test_each_article_says_why_it_cannot_be_sent_back(shop: None, client: Client) -> None:
    """R38: the exception is told per article, before the order."""
    engraved = make.variant(product__withdrawal_exception="3")
    client.cookies[COOKIE] = make.checkout(make.cart(engraved)).cart.token

    page = client.get(URL).content.decode()

    assert "Article personnalisé" in page
    assert "14 jours après réception" in page


def test_a_transfer_leads_to_thanks_with_the_bank_details(buyer: Client) -> None:
    response = buyer.post(URL, agreed())

    order = Order.objects.get()
    assert (response.status_code, order.total) == (303, Decimal("55.70"))
    assert response["Location"].startswith("/commande/merci/")
    page = buyer.get(response["Location"]).content.decode()
    assert "Commande reçue, en attente de votre virement" in page
    assert order.number in page
    assert buyer.get(f"/commandes/{order.number}/").status_code == 200


def test_without_the_tick_nothing_is_ordered(buyer: Client) -> None:
    page = buyer.post(URL, agreed(cgv="")).content.decode()

    assert not Order.objects.exists()
    assert 'href="#id_cgv">Cochez la case pour accepter les conditions générales' in page
    assert 'value="transfer" checked' in page


@pytest.mark.parametrize("total", ["0.01", "55.69", "1000.00"])
def test_another_total_than_the_real_one_orders_nothing(buyer: Client, total: str) -> None:
    """I9: a forged or old total is shown beside the real one; nothing is ordered."""
    page = buyer.post(URL, agreed(total_shown=total)).content.decode()

    assert not Order.objects.exists()
    assert "Le total a changé depuis votre dernière visite" in page
    assert 'name="total_shown" value="55.70"' in page


@pytest.mark.parametrize("total", ["", "abc", "NaN", "1e400", "55,70 €", "٥٥", "-1" * 50])
def test_a_total_that_is_no_amount_is_refused_in_words(buyer: Client, total: str) -> None:
    response = buyer.post(URL, agreed(total_shown=total))

    assert response.status_code == 200
    assert "Il y a 1 erreur à corriger" in response.content.decode()
    assert not Order.objects.exists()


def test_a_price_that_changes_meanwhile_is_shown_first(buyer: Client, variant: Variant) -> None:
    buyer.get(URL)
    variant.change_price(Decimal("30.00"))

    page = buyer.post(URL, agreed()).content.decode()
    again = buyer.post(URL, agreed(total_shown="65.90"))

    assert "(de 55,70\u00a0€ à 65,90\u00a0€)" in page
    assert again["Location"].startswith("/commande/merci/")
    assert Order.objects.get().total == Decimal("65.90")


def test_stock_lost_meanwhile_leads_back_to_the_cart(
    buyer: Client, variant: Variant, checkout: Checkout
) -> None:
    checkout.cart.lines.update(held=1)
    Variant.objects.filter(pk=variant.pk).update(stock=1, held=1)

    response = buyer.post(URL, agreed())

    assert response["Location"] == "/panier/"
    assert "aucune commande n'a été passée" in str(*response.wsgi_request._messages)
    assert not Order.objects.exists()


def test_an_article_withdrawn_from_sale_leads_back_to_the_cart(
    buyer: Client, variant: Variant
) -> None:
    variant.product.published_at = None
    variant.product.save(update_fields=["published_at"])

    assert buyer.post(URL, agreed())["Location"] == "/panier/"


@pytest.mark.parametrize(
    ("blank", "leads_to"),
    [({"email": ""}, "coordonnees"), ({"delivery_method": None}, "livraison")],
)
def test_an_unfinished_screen_comes_first(
    buyer: Client, blank: dict[str, Any], leads_to: str
) -> None:
    Checkout.objects.update(**blank)

    for answer in (buyer.get(URL), buyer.post(URL, agreed())):
        assert answer["Location"] == f"/commande/{leads_to}/"


def test_a_second_post_finds_the_order_of_the_first(buyer: Client) -> None:
    """F1, F5: one cart, one order, whatever is clicked."""
    first = buyer.post(URL, agreed())
    second = buyer.post(URL, agreed())
    back = buyer.get(URL)

    assert Order.objects.count() == 1
    assert first["Location"] == second["Location"] == back["Location"]


def test_nobody_orders_the_cart_of_another(buyer: Client) -> None:
    stranger = Client()
    stranger.cookies[COOKIE] = "guess"

    assert stranger.post(URL, agreed())["Location"] == "/panier/"
    assert not Order.objects.exists()


def test_forged_fields_change_nothing(buyer: Client) -> None:
    """F17: price, status, customer and discount are never read from the form."""
    buyer.post(URL, agreed(total="1", discount="50", status="paid", customer="1", unit_price="1"))

    order = Order.objects.get()
    assert (order.total, order.status) == (Decimal("55.70"), "awaiting_payment")
    assert order.customer is None


def test_without_scripts_a_card_is_paid_on_the_page_of_stripe(
    buyer: Client, provider: FakeStripe
) -> None:
    response = buyer.post(URL, agreed(means="card"))

    assert response.status_code == 303
    assert "/c/pay/cs_test_" in response["Location"]
    assert Order.objects.get().payments.get().session_id
    assert response.cookies[ORDER_COOKIE]["path"] == f"/commandes/{Order.objects.get().number}/"


def test_our_script_gets_what_confirms_the_card(
    buyer: Client, provider: FakeStripe, settings: Any
) -> None:
    """I37: the address to come back to is the configured one."""
    answer = buyer.post(URL, agreed(means="card"), headers=JSON).json()

    order = Order.objects.get()
    assert answer["client_secret"].startswith(order.payments.get().intent_id)
    assert answer["return_url"].startswith(f"{settings.SITE_URL}/commande/merci/")
    assert answer["pay_again_url"] == f"/commandes/{order.number}/paiement/"


def test_our_script_gets_the_page_when_something_is_wrong(buyer: Client) -> None:
    response = buyer.post(URL, agreed(means="card", cgv=""), headers=JSON)

    assert response.status_code == 422
    assert "Cochez la case" in response.content.decode()


def test_the_payment_service_down_keeps_the_order_and_says_so(buyer: Client, settings: Any) -> None:
    """F18: the order is committed before the provider is called."""
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"

    response = buyer.post(URL, agreed(means="card"))

    order = Order.objects.get()
    assert response["Location"] == f"/commandes/{order.number}/paiement/"
    page = buyer.get(response["Location"]).content.decode()
    assert "Le service de paiement ne répond pas" in page
    assert "Votre commande est enregistrée" in page


def test_only_the_means_that_the_shop_takes_are_offered(buyer: Client, settings: Any) -> None:
    settings.STRIPE_SECRET_KEY = ""

    page = buyer.get(URL).content.decode()
    forged = buyer.post(URL, agreed(means="card")).content.decode()

    assert 'value="card"' not in page
    assert "js/payment.js" not in page
    assert "Choisissez un moyen de paiement" in forged
    assert not Order.objects.exists()


def test_scripts_of_stripe_are_let_in_on_this_page_alone(buyer: Client, settings: Any) -> None:
    origin = settings.STRIPE_ORIGINS[0]

    payment = buyer.get(URL)["Content-Security-Policy"]
    delivery = buyer.get("/commande/livraison/")["Content-Security-Policy"]

    for directive in ("script-src", "frame-src", "connect-src"):
        assert origin in payment.partition(directive)[2].partition(";")[0]
        assert origin not in delivery.partition(directive)[2].partition(";")[0]


def test_an_eleventh_try_within_ten_minutes_waits(buyer: Client) -> None:
    """F89: cards are not tested here."""
    answers = [buyer.post(URL, agreed(total_shown="1.00")).status_code for _n in range(11)]

    assert answers == [200] * 10 + [429]


def test_clicks_on_an_order_that_is_made_are_counted_too(
    buyer: Client, provider: FakeStripe
) -> None:
    """F89: the provider is not asked again without end."""
    led_to = [buyer.post(URL, agreed(means="card"))["Location"] for _n in range(11)]

    again = f"/commandes/{Order.objects.get().number}/paiement/"
    assert again not in led_to[:10]
    assert led_to[10] == again


def test_the_letter_is_wanted_only_by_who_ticked_its_box(buyer: Client) -> None:
    Checkout.objects.update(wants_newsletter=True)

    buyer.post(URL, agreed())

    assert Consent.objects.get().wording.startswith("Je souhaite recevoir la lettre")


def test_a_customer_keeps_the_order(client: Client, checkout: Checkout) -> None:
    customer = make.user()
    client.force_login(customer)
    client.cookies[COOKIE] = checkout.cart.token

    client.post(URL, agreed())

    assert Order.objects.get().customer == customer


def test_the_last_screen_costs_at_most_twelve_queries(
    buyer: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_max_num_queries(12):
        buyer.get(URL)


def test_the_cart_of_a_closed_order_is_not_ordered_again(buyer: Client) -> None:
    buyer.post(URL, agreed())

    for address in ("coordonnees", "livraison", "paiement"):
        assert buyer.get(f"/commande/{address}/")["Location"].startswith("/commande/merci/")
    assert Cart.objects.get().closed_at is not None
