"""What a log line may say: neither keys that open something, nor whose address it is (I43)."""

import re
from typing import Any

_KEYS = re.compile(
    r"((?:cle|token|key|secret)(?:=|%3D)|/(?:merci|accuse|confirm-email|reset/key)/)[^/&\s\"']+",
    re.IGNORECASE,
)
# What Django signed, wherever it stands: the text, and 43 characters of a SHA-256.
_SIGNED = re.compile(r"[\w.:-]+:[\w-]{43}(?![\w-])")
_EMAILS = re.compile(r"[\w.+-]+(?:@|%40)[\w-]+\.[\w.-]+", re.IGNORECASE)


def without_secrets(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Replace keys and e-mail addresses by an ellipsis, in tracebacks too."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = _EMAILS.sub("…", _SIGNED.sub("…", _KEYS.sub(r"\1…", value)))
    return event
