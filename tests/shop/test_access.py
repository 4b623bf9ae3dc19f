"""Who may open which address: every one of them, asked by each kind of visitor."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from aftersales.access import case_key
from aftersales.flows.open_case import open_case
from aftersales.models import Case
from cart.browser import COOKIE as CART_COOKIE
from cart.forms import undo_token
from catalog.flows.await_stock import await_stock
from catalog.flows.keep_variant import keep_variant
from catalog.models import BackInStock, Wishlist
from checkout.access import COOKIE as ORDER_COOKIE
from checkout.models import AccessLink, Order
from returns.access import receipt_key
from returns.flows.declare_withdrawal import Declaration, declare_withdrawal
from shop.middleware import PRIVATE
from shop.models import User
from tests import make
from tests.test_house import addresses

# Read by nobody but people with a right to it.
OF_AN_ORDER = ("checkout:order", "checkout:pay_again", "checkout:document")
METHODS = ("get", "head", "options", "put", "delete", "patch", "post")


def key(order: Order, purpose: str = AccessLink.Purpose.ORDER) -> str:
    return AccessLink.to(order, purpose).key


def with_link(order: Order) -> Client:
    """Return a browser that came by the link of an order."""
    client = Client(raise_request_exception=False)
    client.get(order.get_absolute_url(), {"cle": key(order)})
    return client


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def pages_of(order: Order) -> list[str]:
    """Return every address that belongs to one order."""
    extra = {"checkout:document": ["cgv"]}
    return [reverse(name, args=[order.number, *extra.get(name, [])]) for name in OF_AN_ORDER]


def real_addresses() -> list[str]:
    """Return every address, with the names of rows that exist beside those that do not."""
    order = make.order(paid=True)
    variant = make.variant()
    case = open_case(topic=Case.Topic.ORDER, email="a@example.fr", message="?", form_token="t")
    withdrawal = declare_withdrawal(Declaration("Julie", "x", "a@example.fr", "Je renonce.", "t"))
    wishlist, _is_new = Wishlist.objects.get_or_create(browser="0" * 64)
    wishlist.share()
    keep_variant(wishlist, variant)
    await_stock(variant, "a@example.fr", "fr")
    return [
        *addresses(get_resolver().url_patterns),
        *pages_of(order),
        variant.get_absolute_url(),
        variant.product.category.get_absolute_url(),
        reverse("shop:legal_text", args=["cgv"]),
        reverse("shop:legal_pdf", args=["cgv"]),
        reverse("checkout:thanks", args=[key(order, AccessLink.Purpose.THANKS)]),
        reverse("returns:receipt", args=[receipt_key(withdrawal)]),
        reverse("returns:receipt_pdf", args=[receipt_key(withdrawal)]),
        reverse("aftersales:thanks", args=[case_key(case)]),
        wishlist.shared_url,
        reverse("catalog:waiting", args=[BackInStock.objects.get(variant=variant).key]),
        *(f"/en{reverse(f'checkout:{name}')}" for name in ("contact", "find_order")),
        "/en/panier/",
        "/en/compte/login/",
        "/nulle-part/",
    ]


def visitors() -> dict[str, Client]:
    return {
        "stranger": Client(raise_request_exception=False),
        "guest": with_link(make.order()),
        "customer": signed_in(make.user()),
        "employee": signed_in(make.user(is_staff=True)),
        "owner": signed_in(make.staff()),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["stranger", "guest", "customer", "employee", "owner"])
def test_no_address_fails_for_anybody_by_any_method(shop: None, name: str) -> None:
    visitor = visitors()[name]
    found = real_addresses()

    failed = {
        (method, url): answer.status_code
        for url in found
        for method in METHODS
        if not url.endswith("/logout/")
        if (answer := getattr(visitor, method)(url)).status_code >= 500
    }

    assert len(found) > 200
    assert failed == {}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["stranger", "guest", "owner"])
def test_no_page_about_one_person_is_kept_by_a_cache(shop: None, name: str) -> None:
    """I44."""
    visitor = visitors()[name]

    for url in real_addresses():
        answer = visitor.get(url)
        kept = answer.headers.get("Cache-Control", "")
        if url.removeprefix("/en").startswith(PRIVATE):
            assert "no-store" in kept, url
            assert "private" in kept, url
            assert answer.headers["Referrer-Policy"] == "same-origin", url
            assert answer.headers["X-Robots-Tag"] == "noindex", url
        elif answer.cookies:
            assert "no-store" in kept, url
        elif name != "stranger":
            assert "private" in kept, url
        assert "Cookie" in answer.headers["Vary"], url


@pytest.mark.django_db
def test_public_pages_give_no_cookie_and_do_not_differ_for_strangers(shop: None) -> None:
    variant = make.variant()
    category = variant.product.category.get_absolute_url()

    for url in ("/", category, reverse("shop:legal_text", args=["cgv"]), "/en/"):
        first = Client().get(url)
        again = Client().get(url, headers={"Accept-Language": "en", "X-Forwarded-Host": "evil"})

        assert not first.cookies
        assert first.content == again.content


@pytest.mark.django_db
def test_an_order_is_open_to_its_customer_and_its_link_alone(shop: None) -> None:
    """I39."""
    mine, other = make.order(), make.order()
    owner, another = make.user(), make.user()
    Order.objects.filter(pk=mine.pk).update(customer=owner)
    refused = [Client(), with_link(other), signed_in(another), signed_in(make.staff())]

    for url in pages_of(mine):
        assert with_link(mine).get(url).status_code == 200, url
        assert signed_in(owner).get(url).status_code == 200, url
        for visitor in refused:
            answer = visitor.get(url)
            assert answer.status_code == 404, url
            assert "Julie" not in answer.content.decode()
            assert visitor.post(url, {"means": "transfer"}).status_code in {404, 405}, url


@pytest.mark.django_db
def test_the_link_of_one_order_opens_no_other(shop: None) -> None:
    mine, other = make.order(), make.order()

    answer = Client().get(other.get_absolute_url(), {"cle": key(mine)})

    assert answer.status_code == 404
    assert not answer.cookies


@pytest.mark.django_db
def test_a_key_for_one_thing_is_no_key_for_another(shop: None) -> None:
    order = make.order()
    thanks, link = key(order, AccessLink.Purpose.THANKS), key(order)
    withdrawal = declare_withdrawal(Declaration("Julie", "x", "a@example.fr", "Je renonce.", "t"))
    case = open_case(topic=Case.Topic.ORDER, email="a@example.fr", message="?", form_token="t")
    keys = [thanks, link, receipt_key(withdrawal), case_key(case), undo_token(_line())]
    doors: list[tuple[str, Callable[[str], Any]]] = [
        (link, lambda k: Client().get(order.get_absolute_url(), {"cle": k})),
        (thanks, lambda k: Client().get(reverse("checkout:thanks", args=[k]))),
        (keys[2], lambda k: Client().get(reverse("returns:receipt", args=[k]))),
        (keys[3], lambda k: Client().get(reverse("aftersales:thanks", args=[k]))),
    ]

    for right, open_with in doors:
        assert open_with(right).status_code in {200, 302}
        for wrong in {*keys, right[:-1], right.split(":")[0], "x", "\N{GRINNING FACE}"} - {right}:
            assert open_with(wrong).status_code == 404, wrong


def _line() -> Any:
    return make.cart(make.variant()).lines.get()


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["revoked_at", "expires_at"])
def test_a_link_that_has_ended_closes_the_browsers_that_it_opened(shop: None, change: str) -> None:
    """I40."""
    order = make.order()
    visitor = with_link(order)

    order.links.update(**{change: timezone.now() - timedelta(seconds=1)})

    for url in pages_of(order):
        assert visitor.get(url).status_code == 404


@pytest.mark.django_db
def test_looking_at_a_link_changes_nothing(shop: None) -> None:
    order = make.order()
    client = Client()

    for method in (client.head, client.get, client.options):
        method(order.get_absolute_url(), {"cle": key(order)})

    order.refresh_from_db()
    assert order.status == Order.Status.AWAITING_PAYMENT
    assert order.events.count() == 1


@pytest.mark.django_db
def test_a_cookie_of_an_order_is_narrow(shop: None) -> None:
    order = make.order()

    cookie = Client().get(order.get_absolute_url(), {"cle": key(order)}).cookies[ORDER_COOKIE]

    assert cookie["path"] == order.get_absolute_url()
    assert cookie["max-age"] == 7200
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"


@pytest.mark.django_db
def test_a_line_of_somebody_elses_cart_is_out_of_reach(shop: None) -> None:
    mine, other = make.cart(make.variant()), make.cart(make.variant())
    client = Client()
    client.cookies[CART_COOKIE] = mine.token
    line = other.lines.get()

    for posted in ({"remove": ""}, {"quantity": "3"}):
        assert client.post(reverse("cart:line", args=[line.pk]), posted).status_code == 404

    line.refresh_from_db()
    assert line.quantity == 1


@pytest.mark.django_db
def test_a_cart_that_became_an_order_shows_only_what_is_masked_after_half_an_hour(
    shop: None,
) -> None:
    order = make.order(paid=True)
    order.placed_at -= timedelta(hours=1)
    order.save(update_fields=["placed_at"])
    client = Client()
    client.cookies[CART_COOKIE] = order.cart.token

    answer = client.get(reverse("checkout:contact"), follow=True)

    assert "rue de la République" not in answer.content.decode()


@pytest.mark.django_db
def test_staff_without_a_permission_reach_no_row(shop: None) -> None:
    order = make.order(paid=True)
    client = signed_in(make.user(is_staff=True))
    admin = [url for url in addresses(get_resolver().url_patterns) if "/admin/" in url]
    acts = [reverse(f"admin:order_{act}", args=[order.pk]) for act in ("ship", "cancel", "receive")]

    for url in (*admin, *acts, reverse("admin:checkout_order_change", args=[order.pk])):
        assert "Julie" not in client.get(url).content.decode(), url
    for url in acts:
        assert client.get(url).status_code == client.post(url).status_code == 403, url
    order.refresh_from_db()
    assert order.status == Order.Status.PAID


@pytest.mark.django_db
def test_customers_and_strangers_see_nothing_of_the_admin(shop: None) -> None:
    admin = [url for url in addresses(get_resolver().url_patterns) if "/admin/" in url]

    for client in (Client(), signed_in(make.user())):
        for url in admin:
            assert client.get(url).status_code in {301, 302, 403, 404}, url


@pytest.mark.django_db
def test_staff_who_may_change_accounts_give_themselves_no_rights(shop: None) -> None:
    clerk, owner, customer = make.user(is_staff=True), make.staff(), make.user()
    clerk.user_permissions.set(Permission.objects.filter(content_type__model="user"))
    client = signed_in(clerk)
    taken = {"password1": "un-long-mot-de-passe-7", "password2": "un-long-mot-de-passe-7"}

    for user in (clerk, owner):
        page = reverse("admin:shop_user_change", args=[user.pk])
        assert client.post(page, {"email": user.email, "is_superuser": "on"}).status_code == 403
        password = reverse("admin:auth_user_password_change", args=[user.pk])
        assert client.post(password, taken).status_code == 403
        assert client.post(f"{page[:-7]}delete/", {"post": "yes"}).status_code == 403
    page = reverse("admin:shop_user_change", args=[customer.pk])
    rights = {"is_active": "on", "is_staff": "on", "is_superuser": "on"}
    assert client.post(page, {"email": customer.email, **rights}).status_code == 302

    customer.refresh_from_db()
    assert (customer.is_staff, customer.is_superuser) == (False, False)
    assert User.objects.filter(is_superuser=True).get() == owner


@pytest.mark.django_db
def test_pages_that_only_show_take_nothing(shop: None) -> None:
    product = make.variant().product

    for url in ("/", product.get_absolute_url(), product.category.get_absolute_url(), "/healthz"):
        for method in ("post", "put", "delete", "trace"):
            assert getattr(Client(), method)(url).status_code == 405, url
