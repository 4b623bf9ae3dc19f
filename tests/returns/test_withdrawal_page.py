"""The online withdrawal function as anybody meets it: two pages, then the receipt."""

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from checkout.flows.ship_order import ship_order
from checkout.models import AccessLink, Order, Shipment
from returns.access import receipt_key
from returns.models import Withdrawal
from returns.templatetags.returns_tags import withdrawal_url
from shop.models import Message
from tests import make

URL = "/renoncer-au-contrat/"
CONFIRM = "/renoncer-au-contrat/confirmation/"
SENT_AT = datetime(2026, 11, 22, 14, 42, 7, tzinfo=UTC)
TYPED = {"name": "Julie Martin", "contract": "MB-22222222", "email": "julie@example.fr"}


def signed_of(page: str) -> str:
    """Return the declaration that page two carries."""
    found = re.search(r'name="declaration" value="([^"]+)"', page)
    assert found
    return html.unescape(found[1])


def declare(client: Client, url: str = URL, **typed: Any) -> Any:
    """Go through both pages and return the answer to the confirmation."""
    page = client.post(url, {**TYPED, **typed}).content.decode()
    return client.post(CONFIRM, {"declaration": signed_of(page)})


def known(order: Order) -> str:
    """Return the address that an order's own page leads to."""
    return withdrawal_url(order)


def test_every_page_leads_to_it_in_the_words_of_the_law(client: Client, shop: None) -> None:
    """R26."""
    page = client.get("/").content.decode()

    assert f'<a href="{URL}">Renoncer au contrat ici</a>' in page


def test_page_one_asks_three_data_and_no_reason(client: Client, shop: None) -> None:
    """R27, W4."""
    page = client.get(URL).content.decode()

    fields = re.findall(r'<(?:input|textarea|select)[^>]*name="([^"]+)"', page)
    asked = [field for field in fields if field not in {"theme", "q"}]
    assert asked == ["name", "contract", "email", "website"]
    assert "sans donner de motif" in page


def test_it_works_without_a_cookie_from_end_to_end(client: Client, shop: None) -> None:
    """R26: no account, no cookie, and the CSRF check is on."""
    strict = Client(enforce_csrf_checks=True)

    first = strict.get(URL)
    second = strict.post(URL, TYPED)
    third = strict.post(CONFIRM, {"declaration": signed_of(second.content.decode())})
    fourth = strict.get(third["Location"])

    for response in (first, second, third, fourth):
        assert not response.cookies
    assert not strict.cookies
    assert (first.status_code, second.status_code) == (200, 200)
    assert (third.status_code, fourth.status_code) == (302, 200)


def test_page_two_shows_the_declaration_and_the_button_of_the_law(
    client: Client, shop: None
) -> None:
    """R28."""
    page = client.post(URL, TYPED).content.decode()

    button = re.search(
        r'<form method="post" action="[^"]+confirmation/">.+?</form>', page, re.DOTALL
    )
    assert button
    assert re.findall(r"<button[^>]*>(.*?)</button>", button[0]) == ["Confirmer la rétractation"]
    assert "Je vous notifie par la présente ma rétractation du contrat" in page
    assert "MB-22222222" in page
    assert Withdrawal.objects.count() == 0


@time_machine.travel(SENT_AT, tick=False)
def test_the_receipt_shows_the_declaration_its_hour_and_its_reference(
    client: Client, shop: None
) -> None:
    response = declare(client)

    withdrawal = Withdrawal.objects.get()
    page = client.get(response["Location"]).content.decode()
    assert withdrawal.reference in page
    assert "22/11/2026 à 15:42:07 (heure de Paris)" in page
    assert "Nom du consommateur\u00a0: Julie Martin" in page
    assert "Un accusé de réception est envoyé à julie@example.fr." in page


def test_the_receipt_can_be_kept_as_a_pdf(client: Client, shop: None) -> None:
    response = client.get(declare(client)["Location"] + "pdf/")

    reference = Withdrawal.objects.get().reference
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{reference}.pdf"'
    assert response.content.startswith(b"%PDF-")


@pytest.mark.parametrize("view", ["receipt", "receipt_pdf"])
def test_a_stranger_does_not_see_the_receipt(client: Client, shop: None, view: str) -> None:
    """I39."""
    declare(client)
    withdrawal = Withdrawal.objects.get()
    other = f"R-22222222:{receipt_key(withdrawal).rpartition(':')[2]}"

    for key in (withdrawal.reference, f"{withdrawal.reference}:forged", other, "0"):
        assert client.get(reverse(f"returns:{view}", args=[key])).status_code == 404


