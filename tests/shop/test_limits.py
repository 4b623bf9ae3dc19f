from datetime import timedelta

import pytest
import time_machine

from shop.limits import allows

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_limit_counts_each_person_apart():
    tries = [allows("test", "julie", most=2, per=HOUR) for _ in range(3)]

    assert tries == [True, True, False]
    assert allows("test", "paul", most=2, per=HOUR)


def test_a_limit_is_remembered_until_its_hour_is_over():
    with time_machine.travel("2026-11-22T10:00:00+01:00", tick=False) as clock:
        for _ in range(3):
            allows("test", "julie", most=2, per=HOUR)
        clock.shift(timedelta(minutes=50))
        assert not allows("test", "julie", most=2, per=HOUR)

        clock.shift(timedelta(minutes=11))
        assert allows("test", "julie", most=2, per=HOUR)


def test_a_cache_that_is_down_stops_nobody(settings):
    """I46."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:9/0",
        }
    }

    assert allows("test", "julie", most=0, per=HOUR)
