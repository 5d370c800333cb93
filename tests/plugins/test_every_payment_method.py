"""What every way to pay keeps, ours and other people's."""

import pytest

from tessera.domain.orders.models import Channel
from tessera.domain.payments.methods import (
    METHODS,
    BadNotice,
    Failed,
    MandateFacts,
    Method,
    PaymentFacts,
)

EVERY = list(METHODS.all().values())
WISH = PaymentFacts(
    reference="ABCDEFG-1",
    amount=5000,
    currency="CHF",
    description="Théâtre ABCDEFG",
    email="bea@test.example",
    return_url="",
    notice_url="",
    language="fr",
)


@pytest.mark.parametrize("part", EVERY, ids=lambda part: part.code)
class TestEveryMethod:
    """The contract."""

    def test_it_has_a_name_and_channels(self, part: type[Method]) -> None:
        assert str(part.name)
        assert part.code == part.code.lower()
        assert len(part.code) <= 30
        assert part.channels <= set(Channel.values)

    def test_its_settings_begin_valid(self, part: type[Method]) -> None:
        if part.Settings is None:
            return
        initial = {name: field.initial for name, field in part.Settings().fields.items()}
        assert part.Settings(initial).is_valid()

    def test_it_works_without_settings(self, part: type[Method]) -> None:
        days = part().waits_days()
        assert days is None or days > 0
        assert days is None or part.waits

    def test_it_refuses_an_unsigned_notice(self, part: type[Method]) -> None:
        with pytest.raises(BadNotice):
            part().read_notice(b"{}", {})

    def test_it_charges_only_what_it_can_keep(self, part: type[Method]) -> None:
        assert part.keeps == (part.charge is not Method.charge)
        if part.keeps:
            assert not part.asks_nobody and not part.waits and not part.only_for_nothing
            return
        answer = part().charge(WISH, MandateFacts("cus_1", "pm_1"))
        assert isinstance(answer, Failed)
        assert (answer.code, answer.is_passing) == ("cannot_charge", False)
        assert answer.message


def test_four_ways_are_shipped() -> None:
    assert {"free", "invoice", "on_site", "stripe"} <= set(METHODS.all())