def test_a_double_submit_leads_to_the_first_receipt(client: Client, shop: None) -> None:
    """F77."""
    page = client.post(URL, TYPED).content.decode()

    first = client.post(CONFIRM, {"declaration": signed_of(page)})
    second = client.post(CONFIRM, {"declaration": signed_of(page)})

    assert first["Location"] == second["Location"]
    assert Withdrawal.objects.count() == 1
    assert Message.objects.filter(key__startswith="withdrawal-receipt:").count() == 1


def test_whether_an_order_exists_never_shows(client: Client, shop: None) -> None:
    """R27: a right pair, a wrong e-mail and an unknown number get the same pages."""
    order = make.order()
    page = {}

    for case, number, email in [
        ("right", order.number, order.email),
        ("stranger", order.number, "x" + order.email[1:]),
        ("unknown", "MB-22222222", order.email),
    ]:
        sent = declare(client, contract=number, email=email)
        text = client.get(sent["Location"]).content.decode()
        withdrawal = Withdrawal.objects.get(reference__in=[sent["Location"].split("/")[3][:10]])
        for mine in (receipt_key(withdrawal), number, email, withdrawal.reference):
            text = text.replace(html.escape(mine), "…")
        page[case] = re.sub(r"\d\d:\d\d:\d\d|\d+\u00a0h\u00a0\d\d|datetime=\S+", "", text)

    assert page["right"] == page["stranger"] == page["unknown"]


def test_the_number_of_the_address_is_proposed_and_nothing_else(client: Client, shop: None) -> None:
    order = make.order()

    page = client.get(URL, {"commande": order.number}).content.decode()

    assert order.number in page
    assert "Julie" not in page
    assert "julie@example.fr" not in page
    assert "line_" not in page


def test_the_link_of_an_order_fills_in_the_three_data(client: Client, shop: None) -> None:
    order = make.order()

    page = client.get(known(order)).content.decode()

    assert 'value="Julie Martin"' in page
    assert 'value="julie@example.fr"' in page
    assert f"{order.number}</textarea>" in page


def test_the_link_of_another_order_opens_nothing(client: Client, shop: None) -> None:
    mine, other = make.order(), make.order()
    key = AccessLink.to(mine, AccessLink.Purpose.ORDER).key

    page = client.get(URL, {"commande": other.number, "cle": key}).content.decode()

    assert "Julie" not in page


def test_a_customer_signed_in_finds_their_order_filled_in(client: Client, shop: None) -> None:
    user = make.user("julie@example.fr")
    order = make.order()
    Order.objects.filter(pk=order.pk).update(customer=user)
    client.force_login(user)

    page = client.get(URL, {"commande": order.number}).content.decode()

    assert 'value="Julie Martin"' in page


def test_some_articles_of_a_known_order_can_be_chosen(client: Client, shop: None) -> None:
    mug = make.variant(product__name="Mug Matin")
    order = make.order(mug, quantity=3)
    line = order.lines.get()

    page = client.get(known(order)).content.decode()
    typed = {"contract": order.number, f"line_{line.pk}": "on", f"quantity_{line.pk}": "2"}
    declare(client, known(order), **typed)

    assert "3 × Mug Matin" in page
    withdrawal = Withdrawal.objects.get()
    assert f"{order.number}\n– 2 × Mug Matin\nCommandé le\u00a0: " in withdrawal.declaration
    assert withdrawal.order == order


def test_a_quantity_that_was_not_ordered_is_refused_in_words(client: Client, shop: None) -> None:
    order = make.order(make.variant(), quantity=2)
    line = order.lines.get()

    typed = {**TYPED, f"line_{line.pk}": "on", f"quantity_{line.pk}": "3"}
    page = client.post(known(order), typed).content.decode()

    assert "Choisissez une quantité entre 1 et 2." in page
    assert "<title>Erreur\u00a0: Renoncer au contrat" in page


