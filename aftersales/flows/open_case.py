"""Opening a case: what a person writes is stored, acknowledged, and waits for an answer."""

from django.db import transaction

from aftersales import emails
from aftersales.models import Case
from checkout.models import Order


@transaction.atomic
def open_case(  # noqa: PLR0913 - what the form holds
    *,
    topic: str,
    email: str,
    message: str,
    form_token: str,
    order_number: str = "",
    language: str = "fr",
) -> Case:
    """Store a message and acknowledge it; the same form sent twice is the first case."""
    case, is_new = Case.objects.get_or_create(
        form_token=form_token,
        defaults={
            "topic": topic,
            "email": email,
            "order_number": order_number,
            "order": _recognised(order_number, email),
        },
    )
    if is_new:
        first = case.messages.create(text=message)
        emails.opened(case, first, language)
        emails.to_merchant(case, first)
    return case


def _recognised(number: str, email: str) -> Order | None:
    # A number alone proves nothing.
    return Order.objects.filter(number=number, email__iexact=email).first() if number else None
