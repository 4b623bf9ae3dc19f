"""What stands in the head of a page: a title and a description that search engines show whole."""

from django import template
from django.utils.text import Truncator
from django.utils.translation import gettext as _

register = template.Library()

# What a results page shows before it cuts (D2).
TITLE = 60
DESCRIPTION = 155
DASH = " — "


@register.simple_tag
def page_title(name: str, shop: str = "", page: int = 1) -> str:
    """Write « Mug Matin (page 2) — Maison Brumelle »; the shop is left out where it does not fit.

    >>> page_title("Mug Matin", "Maison Brumelle")
    'Mug Matin — Maison Brumelle'
    >>> len(page_title("Mug " * 30, "Maison Brumelle", 12))
    58
    """
    number = f" ({_('page')} {page})" if page > 1 else ""
    whole = f"{name}{number}{DASH}{shop}" if shop else f"{name}{number}"
    if len(whole) <= TITLE:
        return whole
    return _cut(name, TITLE - len(number)) + number


@register.simple_tag
def page_description(*parts: str, page: int = 1) -> str:
    """Join the sentences that there are, and keep what is shown."""
    number = f" ({_('page')} {page})" if page > 1 else ""
    sentences = [" ".join(part.split()).rstrip(".") for part in parts if part]
    return _cut(". ".join(sentences), DESCRIPTION - len(number)) + number


def _cut(text: str, length: int) -> str:
    """Cut between two words where there is a space."""
    if len(text) <= length:
        return text
    cut = Truncator(text).chars(length)
    head, space, _tail = cut.rpartition(" ")
    return f"{head.rstrip(' ,;:.–—')}…" if space else cut
