from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shop import calendar


@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2026-11-05", "2026-11-19"),
        ("2026-11-07", "2026-11-23"),
        ("2026-10-28", "2026-11-12"),
        ("2026-12-11", "2026-12-28"),
        ("2026-12-18", "2027-01-04"),
        ("2027-04-22", "2027-05-07"),
        ("2027-07-31", "2027-08-16"),
        # Good Friday and the day after Christmas are holidays somewhere: always the longer.
        ("2027-03-12", "2027-03-30"),
    ],
)
def test_the_last_day_to_withdraw(received, last):
    """R22."""
    assert calendar.withdrawal_last_day(date.fromisoformat(received)) == date.fromisoformat(last)


def test_the_last_day_ends_at_midnight_in_paris():
    """R23, F74."""
    end = calendar.end_of(date(2026, 11, 19))

    assert end.astimezone(ZoneInfo("UTC")).isoformat() == "2026-11-19T22:59:59.999999+00:00"


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-12-31T22:59:59+00:00", "2026-12-31"),
        ("2026-12-31T23:00:00+00:00", "2027-01-01"),
        ("2026-03-29T01:30:00+00:00", "2026-03-29"),
        ("2026-10-24T22:30:00+00:00", "2026-10-25"),
    ],
)
def test_a_day_is_a_day_in_paris(moment, day):
    """F71, F72."""
    assert calendar.paris_day(datetime.fromisoformat(moment)) == date.fromisoformat(day)


def test_carriers_rest_on_holidays_and_weekends():
    assert not calendar.is_working_day(date(2026, 11, 11))
    assert not calendar.is_working_day(date(2026, 11, 22))
    assert calendar.is_working_day(date(2026, 11, 23))
    assert calendar.add_working_days(date(2026, 12, 24), 2) == date(2026, 12, 29)


def test_no_end_of_withdrawal_is_before_fourteen_days():
    day = date(2026, 1, 1)
    while day.year == 2026:
        last = calendar.withdrawal_last_day(day)
        assert timedelta(14) <= last - day <= timedelta(19)
        day += timedelta(1)
