"""The messages of the catalogue, each written in the transaction of its cause."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from catalog.models import (
    BackInStock,
    Question,
    Variant,
    Wishlist,
    WishlistAlert,
    WishlistLine,
)
from catalog.models.reference import lowest_before
from catalog.models.wishlist import digest
from shop import messaging
from shop.calendar import today
from shop.consent import stop_url
from shop.models import Consent, Merchant


def confirm_alert(alert: WishlistAlert) -> None:
    """Ask whoever reads an address whether it wants the news of a list; once a day at most."""
    messaging.post(
        f"favourites-confirm:{alert.pk}:{_short(alert.recipient)}:{today()}",
        "favourites_confirm",
        alert.recipient,
        {"alert": alert, "url": _address("confirm_alert", alert.key, alert.language)},
        language=alert.language,
    )


def favourites_news(
    alert: WishlistAlert,
    cheaper: Iterable[WishlistLine],
    returned: Iterable[WishlistLine],
    consent: Consent,
    day: date,
) -> None:
    """Tell which articles of a list cost less and which are there again; once a day at most."""
    facts = {
        "cheaper": [
            _shown(line.variant, alert.language) | _fall(line, line.variant)
            for line in cheaper
            if line.variant
        ],
        "returned": [_shown(line.variant, alert.language) for line in returned if line.variant],
    }
    messaging.post(
        f"favourites-news:{alert.pk}:{day}",
        "favourites_news",
        alert.recipient,
        facts,
        language=alert.language,
        stop_url=stop_url(consent, alert.language),
    )


def wishlist(of: Wishlist, recipient: str, language: str) -> None:
    """Send what is in a list to an address; the same content goes there once.

    Nothing that the sender typed goes along: the address may be a stranger's.
    """
    lines = of.lines.on_sale().for_page()
    goods = [_shown(line.variant, language) for line in lines if line.variant]
    messaging.post(
        f"wishlist:{of.pk}:{_short(recipient)}:{int(of.touched_at.timestamp())}",
        "wishlist",
        recipient,
        {"goods": goods},
        language=language,
    )


def confirm_back_in_stock(wish: BackInStock) -> None:
    """Ask whoever reads an address whether it wants to hear of a return; once a day at most."""
    messaging.post(
        f"back-in-stock-confirm:{wish.pk}:{today()}",
        "back_in_stock_confirm",
        wish.email,
        {
            "good": _shown(wish.variant, wish.language),
            "url": _address("waiting", wish.key, wish.language),
        },
        language=wish.language,
    )


def back_in_stock(wish: BackInStock, consent: Consent) -> None:
    """Tell somebody that what they waited for is there again; once."""
    messaging.post(
        f"back-in-stock:{wish.pk}",
        "back_in_stock",
        wish.email,
        {"good": _shown(wish.variant, wish.language)},
        language=wish.language,
        stop_url=stop_url(consent, wish.language),
    )


def question_to_answer(question: Question) -> None:
    """Tell the merchant that a shopper asks something about a product."""
    with translation.override(settings.LANGUAGE_CODE):
        page = reverse("admin:catalog_question_change", args=[question.pk])
    messaging.post(
        f"question-to-answer:{question.pk}",
        "question_to_answer",
        Merchant.current().email or settings.DEFAULT_FROM_EMAIL,
        {"question": question, "admin_url": settings.SITE_URL + page},
        about=question.subject,
    )


def question_answered(question: Question) -> None:
    """Send the asker the answer, and nobody else; once."""
    with translation.override(question.language):
        url = settings.SITE_URL + question.product.get_absolute_url()
    messaging.post(
        f"question-answer:{question.pk}",
        "question_answered",
        question.email,
        {
            "question": question,
            "url": url,
            "is_public": question.status == Question.Status.PUBLISHED,
        },
        about=question.subject,
        language=question.language,
    )


def _shown(variant: Variant, language: str) -> dict[str, object]:
    with translation.override(language):
        url = settings.SITE_URL + variant.get_absolute_url()
    return {"name": str(variant), "url": url, "price": variant.current_price}


def _fall(line: WishlistLine, variant: Variant) -> dict[str, object]:
    """Return what a price fell from for this reader, and what the law wants beside it (R50)."""
    offer = variant.offer
    known = lowest_before(variant, offer.starts_at if offer else variant.priced_at)
    return {
        "before": line.price_to_beat,
        "was_told": line.price_told is not None,
        "lowest": known and known.price,
    }


def _address(name: str, key: str, language: str) -> str:
    with translation.override(language):
        return settings.SITE_URL + reverse(f"catalog:{name}", args=[key])


def _short(email: str) -> str:
    return digest(email)[:16]
