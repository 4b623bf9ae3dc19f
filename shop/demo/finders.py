"""The demo shop's guided choice: a present, in three questions."""

from decimal import Decimal
from typing import Any, NamedTuple

from catalog.models import Category, Finder, FinderQuestion, Value


class _Answer(NamedTuple):
    text: str
    reason: str = ""
    department: str = ""
    values: tuple[str, ...] = ()
    prices: tuple[int | None, int | None] = (None, None)


ANYTHING = _Answer("Peu importe")
QUESTIONS = {
    "Pour quel moment ?": [
        _Answer("Le petit-déjeuner", "pour la table du matin", "table-en-gres"),
        _Answer("Une soirée au calme", "pour une soirée au calme", "bougies-soins"),
        _Answer("Un repas à plusieurs", "pour recevoir", "bois"),
        ANYTHING,
    ],
    "Dans quelle matière ?": [
        _Answer("Du grès", "en grès", values=("Grès",)),
        _Answer("Du bois", "en bois", values=("Hêtre", "Noyer", "Noyer massif", "Frêne teinté")),
        _Answer("Du lin", "en lin", values=("Lin", "Lin lavé", "Lin et coton")),
        ANYTHING,
    ],
    "Pour quel budget ?": [
        _Answer("Moins de 30 €", "à moins de 30 €", prices=(None, 30)),
        _Answer("De 30 à 60 €", "entre 30 et 60 €", prices=(30, 60)),
        _Answer("Plus de 60 €", "à plus de 60 €", prices=(60, None)),
        ANYTHING,
    ],
}


def plant_finders() -> None:
    """Publish the guided choice of the demo shop, once its products are there."""
    finder, is_new = Finder.objects.get_or_create(
        slug="trouver-un-cadeau",
        defaults={
            "title": "Trouver un cadeau",
            "intro": "Trois questions, et une courte liste de pièces qui s'offrent bien.",
            "is_published": True,
        },
    )
    for position, (text, answers) in enumerate(QUESTIONS.items() if is_new else [], start=1):
        question = finder.questions.create(position=position, text=text)
        for rank, answer in enumerate(answers):
            _plant(question, rank, answer)


def _plant(question: FinderQuestion, rank: int, answer: _Answer) -> None:
    lowest, highest = (price and Decimal(price) for price in answer.prices)
    asked: dict[str, Any] = {"lowest_price": lowest, "highest_price": highest}
    made = question.answers.create(
        position=rank,
        text=answer.text,
        reason=answer.reason,
        category=Category.objects.filter(slug=answer.department).first(),
        **asked,
    )
    made.values.set(Value.objects.filter(name__in=answer.values))
