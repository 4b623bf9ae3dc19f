"""What pages say of a reduction: what it is counted from, and its true end."""

from datetime import datetime, timedelta

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.models import Offer, Variant
from shop import calendar, money
from shop.templatetags.shop_tags import hour

register = template.Library()
FEW = 10


@register.filter
def reference_words(variant: Variant) -> str:
    """Write what the struck price is (R50), or nothing when none may be struck."""
    price = variant.reference_price
    return former_price_words(variant.offer, money.price(price, _language())) if price else ""


def former_price_words(offer: Offer | None, price: str) -> str:
    """Write what a former price is: the lowest of thirty days, or under which exception."""
    if offer and offer.is_short_dated:
        return _("Date courte. Prix juste avant : %s") % price
    if offer and offer.is_progressive:
        return _("Prix avant la première réduction : %s") % price
    return _("Prix le plus bas des 30 derniers jours : %s") % price


@register.filter
def offer_end(offer: Offer) -> str:
    """Write « 24 nov. 2026 à 20 h », in Paris time; a day's last moment is that day « inclus »."""
    if offer.ends_at is None:
        return ""
    local = offer.ends_at.astimezone(calendar.PARIS)
    if (local.hour, local.minute) == (0, 0):
        return _("%(day)s inclus") % {"day": _day(local - timedelta(minutes=1))}
    return _("%(day)s à %(time)s") % {"day": _day(local), "time": hour(local)}


@register.filter
def share_words(variant: Variant) -> str:
    """Write « Plus que 3 à ce prix »; nothing where the stock itself, which is said, is smaller."""
    offer = variant.offer
    if offer is None or offer.left is None or offer.left > variant.available:
        return ""
    if offer.left <= FEW:
        return _("Plus que %(n)d à ce prix") % {"n": offer.left}
    return _("%(n)d exemplaires à ce prix") % {"n": offer.share}


def _day(local: datetime) -> str:
    written = date_format(local, "j N Y")
    return written if _language() == "en" else written.lower()


def _language() -> str:
    return get_language() or "fr"
