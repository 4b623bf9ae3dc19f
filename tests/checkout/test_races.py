"""Races over real HTTP against a live server: what each buyer sees, and what is true afterwards."""

import re
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from django.core.management import call_command
from django.db import connection

from catalog.models import Variant
from checkout.flows.settle_payment import settle_payment
from checkout.flows.start_payment import start_card
from checkout.models import Order, Payment
from tests import make

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
BUTTON_WAITS = 120  # seconds that a slow machine may need


class Buyer:
    """A browser without scripts: a cookie jar, and forms that are filled in and posted."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = requests.Session()
        self.http.headers["Origin"] = url  # as browsers send with each form
        self.seen: Counter[int] = Counter()

    def get(self, path: str) -> requests.Response:
        return self._saw(self.http.get(self.url + path, timeout=BUTTON_WAITS))

    def post(self, path: str, page: requests.Response, **typed: str) -> requests.Response:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        once = re.search(r'name="once" value="([^"]+)"', page.text)
        form = {"csrfmiddlewaretoken": token[1] if token else "", **typed}
        if once:
            form.setdefault("once", once[1])
        return self._saw(self.http.post(self.url + path, form, timeout=BUTTON_WAITS))

    def _saw(self, answer: requests.Response) -> requests.Response:
        for step in [*answer.history, answer]:
            self.seen[step.status_code] += 1
        return answer

    def fill_in(self, variant: Variant, email: str) -> requests.Response:
        """Go from the product's page to the last screen; return it."""
        product = self.get(variant.product.get_absolute_url())
        self.post("/panier/lignes/", product, variant=variant.sku, quantity="1")
        contact = self.get("/commande/coordonnees/")
        delivery = self.post(
            "/commande/coordonnees/",
            contact,
            email=email,
            ship_given_name="Julie",
            ship_family_name="Martin",
            ship_line1="8 rue de la République",
            ship_postcode="69002",
            ship_city="Lyon",
            ship_country="FR",
            bill_to_same="on",
        )
        return self.post("/commande/livraison/", delivery, delivery_method="domicile")

    def order(self, page: requests.Response) -> requests.Response:
        """Tick the box and press the button of the last screen."""
        total = re.search(r'name="total_shown" value="([^"]+)"', page.text)
        return self.post(
            "/commande/paiement/",
            page,
            means="transfer",
            cgv="on",
            total_shown=total[1] if total else "",
        )


def at_once(count: int, act: Callable[[int], None]) -> None:
    """Do something in many threads that start together; an exception of one fails the test."""
    start = threading.Barrier(count)

    def one(number: int) -> None:
        start.wait()
        act(number)

    with ThreadPoolExecutor(count) as pool:
        for done in [pool.submit(one, number) for number in range(count)]:
            done.result()


def test_fifty_buyers_and_ten_units_make_ten_orders(live_server):
    """F45, I11, I12."""
    make.shop()
    mug = make.variant(stock=10)
    buyers = [Buyer(live_server.url) for _ in range(50)]

    def buy(number: int) -> None:
        page = buyers[number].fill_in(mug, f"client{number}@example.fr")
        buyers[number].order(page)

    at_once(50, buy)

    mug.refresh_from_db()
    assert Order.objects.count() == 10
    assert (mug.stock, mug.held) == (0, 0)
    statuses = sum((buyer.seen for buyer in buyers), Counter())
    assert not [status for status in statuses if status >= 400], statuses
    call_command("verify", "--quiet")


def test_six_clicks_on_the_button_make_one_order(live_server):
    """F1, I17."""
    make.shop()
    mug = make.variant(stock=5)
    buyer = Buyer(live_server.url)
    last_screen = buyer.fill_in(mug, "julie@example.fr")
    answers: list[requests.Response] = []

    def click(number: int) -> None:
        tab = Buyer(live_server.url)
        tab.http.cookies.update(buyer.http.cookies)
        answers.append(tab.order(last_screen))

    at_once(6, click)

    order = Order.objects.get()
    assert Payment.objects.count() == 1
    assert {answer.status_code for answer in answers} == {200}
    assert all(order.number in answer.text for answer in answers)
    call_command("verify", "--quiet")


def test_two_webhooks_at_once_pay_once(live_server, provider):
    """F22."""

    make.shop()
    payment = make.order(means="card").payments.get()
    start_card(payment)
    provider.pay(payment.intent_id)

    def settle(number: int) -> None:
        settle_payment(Payment.objects.get(pk=payment.pk))
        connection.close()

    at_once(8, settle)

    order = Order.objects.get()
    assert (order.status, order.events.filter(kind="paid").count()) == ("paid", 1)
    call_command("verify", "--quiet")