def test_an_excluded_article_says_why_and_can_be_chosen(client: Client, shop: None) -> None:
    """R30: the form never answers « not eligible »."""
    honey = make.variant(product__name="Miel", product__withdrawal_exception="4")
    order = make.order(honey)
    line = order.lines.get()

    page = client.get(known(order)).content.decode()
    declare(client, known(order), contract=order.number, **{f"line_{line.pk}": "on"})

    assert "Denrée périssable\u00a0: pas de droit de rétractation" in page
    assert "disabled" not in page
    assert "– 1 × Miel" in Withdrawal.objects.get().declaration


def delivered(days_ago: int) -> Order:
    """Return an order whose one parcel was received some days ago."""
    order = make.order(paid=True)
    message = Message.objects.get(key=f"order-confirmation:{order.number}")
    Message.objects.filter(pk=message.pk).update(status="sent", sent_at=timezone.now())
    ship_order(order, carrier="Colissimo", tracking_number="6A1", actor=make.staff())
    at = timezone.now() - timedelta(days=days_ago)
    Shipment.objects.get(order=order).move_to("delivered", delivered_at=at)
    return order


@time_machine.travel(SENT_AT, tick=False)
def test_the_last_day_stands_beside_each_article(client: Client, shop: None) -> None:
    page = client.get(known(delivered(days_ago=2))).content.decode()

    assert "Rétractation possible jusqu'au vendredi 4 décembre 2026." in html.unescape(page)


@time_machine.travel(SENT_AT, tick=False)
def test_a_late_declaration_is_told_so_and_taken(client: Client, shop: None) -> None:
    order = delivered(days_ago=30)
    line = order.lines.get()

    page = html.unescape(client.get(known(order)).content.decode())
    declare(client, known(order), contract=order.number, **{f"line_{line.pk}": "on"})

    assert "Délai terminé le vendredi 6 novembre 2026." in page
    assert Withdrawal.objects.get().order == order


@time_machine.travel(SENT_AT, tick=False)
def test_a_buyer_to_whom_the_notice_was_not_sent_is_never_late(client: Client, shop: None) -> None:
    """R24."""
    order = delivered(days_ago=30)
    Message.objects.filter(key=f"order-confirmation:{order.number}").update(status="failed")

    assert "Délai terminé" not in client.get(known(order)).content.decode()


def test_nothing_typed_is_lost_when_a_part_is_wrong(client: Client, shop: None) -> None:
    page = client.post(URL, {**TYPED, "email": "julie"}).content.decode()

    assert "<title>Erreur\u00a0: Renoncer au contrat" in page
    assert "Il y a 1 erreur à corriger" in page
    assert 'href="#id_email">Saisissez votre adresse e-mail, par exemple nom@exemple.fr' in page
    assert 'value="Julie Martin"' in page
    assert 'value="julie"' in page


def test_an_empty_form_says_what_to_type(client: Client, shop: None) -> None:
    page = client.post(URL, {}).content.decode()

    for words in [
        "Il y a 3 erreurs à corriger",
        "Saisissez votre nom et votre prénom",
        "Indiquez le numéro de la commande, ou décrivez-la",
        "Saisissez votre adresse e-mail, par exemple nom@exemple.fr",
    ]:
        assert words in page


def test_the_declaration_can_be_corrected_before_it_is_confirmed(
    client: Client, shop: None
) -> None:
    page = client.post(URL, TYPED).content.decode()

    page = client.post(URL, {"correct": signed_of(page)}).content.decode()

    assert 'value="Julie Martin"' in page
    assert "MB-22222222</textarea>" in page


@pytest.mark.parametrize("declaration", ["", "forged", "W10:1x:forged", "\x00", "é" * 9000])
def test_a_forged_declaration_starts_again(client: Client, shop: None, declaration: str) -> None:
    response = client.post(CONFIRM, {"declaration": declaration})

    assert response.status_code == 400
    assert "rien n'est enregistré" in html.unescape(response.content.decode())
    assert Withdrawal.objects.count() == 0


def test_a_filled_trap_asks_once_more_and_then_lets_through(client: Client, shop: None) -> None:
    page = client.post(URL, {**TYPED, "website": "https://spam.example"}).content.decode()

    assert "Un champ qui doit rester vide était rempli." in page
    assert "spam.example" not in page
    assert 'value="Julie Martin"' in page
    assert client.post(URL, TYPED).context["declaration"].name == "Julie Martin"


