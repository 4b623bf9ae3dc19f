"""News of favourites: mailed with consent alone, once each, one message a day (R57, R60)."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalog.flows.forget_visitors import forget_visitors
from catalog.flows.keep_variant import keep_variant
from catalog.flows.tell_favourites import tell_favourites
from catalog.models import Offer, StockMove, Variant, Wishlist, WishlistAlert, WishlistLine
from shop.consent import may_send
from shop.models import Consent, Message
from tests import make
from tests.catalog.pages import text

pytestmark = pytest.mark.django_db
EMAIL = "lea@example.fr"
MONDAY = date(2026, 11, 23)
LINK = re.compile(r"http://[^/]+(/\S+)")
BOTH = {"alertes-on_price": "on", "alertes-on_stock": "on", "alertes-email": EMAIL}


def days(number: int) -> date:
    return MONDAY + timedelta(days=number)


def allowed() -> bool:
    return may_send(EMAIL, Consent.Channel.EMAIL, Consent.Purpose.FAVOURITES)


def link_in(message: Message) -> str:
    found = LINK.search(message.text)
    assert found
    return found[1]


def plain(message: Message) -> str:
    return message.text.replace("\u00a0", " ")


def told() -> list[Message]:
    return list(Message.objects.filter(key__startswith="favourites-news").order_by("pk"))


@pytest.fixture
def mug(shop: None) -> Variant:
    return make.variant(price="29.00", product__name="Mug Matin")


@pytest.fixture
def alert_of(client: Client, mug: Variant) -> WishlistAlert:
    """Return the confirmed alert of a visitor who keeps the mug."""
    client.post("/envies/lignes/", {"variant": mug.sku})
    wishlist = Wishlist.objects.get()
    client.post(f"/envies/listes/{wishlist.pk}/alertes/", BOTH)
    Client().post(link_in(Message.objects.get()))
    return WishlistAlert.objects.get()


def test_a_visitor_s_address_is_asked_before_anything_is_sent(client: Client, mug: Variant) -> None:
    client.post("/envies/lignes/", {"variant": mug.sku})
    url = f"/envies/listes/{Wishlist.objects.get().pk}/alertes/"
    for _ in range(2):
        page = client.post(url, BOTH, follow=True)
        assert "ouvrez son lien pour confirmer" in text(page)
    question = Message.objects.get()
    mug.change_price(Decimal("19.00"))
    tell_favourites(MONDAY)
    assert not Consent.objects.exists()

    reader, path = Client(), link_in(question)
    assert "Confirmez votre adresse" in text(reader.get(path))
    assert WishlistAlert.objects.get().confirmed_at is None
    for _ in range(2):
        assert "C'est confirmé" in text(reader.post(path))
    proof = Consent.objects.get()
    assert (proof.email, proof.purpose, proof.granted) == (EMAIL, "favourites", True)
    assert "baisse de prix" in proof.wording
    assert "revient en stock" in proof.wording
    assert not reader.cookies

    assert tell_favourites(MONDAY) == 1
    assert told()[0].recipient == EMAIL


def test_the_link_of_one_address_does_not_confirm_another(client: Client, mug: Variant) -> None:
    """Or anybody could say yes for somebody else, and leave a proof of it."""
    client.post("/envies/lignes/", {"variant": mug.sku})
    url = f"/envies/listes/{Wishlist.objects.get().pk}/alertes/"
    client.post(url, BOTH | {"alertes-email": "eve@example.fr"})
    own_link = link_in(Message.objects.get())
    client.post(url, BOTH)

    assert client.post(own_link).status_code == 404
    assert WishlistAlert.objects.get().confirmed_at is None
    assert not Consent.objects.exists()
    theirs = link_in(Message.objects.get(recipient=EMAIL))
    assert "C'est confirmé" in text(Client().post(theirs))


def test_each_fall_of_a_price_is_told_once(alert_of: WishlistAlert, mug: Variant) -> None:
    assert tell_favourites(MONDAY) == 0
    mug.change_price(Decimal("24.00"))

    assert [tell_favourites(MONDAY), tell_favourites(MONDAY), tell_favourites(days(1))] == [1, 0, 0]
    assert "24,00 €, contre 29,00 € lors de votre ajout." in plain(told()[0])

    mug.change_price(Decimal("27.00"))
    assert tell_favourites(days(2)) == 0
    mug.change_price(Decimal("24.00"))
    assert tell_favourites(days(3)) == 0
    make.offer(mug, "22.00")
    assert tell_favourites(days(4)) == 1
    assert "22,00 €, contre 24,00 € lors de notre dernier message." in plain(told()[1])


def test_a_fall_is_told_with_the_lowest_price_of_thirty_days(
    alert_of: WishlistAlert, mug: Variant
) -> None:
    """R50: the price that this reader saw is not always the one that the law compares with."""
    make.past(mug, {60: "26.00", 10: "29.00"})
    hour_ago = timezone.now() - timedelta(hours=1)
    Offer.objects.create(variant=mug, price=Decimal("24.00"), starts_at=hour_ago)

    tell_favourites(MONDAY)

    letter = plain(told()[0])
    assert "24,00 €, contre 29,00 € lors de votre ajout. Prix le plus bas des 30 der" in letter
    assert "des 30 derniers jours : 26 €." in letter


def test_the_news_of_a_day_are_one_message(alert_of: WishlistAlert, mug: Variant) -> None:
    soap = make.variant(stock=0, price="9.00", product__name="Savon")
    keep_variant(alert_of.wishlist, soap)
    mug.change_price(Decimal("20.00"))
    assert tell_favourites(MONDAY) == 1
    soap.move_stock(5, StockMove.Kind.RECEIVED)
    mug.change_price(Decimal("18.00"))
    assert tell_favourites(MONDAY) == 0

    assert tell_favourites(days(1)) == 1
    assert "Le prix a baissé" in told()[1].text
    assert "De retour en stock\n- Savon" in told()[1].text


def test_a_return_is_told_once_for_each_absence(alert_of: WishlistAlert, mug: Variant) -> None:
    def goes_and_comes_back() -> None:
        mug.move_stock(-10, StockMove.Kind.CORRECTION)
        tell_favourites(days(9))
        mug.move_stock(10, StockMove.Kind.RECEIVED)

    goes_and_comes_back()
    assert [tell_favourites(MONDAY), tell_favourites(days(1))] == [1, 0]
    goes_and_comes_back()
    assert tell_favourites(days(2)) == 1


def test_what_came_back_before_anybody_asked_is_no_news(client: Client, shop: None) -> None:
    soap = make.variant(stock=0)
    client.post("/envies/lignes/", {"variant": soap.sku})
    soap.move_stock(5, StockMove.Kind.RECEIVED)
    client.post(f"/envies/listes/{Wishlist.objects.get().pk}/alertes/", BOTH)
    Client().post(link_in(Message.objects.get()))

    assert tell_favourites(MONDAY) == 0


def test_only_what_is_ticked_is_told(client: Client, alert_of: WishlistAlert, mug: Variant) -> None:
    url = f"/envies/listes/{alert_of.wishlist_id}/alertes/"
    client.post(url, {"alertes-on_stock": "on", "alertes-email": EMAIL})
    mug.change_price(Decimal("19.00"))

    assert tell_favourites(MONDAY) == 0
    assert Message.objects.count() == 1


def test_every_message_stops_them_all_with_one_click(
    alert_of: WishlistAlert, mug: Variant, mailoutbox: list[Any]
) -> None:
    mug.change_price(Decimal("24.00"))
    tell_favourites(MONDAY)
    message = told()[0]
    path = link_in(Message(text=message.stop_url))
    assert message.stop_url in message.text
    assert message.stop_url in message.html
    assert EMAIL not in path

    reader = Client(enforce_csrf_checks=True)
    assert "Ne plus recevoir ces messages ?" in text(reader.get(path))
    assert allowed()
    for _ in range(2):  # as a mail program does, from elsewhere
        answer = reader.post(path, {"List-Unsubscribe": "One-Click"})
        assert "C'est fait" in text(answer)
    assert not allowed()
    assert Consent.objects.count() == 2

    mug.change_price(Decimal("20.00"))
    assert tell_favourites(days(1)) == 0
    assert Client().post(path[:-2] + "/").status_code == 404


def test_unticking_all_is_a_refusal_unless_another_list_still_writes(
    client: Client, alert_of: WishlistAlert, mug: Variant
) -> None:
    client.post("/envies/listes/", {"nouvelle-name": "Noël"})
    other = Wishlist.objects.get(name="Noël")
    client.post(f"/envies/listes/{other.pk}/alertes/", BOTH)
    Client().post(link_in(Message.objects.order_by("pk").last()))

    client.post(f"/envies/listes/{other.pk}/alertes/", {"alertes-email": ""})
    assert allowed()
    client.post(f"/envies/listes/{alert_of.wishlist_id}/alertes/", {})
    assert not allowed()
    assert not WishlistAlert.objects.exists()


def test_a_customer_is_written_to_at_the_account_s_address(client: Client, mug: Variant) -> None:
    customer = make.user(EMAIL)
    client.force_login(customer)
    client.post("/envies/lignes/", {"variant": mug.sku})
    wishlist = Wishlist.objects.get(customer=customer)
    page = client.get("/envies/").content.decode()
    assert 'name="alertes-email"' not in page

    client.post(f"/envies/listes/{wishlist.pk}/alertes/", BOTH | {"alertes-email": "x@example.fr"})

    assert allowed()
    mug.change_price(Decimal("24.00"))
    assert tell_favourites(MONDAY) == 1
    assert told()[0].recipient == EMAIL


def test_an_address_is_asked_for_only_when_it_is_needed(client: Client, mug: Variant) -> None:
    client.post("/envies/lignes/", {"variant": mug.sku})
    url = f"/envies/listes/{Wishlist.objects.get().pk}/alertes/"

    page = client.post(url, {"alertes-on_price": "on", "alertes-email": ""})
    assert "Saisissez votre adresse e-mail, par exemple nom@exemple.fr" in text(page)
    assert "checked" in page.content.decode()
    assert client.post(url, {}).status_code == 302


def test_an_address_that_nobody_confirms_is_forgotten(client: Client, mug: Variant) -> None:
    client.post("/envies/lignes/", {"variant": mug.sku})
    client.post(f"/envies/listes/{Wishlist.objects.get().pk}/alertes/", BOTH)
    forget_visitors()
    path = link_in(Message.objects.get())
    assert WishlistAlert.objects.exists()

    WishlistAlert.objects.update(asked_at=timezone.now() - timedelta(days=8))
    forget_visitors()

    assert not WishlistAlert.objects.exists()
    assert Client().get(path).status_code == 404
    assert WishlistLine.objects.exists()
