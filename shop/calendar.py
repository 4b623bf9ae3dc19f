"""Days as French law and carriers count them: Europe/Paris dates, working days, legal ends."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from django.utils import timezone

PARIS = ZoneInfo("Europe/Paris")
DAY = timedelta(days=1)
WITHDRAWAL_DAYS = 14
# Alsace-Moselle and the overseas departments have holidays of their own. Counting them all as
# holidays only ever gives the consumer more time (R22).
_SUBDIVISIONS = ("57", "971", "972", "973", "974", "976")


def today() -> date:
    """Return the present day in Paris."""
    return timezone.now().astimezone(PARIS).date()


def paris_day(moment: datetime) -> date:
    """Return the day that an instant belongs to in Paris."""
    return moment.astimezone(PARIS).date()


@cache
def _national(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


@cache
def _anywhere(year: int) -> frozenset[date]:
    days = set(_national(year))
    for subdivision in _SUBDIVISIONS:
        days |= set(holidays.country_holidays("FR", subdiv=subdivision, years=year))
    return frozenset(days)


def is_working_day(day: date) -> bool:
    """Tell whether carriers work: no Saturday, Sunday or national holiday."""
    return day.weekday() < 5 and day not in _national(day.year)


def working_days_after(day: date) -> Iterator[date]:
    """Yield the working days that follow a day."""
    while True:
        day += DAY
        if is_working_day(day):
            yield day


def add_working_days(day: date, count: int) -> date:
    """Return the count-th working day after a day (0: the day itself).

    >>> add_working_days(date(2026, 12, 24), 2)
    datetime.date(2026, 12, 29)
    """
    following = working_days_after(day)
    for _ in range(count):
        day = next(following)
    return day


def working_day_from(day: date) -> date:
    """Return the day itself when it is worked, else the next working day."""
    return day if is_working_day(day) else next(working_days_after(day))


def withdrawal_last_day(received_on: date) -> date:
    """Return the last day to withdraw from a contract whose last goods were received on a day.

    C. conso. L221-18 and L221-19: the day of receipt does not count; an end on a Saturday, a
    Sunday or a holiday moves to the next working day (R22).

    >>> withdrawal_last_day(date(2026, 12, 11))
    datetime.date(2026, 12, 28)
    """
    day = received_on + WITHDRAWAL_DAYS * DAY
    while day.weekday() >= 5 or day in _anywhere(day.year):
        day += DAY
    return day


def end_of(day: date) -> datetime:
    """Return the last instant of a day in Paris: sent before midnight is in time (R23)."""
    return datetime.combine(day, time.max, PARIS)
