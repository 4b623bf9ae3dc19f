"""Rate limits, counted in the cache that all workers share."""

from datetime import timedelta

import structlog
from django.core.cache import cache
from django.utils import timezone

log = structlog.get_logger(__name__)


def allows(name: str, who: str, *, most: int, per: timedelta) -> bool:
    """Count one try and tell whether it is within the limit of this stretch of time.

    A cache that is down lets people through, and says so in the log: selling goes on without
    Redis (I46).
    """
    seconds = int(per.total_seconds())
    stretch = int(timezone.now().timestamp()) // seconds
    key = f"limit:{name}:{who}:{stretch}"
    try:
        count = _count(key, seconds)
    except Exception as error:
        # Each cache has its own errors, and none may stop a sale.
        log.warning("limit.cache_down", limit=name, error=type(error).__name__)
        return True
    return count <= most


def _count(key: str, seconds: int) -> int:
    try:
        count = cache.incr(key)
    except ValueError:  # the first try of this stretch, or two first ones at once
        return 1 if cache.add(key, 1, seconds) else cache.incr(key)
    # Counting gives the database's cache its own short memory back.
    cache.touch(key, seconds)
    return count
