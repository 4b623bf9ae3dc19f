"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from shop.models import Merchant


def shop(request: HttpRequest) -> dict[str, Any]:
    """Give templates the merchant (read only when asked for) and the site's own address."""
    return {
        "merchant": SimpleLazyObject(Merchant.current),
        "site_url": settings.SITE_URL,
        "is_development": settings.DEBUG,
    }
