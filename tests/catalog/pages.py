"""What the tests of pages read in an answer."""

import json
import re
from html import unescape
from typing import Any

from django.http import HttpResponse

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
SPACE = re.compile(r"\s+")


def text(response: HttpResponse) -> str:
    """Return what a person reads, a single space between two words."""
    body = re.sub(r"<head>.*?</head>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return SPACE.sub(" ", unescape(body).replace("\u00a0", " "))


def cards(response: HttpResponse) -> list[str]:
    """Return the names of the products listed, in order."""
    html = response.content.decode()
    return [unescape(name) for name in re.findall(r'card__name"><a [^>]+>([^<]+)</a>', html)]


def structured_data(response: HttpResponse) -> dict[str, Any]:
    """Return the page's JSON-LD by type."""
    return {node["@type"]: node for node in nodes(response)}


def nodes(response: HttpResponse) -> list[dict[str, Any]]:
    """Return what the page tells machines: a script holds one thing, or a list of things."""
    found = [json.loads(script) for script in SCRIPT.findall(response.content.decode())]
    return [node for data in found for node in (data if isinstance(data, list) else [data])]
