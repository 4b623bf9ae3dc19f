"""The messages of a case, each written in the transaction of its cause."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from aftersales.models import Case, CaseMessage
from shop import messaging
from shop.models import Merchant, Message


def opened(case: Case, message: CaseMessage, language: str) -> None:
    """Tell the customer that the message has arrived."""
    messaging.post(
        _opened_key(case),
        "case_opened",
        case.email,
        {"case": case, "message": message},
        about=case.subject,
        language=language,
    )


def to_merchant(case: Case, message: CaseMessage) -> None:
    """Tell the merchant that somebody waits for an answer."""
    with translation.override(settings.LANGUAGE_CODE):
        page = reverse("admin:aftersales_case_change", args=[case.pk])
    messaging.post(
        f"case-to-answer:{case.reference}",
        "case_to_answer",
        Merchant.current().email or settings.DEFAULT_FROM_EMAIL,
        {"case": case, "message": message, "admin_url": settings.SITE_URL + page},
        about=case.subject,
    )


def answered(case: Case, message: CaseMessage) -> None:
    """Send the customer an answer, with the mediator in case it does not settle a complaint."""
    messaging.post(
        f"case-answer:{message.pk}",
        "case_answer",
        case.email,
        {"case": case, "message": message, "is_complaint": case.topic == Case.Topic.COMPLAINT},
        about=case.subject,
        language=_language(case),
    )


def _opened_key(case: Case) -> str:
    return f"case-opened:{case.reference}"


def _language(case: Case) -> str:
    """Return the language in which the customer wrote, that of the acknowledgement."""
    opened = Message.objects.filter(key=_opened_key(case)).first()
    return opened.language if opened else settings.LANGUAGE_CODE
