"""Words about the environment that the law forbids on a product, or wants proven.

AGEC (C. env. L541-9-1) forbids some whatever is meant. The others mislead when nothing certified
stands behind them (dir. (UE) 2024/825): staff are told, and stay free.
"""

import re
from collections.abc import Iterator

from catalog.models import Product

FORBIDDEN = re.compile(
    r"\bbiod[ée]gradables?\b"
    r"|\brespectueu(?:x|ses?) (?:de |pour )(?:l['’]environnement|la plan[èe]te|la nature)",
    re.IGNORECASE,
)
GENERIC = re.compile(
    r"\b[ée]cologiques?\b|\b[ée]co-?(?:responsables?|friendly|con[çc]ue?s?)\b|\b[ée]colos?\b"
    r"|\bamie?s? de (?:l['’]environnement|la plan[èe]te)"
    r"|\bbon(?:ne)?s? pour (?:l['’]environnement|la plan[èe]te)"
    r"|\bneutres? en (?:carbone|co2)\b|\bz[ée]ro (?:carbone|[ée]mission)\b"
    r"|\bcarbone (?:neutre|compens[ée])\b|\bneutralit[ée] carbone\b|\bdurables?\b|\bgreen\b"
    r"|\b(?:produit|geste|choix|achat)s? verts?\b",
    re.IGNORECASE,
)


def forbidden_claims(product: Product) -> list[str]:
    """Return the words of a page that may not stand there."""
    return _found(FORBIDDEN, product)


def generic_claims(product: Product) -> list[str]:
    """Return the words of a page that say nothing without a proof."""
    return _found(GENERIC, product)


def _found(words: re.Pattern[str], product: Product) -> list[str]:
    found = [match.group().lower() for text in _texts(product) for match in words.finditer(text)]
    return list(dict.fromkeys(found))


def _texts(product: Product) -> Iterator[str]:
    yield from (product.name, product.benefit, product.description)
    yield from (product.meta_title, product.meta_description)
    yield from (str(text) for text in product.features.values())
    yield from (str(text) for text in product.environment.values())
