"""Simple HTML that staff type, made safe to show: a few tags, links, and nothing that runs."""

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

TAGS = {"a", "blockquote", "br", "em", "h2", "h3", "li", "ol", "p", "strong", "ul"}
TAGS |= {"caption", "table", "tbody", "td", "th", "thead", "tr"}


def safe_html(text: str) -> SafeString:
    """Return text as HTML of the tags above; without a tag a blank line makes a paragraph.

    >>> safe_html("<h2>Laver</h2><script>x()</script><p onclick='x()'>À la main.</p>")
    '<h2>Laver</h2><p>À la main.</p>'
    >>> safe_html("À la main.")
    '<p>À la main.</p>'
    """
    html = text if "<" in text else linebreaks(text, autoescape=True)
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}, "th": {"scope"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    return mark_safe(clean)  # noqa: S308 - cleaned on the line above
