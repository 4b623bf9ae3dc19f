"""Erasing the addresses of those who asked a question, thirty days after the answer (D11)."""

from django.db import transaction

from catalog.models import Question
from shop.models import Message


@transaction.atomic
def forget_askers() -> int:
    """Erase the addresses that have served, also from the messages sent to them; say how many."""
    questions = list(Question.objects.to_forget().select_for_update())
    subjects = [question.subject for question in questions]
    answers = Message.objects.filter(about__in=subjects, key__startswith="question-answer:")
    answers.update(recipient="")
    return Question.objects.filter(pk__in=[question.pk for question in questions]).update(email="")
