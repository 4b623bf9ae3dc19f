"""The same page in the other language."""

from typing import NamedTuple

from django import template
from django.conf import settings
from django.template.context import Context
from django.urls import translate_url
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info

register = template.Library()


class Version(NamedTuple):
    """A page in one language: its code, the language's own name for itself, the address."""

    code: str
    name: str
    url: str


@register.simple_tag(takes_context=True)
def other_versions(context: Context) -> list[Version]:
    """Return this page in each language but its own; none for an address that has one only."""
    if "request" not in context:
        return []
    here = context["request"].get_full_path()
    return [
        Version(code, get_language_info(code)["name_local"].capitalize(), url)
        for code, _name in settings.LANGUAGES
        if code != get_language() and (url := translate_url(here, code)) != here
    ]


@register.simple_tag
def alternates(path: str, page: int = 1) -> SafeString:
    """Tell search engines where a page stands in each language; who speaks another reads French."""
    path = f"{path}?page={page}" if page > 1 else path
    urls = {
        code: settings.SITE_URL + translate_url(path, code) for code, _name in settings.LANGUAGES
    }
    urls["x-default"] = urls[settings.LANGUAGE_CODE]
    return format_html_join("\n", '<link rel="alternate" hreflang="{}" href="{}">', urls.items())
