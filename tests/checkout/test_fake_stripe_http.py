"""The fake Stripe over a real socket: its API, what browsers reach, its pages."""

import re
import threading
from collections.abc import Iterator

import pytest
import requests
import stripe
from stripe import StripeClient

from checkout.gateways.fake_stripe import FakeStripe, Fault
from checkout.gateways.fake_stripe.server import running

AMOUNT = {"amount": 4200, "currency": "eur", "metadata": {"order": "A"}}
CARD = {"number": "4242424242424242", "expiry": "12 / 40", "cvc": "123", "name": "Zoé"}


@pytest.fixture
def fake() -> FakeStripe:
    return FakeStripe()


@pytest.fixture
def url(fake: FakeStripe) -> Iterator[str]:
    with running(fake) as address:
        yield address


@pytest.fixture
def client(url: str) -> StripeClient:
    return StripeClient("sk_test_x", base_addresses={"api": url}, max_network_retries=0)


def hosted(client: StripeClient) -> str:
    price = {"currency": "eur", "unit_amount": 1500, "product_data": {"name": "Thé <vert>"}}
    session = client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "line_items": [{"price_data": price, "quantity": 1}],
            "success_url": "http://shop.example/merci/?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://shop.example/panier/",
        }
    )
    return str(session.url)


def post(address: str, **form: str) -> requests.Response:
    return requests.post(address, data=form, allow_redirects=False, timeout=5)


def test_the_library_pays_over_http(client: StripeClient) -> None:
    intent = client.v1.payment_intents.create(
        {**AMOUNT, "payment_method": "pm_card_visa", "confirm": True, "return_url": "http://a/"}
    )

    assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"


def test_a_lost_answer_is_a_cut_connection(fake: FakeStripe, client: StripeClient) -> None:
    fake.faults.plan(Fault.LOST_AFTER)

    with pytest.raises(stripe.APIConnectionError):
        client.v1.payment_intents.create(AMOUNT)

    assert len(client.v1.payment_intents.list().data) == 1


def test_a_slow_answer_is_one_that_the_shop_does_not_wait_for(fake: FakeStripe, url: str) -> None:
    go = threading.Event()
    fake.faults.plan(Fault.SLOW, pause=lambda: go.wait(10))
    hurried = StripeClient(
        "sk_test_x",
        base_addresses={"api": url},
        http_client=stripe.RequestsClient(timeout=0.2),
        max_network_retries=0,
    )

    with pytest.raises(stripe.APIConnectionError):
        hurried.v1.payment_intents.create(AMOUNT)
    go.set()


def test_a_browser_pays_without_seeing_the_metadata(client: StripeClient, url: str) -> None:
    intent = client.v1.payment_intents.create(AMOUNT)
    secret = {"key": "pk_test_x", "client_secret": intent.client_secret}
    card = {"card[number]": CARD["number"], "card[exp_month]": "12", "card[exp_year]": "40"}
    method = post(f"{url}/v1/payment_methods", key="pk_test_x", type="card", **card).json()
    address = f"{url}/v1/payment_intents/{intent.id}"

    answer = post(
        f"{address}/confirm", payment_method=method["id"], return_url="http://a/", **secret
    )

    assert answer.json()["status"] == "succeeded"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "metadata" not in answer.json()
    assert "metadata" not in requests.get(address, params=secret, timeout=5).json()


def test_a_browser_reaches_nothing_else(client: StripeClient, url: str) -> None:
    intent = client.v1.payment_intents.create(AMOUNT)
    key = {"key": "pk_test_x"}

    stolen = requests.get(
        f"{url}/v1/payment_intents/{intent.id}", params={**key, "client_secret": "x"}, timeout=5
    )

    assert stolen.status_code == 400
    assert requests.get(f"{url}/v1/payment_intents", params=key, timeout=5).status_code == 403
    assert post(f"{url}/v1/refunds", **key, payment_intent=intent.id).status_code == 403
    assert requests.get(f"{url}/v1/payment_intents", timeout=5).status_code == 401


def test_the_hosted_page_shows_a_refusal_then_takes_another_card(
    client: StripeClient, url: str
) -> None:
    address = hosted(client)
    page = requests.get(address, timeout=5).text
    assert "Thé &lt;vert&gt;" in page
    assert "Revenir à la boutique" in page

    refused = post(address, **CARD | {"number": "4000000000000002"})
    accepted = post(address, **CARD)

    assert "Votre carte a été refusée." in refused.text
    session = address.rpartition("/")[2]
    assert accepted.headers["Location"] == f"http://shop.example/merci/?session={session}"
    assert client.v1.checkout.sessions.retrieve(session).payment_status == "paid"


@pytest.mark.parametrize(
    ("answer", "redirect_status"), [("accept", "succeeded"), ("refuse", "failed")]
)
def test_3d_secure_sends_the_shopper_back_to_the_shop(
    client: StripeClient, answer: str, redirect_status: str
) -> None:
    intent = client.v1.payment_intents.create(
        {
            **AMOUNT,
            "payment_method": "pm_card_authenticationRequired",
            "confirm": True,
            "return_url": "http://shop.example/retour/?o=1",
        }
    )
    challenge = intent.next_action.redirect_to_url.url
    assert "Authentifier" in requests.get(challenge, timeout=5).text

    back = post(challenge, answer=answer).headers["Location"]

    assert back == (
        f"http://shop.example/retour/?o=1&payment_intent={intent.id}"
        f"&payment_intent_client_secret={intent.client_secret}&redirect_status={redirect_status}"
    )
    assert requests.get(challenge, timeout=5).status_code == 410


def test_pages_carry_no_inline_script_or_style(client: StripeClient, url: str) -> None:
    for address in (hosted(client), f"{url}/", f"{url}/v3/element"):
        answer = requests.get(address, timeout=5)

        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=)", answer.text)


@pytest.mark.parametrize("path", ["/v3/", "/endive/stripe.js", "/static/element.js"])
def test_the_script_is_served(url: str, path: str) -> None:
    answer = requests.get(url + path, timeout=5)

    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"


def test_files_beside_the_static_ones_are_not_served(url: str) -> None:
    assert requests.get(f"{url}/static/..%2Fstate.py", timeout=5).status_code == 404


def test_the_controls_are_kept_from_other_sites(fake: FakeStripe, url: str) -> None:
    plan = {"action": "plan", "fault": "error_before"}

    foreign = requests.post(
        f"{url}/_control", data=plan, headers={"Origin": "http://evil.example"}, timeout=5
    )
    renamed = requests.get(url, headers={"Host": "evil.example"}, timeout=5)
    own = post(f"{url}/_control", **plan)

    assert (foreign.status_code, renamed.status_code, own.status_code) == (403, 421, 303)
    assert str(fake.faults) == "error_before × 1 (/v1/…)"
