"""Questions about a product: asked without an account, answered once, no address shown (D11)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.flows.answer_question import answer_question
from catalog.flows.ask_question import ask_question
from catalog.flows.forget_askers import forget_askers
from catalog.models import Question
from shop.models import Message
from shop.states import IllegalMove
from tests import make
from tests.catalog.pages import text

pytestmark = pytest.mark.django_db
URL = "/produits/mug/questions/"
TYPED = {"name": "Léa", "email": "Lea@Example.fr", "text": "Va-t-il au four ?"}


@pytest.fixture
def mug(shop):
    return make.variant(product__slug="mug", product__name="Mug Matin").product


@pytest.fixture
def staff(mug) -> Client:
    browser = Client()
    browser.force_login(make.staff())
    return browser


def ask(mug, **typed) -> Question:
    return ask_question(mug, **{**TYPED, "email": "lea@example.fr", **typed})


def test_a_question_reaches_staff_at_once_and_its_answer_the_asker_alone(client, staff):
    """D11."""
    asked = client.post(URL, TYPED, follow=True)

    question = Question.objects.get()
    assert "Question envoyée" in text(asked)
    assert not client.cookies
    assert "Questions sans réponse" in text(staff.get("/admin/"))
    assert [m.recipient for m in Message.objects.all()] == ["bonjour@maison-brumelle.example"]

    answered = {"answer": "Non, jamais.", "public": "1"}
    staff.post(reverse("admin:question_answer", args=[question.pk]), answered)
    staff.post(reverse("admin:question_answer", args=[question.pk]), answered)

    mail = Message.objects.get(key=f"question-answer:{question.pk}")
    assert (mail.recipient, "Non, jamais." in mail.text) == ("lea@example.fr", True)
    assert Message.objects.count() == 2
    page = client.get("/produits/mug/")
    assert "Va-t-il au four ?" in text(page)
    assert "Non, jamais." in text(page)
    assert "lea@example" not in page.content.decode().lower()


def test_an_answer_in_private_stays_private_until_it_is_shown(client, staff):
    question = ask(Question._meta.get_field("product").related_model.objects.get())
    staff.post(reverse("admin:question_answer", args=[question.pk]), {"answer": "Pour vous."})

    assert "Pour vous." not in text(client.get("/produits/mug/"))
    assert "Pour vous." in Message.objects.get(key=f"question-answer:{question.pk}").text

    move = reverse("admin:question_move", args=[question.pk])
    staff.post(move, {"status": "published"})
    assert "Pour vous." in text(client.get("/produits/mug/"))
    staff.post(move, {"status": "private"})
    assert "Pour vous." not in text(client.get("/produits/mug/"))
    assert Message.objects.filter(key__startswith="question-answer").count() == 1


def test_what_is_no_question_is_put_aside_and_its_address_forgotten(mug, staff):
    question = ask(mug)
    move = reverse("admin:question_move", args=[question.pk])

    staff.post(move, {"status": "published"})
    question.refresh_from_db()
    assert question.status == "waiting"
    staff.post(move, {"status": "refused"})
    staff.post(move, {"status": "n'importe quoi"})

    question.refresh_from_db()
    assert (question.status, question.email) == ("refused", "")


def test_two_answers_at_once_are_one(mug):
    question, actor = ask(mug), make.staff()
    other = Question.objects.get()
    answer_question(question, "Oui.", actor=actor, in_public=True)

    with pytest.raises(IllegalMove):
        answer_question(other, "Non.", actor=actor, in_public=True)

    assert Question.objects.get().answer == "Oui."


def test_the_same_form_sent_twice_is_one_question(client, mug):
    client.post(URL, TYPED)
    client.post(URL, TYPED)

    assert (Question.objects.count(), Message.objects.count()) == (1, 1)


def test_the_address_is_erased_thirty_days_after_the_answer(mug):
    question = ask(mug)
    assert forget_askers() == 0
    answer_question(question, "Oui.", actor=make.staff(), in_public=True)
    Question.objects.update(answered_at=timezone.now() - timedelta(days=29, hours=23))
    assert forget_askers() == 0
    Question.objects.update(answered_at=timezone.now() - timedelta(days=30, minutes=1))

    assert (forget_askers(), forget_askers()) == (1, 0)
    assert Question.objects.get().email == ""
    assert Message.objects.get(key=f"question-answer:{question.pk}").recipient == ""


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"text": ""}, "Écrivez votre question"),
        ({"name": ""}, "Indiquez un prénom ou un pseudonyme"),
        ({"email": "lea@"}, "Saisissez votre adresse e-mail"),
        ({"text": "x" * 1001}, "Raccourcissez ce texte"),
        ({"name": "a\x00b"}, "caractères"),
        ({"website": "http://spam.example"}, "Un champ qui doit rester vide était rempli"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_nothing_is_lost(client, mug, typed, told):
    answer = client.post(URL, {**TYPED, **typed})

    assert answer.status_code == 200
    assert told in text(answer)
    assert Question.objects.count() == 0
    if "text" not in typed:
        assert "Va-t-il au four ?" in answer.content.decode()


def test_a_network_asks_five_questions_an_hour(client, mug):
    answers = [client.post(URL, {**TYPED, "text": f"Et {n} ?"}) for n in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "Et 5 ?" in answers[-1].content.decode()
    assert Question.objects.count() == 5


def test_what_is_typed_runs_nowhere(client, mug):
    question = ask(mug, text="<script>x()</script>", name="<b>L")
    answer_question(question, "<i>Oui</i>", actor=make.staff(), in_public=True)

    page = client.get("/produits/mug/").content.decode()

    assert "&lt;script&gt;x()" in page
    assert "<i>Oui" not in page
    assert "<b>L" not in page


def test_questions_of_drafts_and_other_methods_lead_nowhere(client, mug):
    assert client.put(URL).status_code == 405
    assert client.post("/produits/mug/questions/merci/").status_code == 405
    assert client.get("/produits/autre/questions/").status_code == 404
    mug.published_at = None
    mug.save()
    assert client.post(URL, TYPED).status_code == 404


def test_other_sites_do_not_ask_in_a_visitor_s_name(mug):
    strict = Client(enforce_csrf_checks=True)

    stranger = strict.post(URL, TYPED, headers={"sec-fetch-site": "cross-site"})
    own = strict.post(URL, TYPED, headers={"sec-fetch-site": "same-origin"})

    assert (stranger.status_code, own.status_code) == (403, 302)


def test_staff_without_the_right_answer_nothing(mug):
    question = ask(mug)
    stranger = Client()
    stranger.force_login(make.user(is_staff=True))

    for name in ("question_answer", "question_move"):
        assert stranger.post(reverse(f"admin:{name}", args=[question.pk])).status_code == 403
