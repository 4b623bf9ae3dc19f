"""Telling people of what has happened to their lists: one message a day, and each thing once."""

from datetime import date

from django.db import transaction

from catalog import emails
from catalog.flows.set_alerts import EMAIL, FAVOURITES
from catalog.models import WishlistAlert, WishlistLine
from catalog.models.alert import cheaper_lines, returned_lines
from shop import calendar
from shop.consent import may_send
from shop.models import Consent


def tell_favourites(today: date | None = None) -> int:
    """Write to those whose lists have news; returns how many messages were written."""
    today = today or calendar.today()
    _notice_what_is_sold_out()
    due = list(WishlistAlert.objects.due(today).values_list("pk", flat=True))
    return sum(_tell(pk, today) for pk in due)


def _notice_what_is_sold_out() -> None:
    sold_out = WishlistLine.objects.filter(
        is_awaited=False, variant__stock__lte=0, wishlist__alert__on_stock=True
    )
    WishlistLine.objects.filter(pk__in=sold_out.values("pk")).update(is_awaited=True)


@transaction.atomic
def _tell(pk: int, today: date) -> bool:
    alert = WishlistAlert.objects.select_for_update().filter(pk=pk).exclude(told_on=today).first()
    if alert is None:
        return False
    consent = Consent.objects.about(alert.recipient, EMAIL, FAVOURITES).first()
    if consent is None or not may_send(alert.recipient, EMAIL, FAVOURITES):
        return False
    lines = alert.wishlist.lines.on_sale().for_page()
    cheaper = [line for line in cheaper_lines(lines) if _is_cheaper(line)] if alert.on_price else []
    returned = list(returned_lines(lines)) if alert.on_stock else []
    if not (cheaper or returned):
        return False
    emails.favourites_news(alert, cheaper, returned, consent, today)
    _remember(alert, cheaper, returned, today)
    return True


def _is_cheaper(line: WishlistLine) -> bool:
    return line.variant is not None and line.variant.current_price < line.price_to_beat


def _remember(
    alert: WishlistAlert,
    cheaper: list[WishlistLine],
    returned: list[WishlistLine],
    today: date,
) -> None:
    for line in cheaper:
        price = line.variant.current_price if line.variant else None
        WishlistLine.objects.filter(pk=line.pk).update(price_told=price)
    told = [line.pk for line in returned]
    WishlistLine.objects.filter(pk__in=told).update(is_awaited=False)
    alert.told_on = today
    alert.save(update_fields=["told_on"])
