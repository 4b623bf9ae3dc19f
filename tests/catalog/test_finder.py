"""A few questions lead to a short list, with the reason for each product (K11)."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from catalog.models import Finder, FinderAnswer, FinderQuestion, Product
from tests import make
from tests.catalog.pages import cards, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]
# The menu and the merchant's name stand on every page.
SHELL = 2


@pytest.fixture
def finder() -> Finder:
    """Return a guided choice: a department, a material or a budget."""
    table, light = make.category(name="Table"), make.category(name="Bougies")
    stoneware, wood = make.value("Matière", "Grès"), make.value("Matière", "Bois")
    rows = [("Mug", table, "20.00", stoneware), ("Plat", table, "70.00", stoneware)]
    rows += [("Bougeoir", light, "25.00", wood), ("Bougie", light, "15.00", None)]
    for name, shelf, price, value in rows:
        sold = make.variant(product__name=name, product__category=shelf, price=price)
        sold.product.features = {}
        sold.product.save()
        if value:
            sold.values.add(value)
    Product.objects.all().refresh_lists()
    made = Finder.objects.create(title="Trouver un cadeau", slug="cadeau", is_published=True)
    where = made.questions.create(position=1, text="Pour quoi ?")
    where.answers.create(text="La table", reason="pour la table", category=table, position=1)
    where.answers.create(text="La lumière", category=light, position=2)
    what = made.questions.create(position=2, text="En quoi ?")
    what.answers.create(text="Grès", reason="en grès", position=1).values.add(stoneware)
    what.answers.create(text="Peu importe", position=2)
    much = made.questions.create(position=3, text="À quel prix ?")
    much.answers.create(text="Moins de 30 €", reason="à moins de 30 €", highest_price="30")
    return made


def query_of(finder: Finder, *answers: str) -> dict[str, int]:
    """Return what the form sends for answers in words."""
    chosen = FinderAnswer.objects.filter(question__finder=finder, text__in=answers)
    return {f"q{answer.question.position}": answer.pk for answer in chosen}


def ask(client, finder: Finder, *answers: str):
    return client.get(finder.get_absolute_url(), query_of(finder, *answers))


def test_questions_come_without_a_list(client, finder):
    answer = client.get("/choisir/cadeau/")

    assert "Pour quoi ? La table La lumière En quoi ? Grès Peu importe" in text(answer)
    assert cards(answer) == []
    assert "noindex" not in answer.content.decode()
    assert not answer.cookies


def test_each_product_comes_with_its_reasons(client, finder):
    answer = ask(client, finder, "La table", "Grès", "Moins de 30 €")

    assert cards(answer) == ["Mug"]
    reasons = "Parce que vous cherchez : pour la table, en grès, à moins de 30 €"
    assert reasons in text(answer)
    assert len(re.findall(r'name="q\d" value="\d+" checked>', answer.content.decode())) == 3
    assert "noindex" in answer.content.decode()


def test_an_answer_that_asks_nothing_leaves_everything(client, finder):
    assert sorted(cards(ask(client, finder, "Peu importe"))) == [
        "Bougeoir",
        "Bougie",
        "Mug",
        "Plat",
    ]
    assert sorted(cards(ask(client, finder, "La lumière", "Peu importe"))) == ["Bougeoir", "Bougie"]
    assert "Parce que vous cherchez : la lumière" in text(ask(client, finder, "La lumière"))


def test_when_nothing_has_it_all_the_nearest_are_shown(client, finder):
    answer = ask(client, finder, "La lumière", "Grès", "Moins de 30 €")

    assert "Aucun produit ne réunit tout ce que vous cherchez." in text(answer)
    assert cards(answer)[:3] != []
    assert set(cards(answer)[:3]) == {"Mug", "Bougeoir", "Bougie"}
    assert cards(answer)[3] == "Plat"
    assert "Parce que vous cherchez : la lumière, à moins de 30 €" in text(answer)


def test_nothing_at_all_is_said_kindly(client, finder):
    Product.objects.update(published_at=None)

    assert "Rien ne correspond pour l'instant." in text(ask(client, finder, "La table"))


@pytest.mark.parametrize("query", ["q1=x", "q1=999999", "q9=1", "q1=1&q1=2", "q1=" + "9" * 5000])
def test_answers_that_nobody_offered_are_passed_over(client, finder, query):
    assert client.get(f"/choisir/cadeau/?{query}").status_code == 200


def test_a_draft_is_for_staff_alone(client, finder):
    Finder.objects.update(is_published=False)
    assert client.get("/choisir/cadeau/").status_code == 404
    assert client.get("/choisir/rien/").status_code == 404

    client.force_login(make.staff())
    assert client.get("/choisir/cadeau/").status_code == 200


def test_a_sixth_question_is_refused(finder):
    for position in (0, 6):
        with pytest.raises(IntegrityError), transaction.atomic():
            FinderQuestion.objects.create(finder=finder, position=position, text="?")


def test_staff_write_answers_with_prices_in_order(client, finder):
    client.force_login(make.staff())
    question = finder.questions.get(position=3)
    answer = question.answers.get()
    address = reverse("admin:catalog_finderquestion_change", args=[question.pk])
    sent = {
        "finder": finder.pk,
        "position": 3,
        "text": "À quel prix ?",
        "answers-TOTAL_FORMS": 1,
        "answers-INITIAL_FORMS": 1,
        "answers-0-id": answer.pk,
        "answers-0-question": question.pk,
        "answers-0-position": 0,
        "answers-0-text": "Entre 10 et 30",
        "answers-0-highest_price": "30",
    }

    refused = client.post(address, sent | {"answers-0-lowest_price": "40"})
    assert "Le plus haut prix est sous le plus bas." in refused.content.decode()
    assert client.post(address, sent | {"answers-0-lowest_price": "10,50"}).status_code == 302
    assert str(question.answers.get().lowest_price) == "10.50"


def test_a_guided_choice_asks_for_few_rows(client, finder, django_assert_max_num_queries):
    # Finder, questions, answers, values; products, twice at most, and what their cards show.
    query = query_of(finder, "La lumière", "Grès", "Moins de 30 €")
    with django_assert_max_num_queries(7 + SHELL):
        client.get("/choisir/cadeau/", query)
