"""Filters that every template has without loading them."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shop import calendar, money

register = template.Library()


@register.filter
def euros(amount: Decimal) -> str:
    """Write « 24,90 € », always with two decimals."""
    return money.euros(amount, get_language() or "fr")


@register.filter
def price(amount: Decimal) -> str:
    """Write a price tag: « 29 € », « 24,90 € »."""
    return money.price(amount, get_language() or "fr")


@register.filter
def percent(rate: Decimal) -> str:
    """Write « 20 % », « 5,5 % »."""
    number = f"{rate.normalize():f}"
    if get_language() == "en":
        return f"{number}%"
    return f"{number.replace('.', ',')}{money.NBSP}%"


@register.simple_tag
def colon() -> str:
    """Write the colon that ends a label: French sets a space before it."""
    return ":" if get_language() == "en" else f"{money.NBSP}:"


@register.filter
def quoted(words: str) -> str:
    """Write « words » in the quotation marks of the language."""
    if get_language() == "en":
        return f"“{words}”"
    return f"«{money.NBSP}{words}{money.NBSP}»"


@register.filter
def clock(moment: datetime) -> str:
    """Write « 15 h 42 » in Paris time."""
    local = moment.astimezone(calendar.PARIS)
    if get_language() == "en":
        return f"{local:%H:%M}"
    return f"{local.hour}{money.NBSP}h{money.NBSP}{local:%M}"


@register.filter
def short_day(moment: date) -> str:
    """Write « mar. 24 nov. »; an instant is written as its day in Paris."""
    day = _day(moment)
    if get_language() == "en":
        return date_format(day, "D j M")
    return f"{date_format(day, 'D')}. {date_format(day, 'j N')}".lower()


@register.filter
def long_day(moment: date) -> str:
    """Write « mardi 24 novembre 2026 »; an instant is written as its day in Paris."""
    written = date_format(_day(moment), "l j F Y")
    return written if get_language() == "en" else written.lower()


def _day(moment: date) -> date:
    return calendar.paris_day(moment) if isinstance(moment, datetime) else moment


@register.filter
def hour(moment: datetime) -> str:
    """Write « 14 h », « 14 h 30 » in Paris time."""
    written = clock(moment)
    return written if get_language() == "en" else written.removesuffix(f"{money.NBSP}00")


@register.filter
def whole(reference: str) -> SafeString:
    """Keep a number such as « MB-7K39QXMF » on one line."""
    return format_html('<span class="nowrap">{}</span>', reference)


@register.simple_tag
def day_range(first: date, last: date) -> SafeString:
    """Write « mar. 24 nov. » or « entre mar. 24 et jeu. 26 nov. », with machine-readable days."""
    if first == last:
        return format_html('<time datetime="{}">{}</time>', first.isoformat(), short_day(first))
    start = short_day(first).rsplit(" ", 1)[0] if first.month == last.month else short_day(first)
    return format_html(
        _('entre <time datetime="{}">{}</time> et <time datetime="{}">{}</time>'),
        first.isoformat(),
        start,
        last.isoformat(),
        short_day(last),
    )


@register.simple_tag
def shop_lang() -> str:
    """Say that what the merchant wrote is French, on a page in another language (WCAG 3.1.2)."""
    code = settings.LANGUAGE_CODE
    return "" if get_language() == code else format_html(' lang="{}"', code)


@register.simple_tag
def server_now() -> str:
    """Return the server's present time, from which the page's clock counts."""
    return timezone.now().isoformat()
