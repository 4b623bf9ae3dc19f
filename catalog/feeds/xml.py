"""XML written by hand, that no text of a merchant can break."""

import re
from xml.sax.saxutils import escape, quoteattr

# XML 1.0 cannot hold these at all, not even escaped.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, text: object = "", **attributes: str) -> str:
    r"""Write an element that holds text, or attributes alone.

    >>> element("g:title", "Tasse & « ]]> » \x0b<b>")
    '<g:title>Tasse &amp; « ]]&gt; » &lt;b&gt;</g:title>'
    >>> element("link", rel="self", href='https://x.example/?a="b"&c')
    '<link rel="self" href=\'https://x.example/?a="b"&amp;c\'/>'
    """
    opening = name + "".join(f" {key}={quoteattr(_clean(v))}" for key, v in attributes.items())
    return f"<{opening}>{escape(_clean(text))}</{name}>" if text else f"<{opening}/>"


def _clean(text: object) -> str:
    return _UNWRITABLE.sub("", str(text))
