"""The messages of a withdrawal, written in its own transaction."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from returns import wording
from returns.access import receipt_key
from returns.models import Withdrawal
from shop import messaging
from shop.models import Merchant


def receipt_message_key(withdrawal: Withdrawal) -> str:
    """Return the key of the one receipt of a declaration."""
    return f"withdrawal-receipt:{withdrawal.reference}"


def receipt(withdrawal: Withdrawal, language: str) -> None:
    """Acknowledge a declaration on a durable medium: its words, its day and hour (D221-5, R29)."""
    with translation.override(language):
        page = reverse("returns:receipt", args=[receipt_key(withdrawal)])
        steps = wording.next_steps(withdrawal)
    messaging.post(
        receipt_message_key(withdrawal),
        "withdrawal_receipt",
        withdrawal.email,
        {
            "withdrawal": withdrawal,
            "steps": steps,
            "receipt_url": settings.SITE_URL + page,
        },
        about=withdrawal.subject,
        language=language,
    )


def to_merchant(withdrawal: Withdrawal) -> None:
    """Tell the merchant: the time to refund already runs (R30)."""
    with translation.override(settings.LANGUAGE_CODE):
        page = reverse("admin:returns_withdrawal_change", args=[withdrawal.pk])
    messaging.post(
        f"withdrawal-declared:{withdrawal.reference}",
        "withdrawal_declared",
        Merchant.current().email or settings.DEFAULT_FROM_EMAIL,
        {"withdrawal": withdrawal, "admin_url": settings.SITE_URL + page},
        about=withdrawal.subject,
    )
