"""Choosing what news of a list are mailed, and to whom: nothing without consent (R57)."""

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from catalog import emails
from catalog.models import Wishlist, WishlistAlert
from shop.consent import may_send, record
from shop.models import Consent

EMAIL, FAVOURITES = Consent.Channel.EMAIL, Consent.Purpose.FAVOURITES
SOURCE = "/envies/"


class Wanted(NamedTuple):
    """What somebody wants to hear of; the address counts for visitors alone."""

    on_price: bool
    on_stock: bool
    email: str
    language: str


@transaction.atomic
def set_alerts(wishlist: Wishlist, wanted: Wanted) -> WishlistAlert | None:
    """Set the news that a list sends; None when it sends none.

    A visitor's new address is asked first, and nothing goes there until it has said yes. Raises
    ListGone.
    """
    wishlist.claim()
    alert = WishlistAlert.objects.filter(wishlist=wishlist).first()
    if not (wanted.on_price or wanted.on_stock):
        _end(alert)
        return None
    alert = alert or WishlistAlert(wishlist=wishlist)
    is_known = _is_known(alert, wanted.email)
    alert.on_price, alert.on_stock = wanted.on_price, wanted.on_stock
    alert.email = "" if wishlist.customer else wanted.email
    alert.language, alert.asked_at = wanted.language, timezone.now()
    alert.confirmed_at = timezone.now() if is_known else None
    alert.save()
    if is_known:
        _grant(alert)
    else:
        emails.confirm_alert(alert)
    return alert


@transaction.atomic
def confirm_alert(alert: WishlistAlert) -> bool:
    """Let an address receive the news that were asked for; False when it had said so already."""
    # Whoever answers speaks for the address that was asked, and for no other typed since.
    asked = WishlistAlert.objects.filter(pk=alert.pk, email=alert.email, confirmed_at__isnull=True)
    if not asked.update(confirmed_at=timezone.now()):
        return False
    alert.refresh_from_db()
    _grant(alert)
    return True


def _is_known(alert: WishlistAlert, email: str) -> bool:
    """Tell whether the address is proven: by an account, or by a confirmation that still holds."""
    if alert.wishlist.customer:
        return True
    is_same = alert.confirmed_at is not None and alert.email == email
    return is_same and may_send(email, EMAIL, FAVOURITES)


def _grant(alert: WishlistAlert) -> None:
    email = alert.recipient
    if not may_send(email, EMAIL, FAVOURITES):
        # What was stopped for all lists comes back for this one alone.
        others = WishlistAlert.objects.of_address(email).exclude(pk=alert.pk)
        WishlistAlert.objects.filter(pk__in=others.values("pk")).delete()
    # What came back before anybody asked is no news.
    there = alert.wishlist.lines.filter(is_awaited=True, variant__stock__gt=0)
    there.update(is_awaited=False)
    _record(email, granted=True, wording=alert.wording)


def _end(alert: WishlistAlert | None) -> None:
    if alert is None:
        return
    email, was_heard = alert.recipient, alert.confirmed_at is not None
    alert.delete()
    # The person's word is about the address: it holds while another list writes there.
    still_wanted = WishlistAlert.objects.of_address(email).wanted().exists()
    if was_heard and not still_wanted and may_send(email, EMAIL, FAVOURITES):
        _record(email, granted=False, wording="")


def _record(email: str, *, granted: bool, wording: str) -> None:
    record(
        email,
        EMAIL,
        FAVOURITES,
        granted=granted,
        basis=Consent.Basis.CONSENT,
        wording=wording,
        source=SOURCE,
    )
