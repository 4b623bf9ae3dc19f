"""Answering a question about a product: in front of everybody, or to the asker only."""

from django.db import transaction
from django.utils import timezone

from catalog import emails
from catalog.models import Question
from shop.models import User


@transaction.atomic
def answer_question(question: Question, text: str, *, actor: User, in_public: bool) -> Question:
    """Answer once, and mail the asker; raises IllegalMove when it was answered meanwhile."""
    status = Question.Status.PUBLISHED if in_public else Question.Status.PRIVATE
    question.move_to(status, answer=text, answered_at=timezone.now(), answered_by=actor)
    emails.question_answered(question)
    return question


@transaction.atomic
def refuse_question(question: Question) -> Question:
    """Put aside what is no question; its writer's address has served. Raises IllegalMove."""
    return question.move_to(Question.Status.REFUSED, email="")
