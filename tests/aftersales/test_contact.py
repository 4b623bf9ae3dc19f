"""Writing to the shop, and being answered."""

import html
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.urls import reverse

from aftersales.access import case_key
from aftersales.flows.answer_case import answer_case
from aftersales.flows.open_case import open_case
from aftersales.models import Case, CaseMessage
from shop.models import Message, User
from shop.states import IllegalMove
from tests import make

URL = "/contact/"
TYPED = {
    "topic": "product",
    "order_number": "",
    "email": "julie@example.fr",
    "message": "Le mug Matin va-t-il au lave-vaisselle\u00a0?",
    "form_token": "a" * 43,
}


def opened(token: str = "one", **fields: str) -> Case:
    """Return a case opened through its flow."""
    typed = {name: TYPED[name] for name in ("topic", "email", "message")}
    return open_case(**{**typed, **fields}, form_token=token)


def test_the_common_answers_and_the_ways_to_reach_us_come_before_the_form(
    client: Client, shop: None
) -> None:
    """R76."""
    page = html.unescape(client.get(URL).content.decode())

    assert page.count("<summary>") == 5
    assert page.index("Où en est ma commande\u00a0?") < page.index("04 65 71 00 00")
    assert page.index("04 65 71 00 00</a> (appel non surtaxé)") < page.index('name="topic"')
    assert "mailto:bonjour@maison-brumelle.example" in page
    assert "Nous répondons sous 1 jour ouvré." in page


def test_the_form_asks_four_things_and_no_phone(client: Client, shop: None) -> None:
    page = client.get(URL).content.decode()

    asked = re.findall(r'<(?:input|textarea|select)[^>]*name="([^"]+)"', page)
    mine = [name for name in asked if name not in {"theme", "q", "csrfmiddlewaretoken"}]
    assert mine == ["form_token", "topic", "order_number", "email", "message", "website"]


def test_a_message_is_stored_and_acknowledged(client: Client, shop: None) -> None:
    response = client.post(URL, TYPED)

    case = Case.objects.get()
    message = Message.objects.get(key=f"case-opened:{case.reference}")
    assert (case.topic, case.email, case.status) == ("product", "julie@example.fr", "open")
    assert case.messages.get().text == TYPED["message"]
    assert message.recipient == "julie@example.fr"
    assert message.subject == f"Nous avons bien reçu votre message – {case.reference}"
    assert TYPED["message"] in message.text
    thanks = client.get(response["Location"]).content.decode()
    assert case.reference in thanks
    assert "julie@example.fr" in thanks


def test_the_merchant_is_told_with_a_link_to_the_case(shop: None) -> None:
    case = opened()

    message = Message.objects.get(key=f"case-to-answer:{case.reference}")
    assert message.recipient == "bonjour@maison-brumelle.example"
    assert message.subject == f"À répondre : Question sur un produit – {case.reference}"
    assert f"/admin/aftersales/case/{case.pk}/change/" in message.text


def test_a_stranger_does_not_see_the_thanks_page(client: Client, shop: None) -> None:
    """I39."""
    case, other = opened("one"), opened("two")
    forged = f"{other.reference}:{case_key(case).rpartition(':')[2]}"

    for key in (case.reference, f"{case.reference}:forged", forged):
        assert client.get(reverse("aftersales:thanks", args=[key])).status_code == 404


def test_a_double_submit_is_one_case(client: Client, shop: None) -> None:
    first = client.post(URL, TYPED)
    second = client.post(URL, TYPED)

    assert first["Location"] == second["Location"]
    assert Case.objects.count() == CaseMessage.objects.count() == 1
    assert Message.objects.count() == 2


def test_each_page_has_a_token_of_its_own(client: Client, shop: None) -> None:
    tokens = {client.get(URL).context["form"]["form_token"].value() for _ in range(3)}

    assert len(tokens) == 3
    assert {len(token) for token in tokens} == {43}


@pytest.mark.parametrize("token", ["", "x", "é" * 43, "a" * 65])
def test_a_forged_token_is_replaced(client: Client, shop: None, token: str) -> None:
    response = client.post(URL, {**TYPED, "form_token": token})

    if len(token) <= 64:
        assert response.status_code == 302
        assert len(Case.objects.get().form_token) == 43
    else:
        assert response.status_code == 200


