"""The one arithmetic of an order."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.domain.orders.errors import DetailsMissing, PriceChanged
from tessera.domain.orders.rules import (
    FeeToPrice,
    LineToPrice,
    quote,
    require_details,
    require_same_total,
)

RATES = [Decimal("0.00"), Decimal("2.60"), Decimal("8.10"), Decimal("20.00")]
lines = st.builds(
    LineToPrice,
    line_id=st.integers(1, 1000),
    tickets=st.integers(1, 50),
    unit_price=st.integers(0, 100_000),
    vat_rate=st.sampled_from(RATES),
)
fees = st.builds(
    FeeToPrice,
    code=st.just("payment"),
    amount=st.integers(0, 5_000),
    vat_rate=st.sampled_from(RATES),
)


@given(lines=st.lists(lines, max_size=30), fees=st.lists(fees, max_size=2))
def test_lines_fees_and_vat_add_up(lines: list[LineToPrice], fees: list[FeeToPrice]) -> None:
    priced = quote(lines, fees=fees, currency="CHF")

    assert priced.total == priced.lines + sum(amount for _code, amount in priced.fees)
    assert priced.total == sum(each.gross for each in priced.vat)
    assert priced.lines == sum(line.tickets * line.unit_price for line in lines)
    assert 0 <= priced.tax <= priced.total
    assert len({each.rate for each in priced.vat}) == len(priced.vat)


def test_a_changed_total_is_told() -> None:
    with pytest.raises(PriceChanged, match="CHF"):
        require_same_total(shown=4000, now=4500, currency="CHF", language="en")


def test_missing_details_are_named() -> None:
    with pytest.raises(DetailsMissing) as refusal:
        require_details({"email": "bea@test.example", "first_name": " "}, with_address=True)

    assert refusal.value.facts["fields"] == [
        "first_name",
        "last_name",
        "street",
        "postcode",
        "city",
        "country",
    ]
