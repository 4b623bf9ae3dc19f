"""Asking about a product, in front of everybody."""

from django.db import transaction
from django.utils.crypto import salted_hmac

from catalog import emails
from catalog.models import Product, Question

SALT = "catalog.question"


@transaction.atomic
def ask_question(
    product: Product, *, name: str, email: str, text: str, language: str = "fr"
) -> Question:
    """Store a question and tell the merchant; the same form sent twice is one question."""
    question, is_new = Question.objects.get_or_create(
        fingerprint=salted_hmac(SALT, f"{product.pk}\n{email}\n{text}").hexdigest()[:32],
        defaults={
            "product": product,
            "name": name,
            "email": email,
            "text": text,
            "language": language,
        },
    )
    if is_new:
        emails.question_to_answer(question)
    return question