def test_the_case_finds_its_order_by_number_and_email(client: Client, shop: None) -> None:
    order = make.order()

    for token, email in [("b", order.email.upper()), ("c", "paul@example.fr")]:
        typed = {"order_number": order.number.lower(), "email": email, "form_token": token * 43}
        client.post(URL, {**TYPED, **typed})

    mine, stranger = Case.objects.order_by("pk")
    assert (mine.order, mine.order_number) == (order, order.number)
    assert (stranger.order, stranger.order_number) == (None, order.number)


def test_nothing_typed_is_lost_when_a_part_is_wrong(client: Client, shop: None) -> None:
    response = client.post(URL, {**TYPED, "topic": "", "email": "julie"})

    page = html.unescape(response.content.decode())
    assert "<title>Erreur\u00a0: Nous contacter" in page
    assert "Il y a 2 erreurs à corriger" in page
    assert 'href="#id_topic">Choisissez un sujet' in page
    assert TYPED["message"] in page
    assert f'value="{TYPED["form_token"]}"' in page


def test_an_empty_message_says_what_to_type(client: Client, shop: None) -> None:
    page = html.unescape(client.post(URL, {"topic": "zzz"}).content.decode())

    for words in [
        "Choisissez un sujet de la liste",
        "Saisissez votre adresse e-mail, par exemple nom@exemple.fr",
        "Écrivez votre message",
    ]:
        assert words in page


@pytest.mark.parametrize(
    "text", ["🌸", "محمد", "<script>alert(1)</script>", "]]> <!--", "{{ x }}", "\u202eabc"]
)
def test_any_text_is_a_message(client: Client, shop: None, text: str) -> None:
    response = client.post(URL, {**TYPED, "message": text})

    assert response.status_code == 302
    assert CaseMessage.objects.get().text == text
    assert text in Message.objects.get(key__startswith="case-opened:").text
    assert "<script>" not in Message.objects.get(key__startswith="case-opened:").html


@pytest.mark.parametrize("field", ["message", "email", "order_number"])
@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\ufffe"])
def test_signs_that_no_keyboard_types_are_refused_in_words(
    client: Client, shop: None, field: str, sign: str
) -> None:
    response = client.post(URL, {**TYPED, field: f"ju{sign}lie@example.fr"})

    assert "Retirez les caractères invisibles de ce texte." in response.content.decode()
    assert Case.objects.count() == 0


@pytest.mark.parametrize("number", ["٣٣٣٣٣٣٣٣", "MB", "🌸" * 20])
def test_a_number_that_is_none_is_no_obstacle(client: Client, shop: None, number: str) -> None:
    assert client.post(URL, {**TYPED, "order_number": number}).status_code == 302
    assert Case.objects.get().order is None


def test_a_megabyte_is_refused(client: Client, shop: None) -> None:
    assert client.post(URL, {**TYPED, "message": "a" * 1_000_000}).status_code == 400


def test_too_long_a_message_says_how_long_it_may_be(client: Client, shop: None) -> None:
    page = client.post(URL, {**TYPED, "message": "a" * 5001}).content.decode()

    assert "Raccourcissez ce texte\u00a0: 5000 caractères au plus." in page


def test_a_filled_trap_asks_once_more(client: Client, shop: None) -> None:
    page = client.post(URL, {**TYPED, "website": "https://spam.example"}).content.decode()

    assert "Un champ qui doit rester vide était rempli." in page
    assert Case.objects.count() == 0


def test_the_sixth_message_within_an_hour_waits_and_is_kept(client: Client, shop: None) -> None:
    for n in range(5):
        assert client.post(URL, {**TYPED, "form_token": f"{n}" * 43}).status_code == 302

    response = client.post(URL, {**TYPED, "form_token": "z" * 43})

    page = html.unescape(response.content.decode())
    assert response.status_code == 429
    assert TYPED["message"] in page
    assert "Votre message n'est pas envoyé" in page
    assert Case.objects.count() == 5


