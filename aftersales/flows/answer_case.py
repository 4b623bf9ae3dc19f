"""Answering a case: one answer a question, sent at once."""

from django.db import transaction

from aftersales import emails
from aftersales.models import Case, CaseMessage
from shop.models import User


@transaction.atomic
def answer_case(case: Case, text: str, *, actor: User) -> CaseMessage:
    """Send an answer to whoever wrote; raises IllegalMove when the case was answered meanwhile."""
    case.move_to(Case.Status.ANSWERED)
    message = case.messages.create(author=actor, text=text)
    emails.answered(case, message)
    return message