@pytest.mark.parametrize(
    "name",
    ["🌸 Zoé", "محمد", "O'Brien <b>&amp;</b>", "]]> <!-- --", "{{ x }} {% y %}", "\u202eabc"],
)
def test_any_text_reaches_the_receipt_as_typed(client: Client, shop: None, name: str) -> None:
    response = declare(client, name=name, contract=f"{name}\r\n{name}")

    withdrawal = Withdrawal.objects.get()
    assert withdrawal.name == name
    assert f"\n\n{name}\n{name}\n\n" in withdrawal.declaration
    assert html.escape(name) in client.get(response["Location"]).content.decode()
    assert name in Message.objects.get(key=f"withdrawal-receipt:{withdrawal.reference}").text


@pytest.mark.parametrize("field", ["name", "contract", "email"])
@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\ufffe", "\uffff"])
def test_signs_that_no_keyboard_types_are_refused_in_words(
    client: Client, shop: None, field: str, sign: str
) -> None:
    typed = {**TYPED, field: TYPED[field].replace("u", f"u{sign}").replace("2", f"2{sign}")}

    response = client.post(URL, typed)

    assert response.status_code == 200
    assert "<title>Erreur" in response.content.decode()


def test_too_long_a_text_says_how_long_it_may_be(client: Client, shop: None) -> None:
    page = client.post(URL, {**TYPED, "contract": "a" * 2001}).content.decode()

    assert "Raccourcissez ce texte\u00a0: 2000 caractères au plus." in page


@pytest.mark.parametrize("url", [URL, CONFIRM])
def test_a_megabyte_is_refused(client: Client, shop: None, url: str) -> None:
    assert client.post(url, {"declaration": "a" * 1_000_000}).status_code == 400


@pytest.mark.parametrize("number", ["é" * 500, "MB-%00", "<script>", "٣" * 8])
def test_an_odd_number_in_the_address_is_harmless(client: Client, shop: None, number: str) -> None:
    response = client.get(URL, {"commande": number, "cle": number})

    assert response.status_code == 200
    assert "<script>" not in response.content.decode().partition("<textarea")[2][:200]


def test_only_abuse_meets_a_limit_and_loses_nothing(client: Client, shop: None) -> None:
    for _ in range(20):
        assert declare(client).status_code == 302

    response = declare(client, name="Le vingt-et-unième")

    page = response.content.decode()
    assert response.status_code == 429
    assert "Le vingt-et-unième" in page
    assert "bonjour@maison-brumelle.example" in page
    assert signed_of(page)
    assert Withdrawal.objects.count() == 20


def test_the_confirmation_is_not_reached_by_its_address(client: Client, shop: None) -> None:
    response = client.get(CONFIRM)

    assert (response.status_code, response["Location"]) == (302, URL)


def test_it_speaks_english_below_en(client: Client, shop: None) -> None:
    assert client.get(f"/en{URL}").status_code == 200


def test_the_pages_are_neither_cached_nor_indexed(client: Client, shop: None) -> None:
    receipt = declare(client)["Location"]

    for url in (URL, receipt):
        response = client.get(url)
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"


def test_page_one_costs_at_most_three_queries(
    client: Client, shop: None, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(3):
        client.get(URL)


def test_a_known_order_costs_at_most_ten_queries(
    client: Client, shop: None, django_assert_max_num_queries: Any
) -> None:
    url = known(make.order(make.variant(), make.variant(), make.variant()))

    with django_assert_max_num_queries(10):
        client.get(url)


def test_confirming_costs_at_most_thirty_two_queries(
    client: Client, shop: None, django_assert_max_num_queries: Any
) -> None:
    page = client.post(URL, TYPED).content.decode()

    with django_assert_max_num_queries(32):
        client.post(CONFIRM, {"declaration": signed_of(page)})


def test_staff_read_the_declarations_with_the_day_to_refund(client: Client, shop: None) -> None:
    order = make.order()
    with time_machine.travel(SENT_AT, tick=False):
        declare(client, contract=order.number)
    declare(client, contract="un mug, en novembre")
    client.force_login(make.staff())

    page = client.get(reverse("admin:returns_withdrawal_changelist")).content.decode()
    detail = client.get(
        reverse("admin:returns_withdrawal_change", args=[order.withdrawals.get().pk])
    ).content.decode()

    assert "22/11/2026 15:42:07" in page
    assert "06/12/2026" in page
    assert order.number in page
    assert "à rapprocher" in page
    assert "Je vous notifie par la présente" in detail
    assert 'name="_save"' not in detail