def test_the_page_costs_at_most_three_queries(
    client: Client, shop: None, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(3):
        client.get(URL)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_six_clicks_at_once_open_one_case() -> None:
    make.shop()
    together = Barrier(6)

    def click(_: int) -> str:
        together.wait()
        try:
            return opened().reference
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        references = set(threads.map(click, range(6)))

    assert references == {Case.objects.get().reference}
    assert CaseMessage.objects.count() == 1
    assert Message.objects.count() == 2


def test_an_answer_is_sent_and_closes_the_wait(shop: None) -> None:
    case, actor = opened(), make.staff()

    message = answer_case(case, "Oui, à 55\u00a0°C.", actor=actor)

    sent = Message.objects.get(key=f"case-answer:{message.pk}")
    assert case.status == Case.Status.ANSWERED
    assert (sent.recipient, sent.subject) == (
        "julie@example.fr",
        f"Réponse à votre demande {case.reference}",
    )
    assert "Oui, à 55\u00a0°C." in sent.text
    assert "médiateur" not in sent.text
    assert message.author == actor


def test_the_answer_to_a_complaint_names_the_mediator(shop: None) -> None:
    """R75."""
    message = answer_case(opened(topic="complaint"), "Non.", actor=make.staff())

    sent = Message.objects.get(key=f"case-answer:{message.pk}")
    for text in (sent.text, sent.html):
        assert "Médiateur fictif" in text
        assert "https://mediateur.example" in text


def test_two_answers_at_once_send_one(shop: None) -> None:
    case, actor = opened(), make.staff()
    same = Case.objects.get(pk=case.pk)
    answer_case(case, "Oui.", actor=actor)

    with pytest.raises(IllegalMove):
        answer_case(same, "Oui.", actor=actor)

    assert Message.objects.filter(key__startswith="case-answer:").count() == 1


def test_staff_read_the_thread_and_answer_it(client: Client, shop: None) -> None:
    case = opened()
    client.force_login(make.staff())
    change = reverse("admin:aftersales_case_change", args=[case.pk])

    listed = client.get(reverse("admin:aftersales_case_changelist")).content.decode()
    before = html.unescape(client.get(change).content.decode())
    answer = reverse("admin:case_answer", args=[case.pk])
    response = client.post(answer, {"text": "Oui."}, follow=True)

    assert case.reference in listed
    assert TYPED["message"] in before
    assert "Envoyer la réponse" in before
    assert "La réponse est envoyée." in html.unescape(response.content.decode())
    assert Case.objects.get().status == "answered"
    assert "Envoyer la réponse" not in response.content.decode()


def test_a_second_answer_by_another_tab_is_not_sent(client: Client, shop: None) -> None:
    case = opened()
    client.force_login(make.staff())
    answer = reverse("admin:case_answer", args=[case.pk])

    client.post(answer, {"text": "Oui."})
    page = client.post(answer, {"text": "Oui."}, follow=True).content.decode()

    assert "Une réponse est déjà partie" in html.unescape(page)
    assert Message.objects.filter(key__startswith="case-answer:").count() == 1


def test_an_empty_answer_says_what_to_type(client: Client, shop: None) -> None:
    case = opened()
    client.force_login(make.staff())

    page = client.post(reverse("admin:case_answer", args=[case.pk]), {"text": " "})

    assert "Écrivez la réponse" in html.unescape(page.content.decode())
    assert Case.objects.get().status == "open"


def test_a_case_is_closed_and_opened_again(client: Client, shop: None) -> None:
    case = opened()
    client.force_login(make.staff())
    move = reverse("admin:case_move", args=[case.pk])

    for status, after in [("closed", "closed"), ("open", "open"), ("zzz", "open")]:
        client.post(move, {"status": status})
        assert Case.objects.get().status == after


@pytest.mark.parametrize("view", ["case_answer", "case_move"])
def test_only_staff_with_the_right_act_on_a_case(client: Client, shop: None, view: str) -> None:
    """I39."""
    url = reverse(f"admin:{view}", args=[opened().pk])
    reader = User.objects.create_user("lecture@example.fr", "x", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_case"))

    stranger = client.post(url, {"text": "Oui.", "status": "closed"})
    client.force_login(reader)
    refused = client.post(url, {"text": "Oui.", "status": "closed"})

    assert (stranger.status_code, refused.status_code) == (302, 403)
    assert client.get(url).status_code == 403
    assert Case.objects.get().status == "open"
