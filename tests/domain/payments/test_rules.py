"""When a way to pay is offered and what it costs: tables of examples."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from tessera.domain.payments.rules import Offering, ToPay, fee, is_offered, is_what_was_asked

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
CARD = Offering(
    channels=frozenset({"online"}),
    currencies=None,
    only_for_nothing=False,
    minimum=0,
    closes_hours_before=None,
)
FREE = replace(CARD, only_for_nothing=True)
ORDER = ToPay(channel="online", total=8000, currency="CHF", first_date=TOMORROW)
NOTHING = replace(ORDER, total=0)


@pytest.mark.parametrize(
    ("offering", "what", "is_so"),
    [
        (CARD, ORDER, True),
        (CARD, NOTHING, False),
        (FREE, NOTHING, True),
        (FREE, ORDER, False),
        (CARD, replace(ORDER, channel="counter"), False),
        (FREE, replace(NOTHING, channel="counter"), False),
        (replace(CARD, currencies=frozenset({"EUR"})), ORDER, False),
        (replace(CARD, currencies=frozenset({"CHF"})), ORDER, True),
        (replace(CARD, minimum=8000), ORDER, True),
        (replace(CARD, minimum=8001), ORDER, False),
        (replace(CARD, closes_hours_before=24), ORDER, True),
        (replace(CARD, closes_hours_before=25), ORDER, False),
        (replace(CARD, closes_hours_before=25), replace(ORDER, first_date=None), True),
    ],
)
def test_when_it_is_offered(offering: Offering, what: ToPay, is_so: bool) -> None:
    assert is_offered(offering, what, at=NOW) is is_so


@dataclass
class Fees:
    """A method's fees."""

    fee_order: dict[str, int] = field(default_factory=dict)
    fee_ticket: dict[str, int] = field(default_factory=dict)


@pytest.mark.parametrize(
    ("fees", "tickets", "amount"),
    [
        (Fees(), 3, 0),
        (Fees({"CHF": 150}), 3, 150),
        (Fees({}, {"CHF": 50}), 3, 150),
        (Fees({"CHF": 100}, {"CHF": 50}), 3, 250),
        (Fees({"EUR": 100}), 3, 0),
    ],
)
def test_what_it_costs(fees: Fees, tickets: int, amount: int) -> None:
    assert fee(fees, currency="CHF", tickets=tickets) == amount


@pytest.mark.parametrize(
    ("told", "is_so"),
    [((8000, "CHF"), True), ((8000, "chf"), True), ((8000, "EUR"), False), ((7999, "CHF"), False)],
)
def test_whether_it_is_what_was_asked(told: tuple[int, str], is_so: bool) -> None:
    assert is_what_was_asked(asked=(8000, "CHF"), told=told) is is_so
