"""What was published last, as Atom (RFC 4287), for readers who follow shops without a mailbox."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.feeds.xml import element
from catalog.models import Product
from catalog.schema import absolute
from shop.models import Merchant

MOST = 30


def novelties() -> "QuerySet[Product]":
    """Return the products that were published last."""
    return Product.objects.published().newest()[:MOST]


def atom(products: Iterable[Product]) -> Iterator[str]:
    """Write products as a feed."""
    merchant, found = Merchant.current(), list(products)
    here = absolute(reverse("machines:novelties"))
    last = max((changed_at(product) for product in found), default=datetime.now(UTC))
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">\n'
    yield element("title", _("Nouveautés de %s") % merchant.name)
    yield element("id", here) + element("updated", last.isoformat(timespec="seconds"))
    yield element("link", rel="self", type="application/atom+xml", href=here)
    yield element("link", rel="alternate", type="text/html", href=absolute(reverse("shop:home")))
    yield f"<author>{element('name', merchant.name)}</author>\n"
    for product in found:
        yield f"<entry>{''.join(_entry(product))}</entry>\n"
    yield "</feed>\n"


def changed_at(product: Product) -> datetime:
    """Return when a product was published, or changed since."""
    assert product.published_at is not None
    return max(product.updated_at, product.published_at)


def _entry(product: Product) -> Iterator[str]:
    assert product.published_at is not None
    url = absolute(product.get_absolute_url())
    yield element("title", product.name)
    # It stays the same when the address changes: readers show nothing twice.
    yield element("id", f"tag:{urlsplit(settings.SITE_URL).hostname},2026:produit:{product.pk}")
    yield element("link", rel="alternate", type="text/html", href=url)
    yield element("published", product.published_at.isoformat(timespec="seconds"))
    yield element("updated", changed_at(product).isoformat(timespec="seconds"))
    yield element("summary", product.benefit or product.name)
    if product.face:
        yield element("link", rel="enclosure", type="image/webp", href=absolute(product.face.large))
