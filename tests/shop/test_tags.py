from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from shop.templatetags.shop_tags import long_day, percent, short_day

LATE = datetime.fromisoformat("2026-12-31T23:30:00+00:00")


def test_days_are_written_as_french_people_read_them():
    assert short_day(date(2026, 11, 24)) == "mar. 24 nov."
    assert long_day(date(2026, 11, 24)) == "mardi 24 novembre 2026"


def test_an_instant_is_written_as_its_day_in_paris():
    """F72."""
    assert short_day(LATE) == "ven. 1 jan."
    assert long_day(LATE - timedelta(hours=1)) == "jeudi 31 décembre 2026"


@pytest.mark.parametrize(("rate", "written"), [("20.00", "20\u00a0%"), ("5.50", "5,5\u00a0%")])
def test_rates_are_written_with_a_comma(rate, written):
    assert percent(Decimal(rate)) == written
