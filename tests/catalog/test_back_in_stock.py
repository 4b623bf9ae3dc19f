"""« M'avertir du retour en stock »: confirmed, told once in order of arrival, then forgotten."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.flows.await_stock import await_stock, confirm_wait
from catalog.flows.forget_visitors import forget_visitors
from catalog.flows.tell_back_in_stock import tell_back_in_stock
from catalog.models import BackInStock, Product, StockMove, Variant
from shop.models import Consent, Message
from tests import make
from tests.catalog.pages import text

pytestmark = pytest.mark.django_db
URL = "/retour-en-stock/"
LINK = re.compile(r"http://[^/]+(/retour-en-stock/\S+)")


@pytest.fixture
def mug(shop: None) -> Variant:
    return make.variant(stock=0, sku="MUG", product__name="Mug Matin", product__slug="mug-matin")


def wait(mug: Variant, *emails: str) -> list[BackInStock]:
    """Return the confirmed waits of some people, in order."""
    for email in emails:
        await_stock(mug, email, "fr")
        confirm_wait(BackInStock.objects.get(variant=mug, email=email))
    return list(BackInStock.objects.filter(variant=mug).order_by("pk"))


def told() -> list[str]:
    found = Message.objects.filter(key__regex=r"^back-in-stock:").order_by("pk")
    return [message.recipient for message in found]


def link_in(message: Message) -> str:
    found = LINK.search(message.text)
    assert found
    return found[1]


def test_a_sold_out_article_is_waited_for_without_a_cookie(mug: Variant) -> None:
    """Asked, confirmed by whoever reads the mail, told once, and looking changes nothing."""
    visitor, reader = Client(), Client()
    page = visitor.get("/produits/mug-matin/?v=MUG")
    assert "M'avertir du retour en stock" in text(page)
    assert "Nous vous écrirons une seule fois." in text(page)

    answer = visitor.post(URL, {"v": "MUG", "email": " Lea@Example.fr "}, follow=True)
    assert "Un e-mail part à cette adresse" in text(answer)
    assert not visitor.cookies
    path = link_in(Message.objects.get())
    assert "Confirmez votre adresse" in text(reader.get(path))
    assert BackInStock.objects.get().confirmed_at is None
    for _ in range(2):
        assert "C'est confirmé" in text(reader.post(path))
    assert not reader.cookies
    proof = Consent.objects.get()
    assert (proof.email, proof.purpose) == ("lea@example.fr", "back_in_stock")
    assert proof.wording == "Nous vous écrirons une seule fois."

    assert tell_back_in_stock() == 0
    mug.move_stock(1, StockMove.Kind.RECEIVED)
    assert [tell_back_in_stock(), tell_back_in_stock()] == [1, 0]
    assert told() == ["lea@example.fr"]
    forget_visitors()
    assert BackInStock.objects.exists()
    BackInStock.objects.update(
        told_at=timezone.now() - timedelta(hours=1),
        confirmed_at=timezone.now() - timedelta(hours=2),
    )
    forget_visitors()
    assert not BackInStock.objects.exists()


def test_nothing_tells_who_is_waiting_already(mug: Variant) -> None:
    """The same answer for a new address, one that waits, and one that was asked."""
    wait(mug, "connue@example.fr")
    await_stock(mug, "demandee@example.fr", "fr")
    answers = set()
    for email in ("connue@example.fr", "demandee@example.fr", "inconnue@example.fr"):
        answer = Client().post(URL, {"v": "MUG", "email": email}, follow=True)
        answers.add((answer.status_code, str(answer.redirect_chain), answer.content))

    assert len(answers) == 1
    assert Message.objects.count() == 3


def test_people_are_told_in_order_as_many_as_there_are_units(mug: Variant) -> None:
    wait(mug, *(f"client{n}@example.fr" for n in range(5)))
    mug.move_stock(2, StockMove.Kind.RECEIVED)

    assert [tell_back_in_stock(), tell_back_in_stock()] == [2, 0]
    assert told() == ["client0@example.fr", "client1@example.fr"]

    an_hour_ago = timezone.now() - timedelta(hours=1, minutes=1)
    BackInStock.objects.filter(told_at__isnull=False).update(
        told_at=an_hour_ago, confirmed_at=an_hour_ago
    )
    make.cart(mug)
    assert tell_back_in_stock() == 1
    assert told()[2:] == ["client2@example.fr"]


def test_nobody_is_told_who_refused_or_of_what_is_not_sold(mug: Variant) -> None:
    lea, _tom = wait(mug, "lea@example.fr", "tom@example.fr")
    await_stock(mug, "jamais@example.fr", "fr")
    page = Client().post(reverse("catalog:waiting", args=[lea.key]), {"stop": "1"})
    assert "C'est oublié" in text(page)
    Product.objects.update(published_at=None)
    mug.move_stock(9, StockMove.Kind.RECEIVED)
    assert tell_back_in_stock() == 0

    Product.objects.update(published_at=timezone.now())
    assert tell_back_in_stock() == 1
    assert told() == ["tom@example.fr"]


def test_who_was_told_may_wait_again(mug: Variant) -> None:
    wait(mug, "lea@example.fr")
    mug.move_stock(1, StockMove.Kind.RECEIVED)
    tell_back_in_stock()
    mug.move_stock(-1, StockMove.Kind.CORRECTION)

    Client().post(URL, {"v": "MUG", "email": "lea@example.fr"})

    assert BackInStock.objects.get().confirmed_at is None
    assert Message.objects.filter(key__startswith="back-in-stock-confirm").count() == 2


def test_a_wait_ends_after_a_year_and_a_question_after_a_week(mug: Variant) -> None:
    wait(mug, "un-an@example.fr", "hier@example.fr")
    await_stock(mug, "jamais@example.fr", "fr")
    BackInStock.objects.filter(email="un-an@example.fr").update(
        asked_at=timezone.now() - timedelta(days=366)
    )
    BackInStock.objects.filter(email="jamais@example.fr").update(
        asked_at=timezone.now() - timedelta(days=8)
    )

    forget_visitors()

    assert [wish.email for wish in BackInStock.objects.all()] == ["hier@example.fr"]


def test_bad_addresses_and_programs_are_answered_in_words(mug: Variant) -> None:
    page = Client().post(URL, {"v": "MUG", "email": "lea@"})
    assert "Saisissez votre adresse e-mail" in text(page)
    assert "lea@" in page.content.decode()

    trapped = Client().post(URL, {"v": "MUG", "email": "lea@example.fr", "website": "x"})
    assert "validez à nouveau" in text(trapped)
    assert Client().post(URL, {"v": "AUTRE", "email": "a@example.fr"}).status_code == 404
    assert not BackInStock.objects.exists()

    statuses = [
        Client().post(URL, {"v": "MUG", "email": f"a{n}@example.fr"}).status_code for n in range(11)
    ]
    assert statuses == [302] * 10 + [429]


def test_one_address_is_not_flooded(mug: Variant, rf: object) -> None:
    for number in range(7):
        other = make.variant(stock=0, product=mug.product)
        client = Client(REMOTE_ADDR=f"198.51.100.{number}")
        answer = client.post(URL, {"v": other.sku, "email": "lea@example.fr"})
        assert answer.headers["Location"] == "/retour-en-stock/merci/"

    assert Message.objects.count() == 5


def test_what_is_there_again_is_shown_at_once(mug: Variant) -> None:
    mug.move_stock(1, StockMove.Kind.RECEIVED)

    answer = Client().get(URL, {"v": "MUG"}, follow=True)

    assert answer.redirect_chain == [("/produits/mug-matin/?v=MUG", 302)]
    assert "Mug Matin est de nouveau en stock." in text(answer)


def test_staff_see_how_many_wait_for_what(client: Client, mug: Variant) -> None:
    wait(mug, "premiere@example.fr", "deuxieme@example.fr")
    await_stock(mug, "jamais@example.fr", "fr")
    client.force_login(make.staff())

    page = text(client.get(reverse("admin:catalog_backinstock_changelist")))

    assert page.count("2 personnes attendent") == 3
    assert page.index("premiere@") < page.index("deuxieme@") < page.index("jamais@")
    assert "adresse à confirmer" in page


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_tasks_at_once_tell_each_person_once(mug: Variant) -> None:
    wait(mug, *(f"client{n}@example.fr" for n in range(6)))
    mug.move_stock(3, StockMove.Kind.RECEIVED)
    written: list[int] = []

    def tell() -> None:
        written.append(tell_back_in_stock())
        connection.close()

    threads = [threading.Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(written) == 3
    assert told() == [f"client{n}@example.fr" for n in range(3)]


def test_what_was_mailed_is_erased_once_it_has_served(mug: Variant) -> None:
    """The address « n'a servi qu'à ce message »: thirty days on, no message holds it either."""
    wait(mug, "lea@example.fr", "max@example.fr")
    unsent, sent = Message.objects.order_by("pk")
    sent.move_to(Message.Status.SENDING)
    sent.move_to(Message.Status.SENT, sent_at=timezone.now())
    Message.objects.filter(pk=sent.pk).update(created_at=timezone.now() - timedelta(days=29))
    forget_visitors()
    assert set(Message.objects.all()) == {unsent, sent}

    Message.objects.update(created_at=timezone.now() - timedelta(days=31))
    forget_visitors()

    assert set(Message.objects.all()) == {unsent}
