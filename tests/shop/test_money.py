from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop import money

amounts = st.decimals(min_value="0", max_value="9999999", places=2)
weights = st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=12)


@given(amount=amounts, weights=weights)
def test_shares_add_up_to_the_amount(amount, weights):
    parts = money.share(amount, weights)

    assert sum(parts) == amount
    assert len(parts) == len(weights)
    assert all(part >= 0 for part in parts)


@given(amount=amounts, weights=weights)
def test_no_share_is_a_cent_away_from_its_proportion(amount, weights):
    if not sum(weights):
        return
    for part, weight in zip(money.share(amount, weights), weights, strict=True):
        assert abs(part - amount * weight / sum(weights)) < Decimal("0.01")


@given(amount=amounts)
def test_cents_and_euros_are_the_same_amount(amount):
    assert money.from_cents(money.to_cents(amount)) == amount


@given(amount=amounts, rate=st.sampled_from(["0", "2.1", "5.5", "8.5", "10", "20"]))
def test_vat_and_net_make_the_gross(amount, rate):
    vat = money.vat_included(amount, Decimal(rate))

    net = amount - vat
    assert 0 <= vat <= amount
    assert abs(net * Decimal(rate) / 100 - vat) <= Decimal("0.01")


@pytest.mark.parametrize(
    ("gross", "rate", "vat"),
    [("101.80", "20", "16.97"), ("9.50", "5.5", "0.50"), ("24.90", "20", "4.15"), ("1", "0", "0")],
)
def test_vat_is_part_of_the_price(gross, rate, vat):
    assert money.vat_included(Decimal(gross), Decimal(rate)) == Decimal(vat)


def test_amounts_are_written_as_french_people_read_them():
    assert money.euros(Decimal("24.9")) == "24,90\u00a0€"
    assert money.price(Decimal("29.00")) == "29\u00a0€"
    assert money.euros(Decimal("1290.5")) == "1\u00a0290,50\u00a0€"
    assert money.euros(Decimal("24.9"), "en") == "€24.90"
    assert money.price(Decimal("29"), "en") == "€29"
