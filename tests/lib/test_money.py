"""Money: nothing is lost and nothing is made."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.money import Money, included_vat, share, total

amounts = st.integers(min_value=-(10**9), max_value=10**9)


@given(amount=amounts, weights=st.lists(st.integers(0, 10**6), min_size=1).filter(any))
def test_shares_sum_to_the_amount(amount: int, weights: list[int]) -> None:
    parts = share(amount, weights)

    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - amount * weight / sum(weights)) < 1


@given(gross=st.integers(0, 10**9), rate=st.decimals(0, 30, places=2))
def test_vat_is_within_half_a_centime(gross: int, rate: Decimal) -> None:
    tax = included_vat(gross, rate)

    assert abs(Decimal(tax) - Decimal(gross) * rate / (100 + rate)) <= Decimal("0.5")


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="EUR is not CHF"):
        Money(1, "CHF") + Money(1, "EUR")
    with pytest.raises(ValueError, match="EUR"):
        total([Money(1, "EUR")], "CHF")


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("12.50", 1250), ("12,5", 1250), ("1'200", 120000), (" 7 ", 700), ("0", 0)],
)
def test_what_people_type_is_read(typed: str, amount: int) -> None:
    assert Money.parse(typed, "CHF") == Money(amount, "CHF")


@pytest.mark.parametrize("typed", ["", "abc", "1.234", "1e99", "NaN", "Infinity", "12.5.0"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        Money.parse(typed, "CHF")


def test_currencies_without_decimals() -> None:
    assert Money.parse("500", "JPY") == Money(500, "JPY")
    assert Money(500, "JPY").plain() == "500"
    assert Money(1250, "CHF").plain() == "12.50"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "−CHF 1’200.50"), ("de", "−CHF 1’200.50"), ("fr", "−1 200,50 CHF")],
)
def test_less_than_nothing_reads_as_such(language: str, said: str) -> None:
    told = Money(-120_050, "CHF").format(language)

    assert " ".join(told.split()) == said
    assert not Money(0, "CHF").format(language).startswith("−")
