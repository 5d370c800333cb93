"""What every effect of an offer keeps, ours and other people's."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.domain.offers.effects import EFFECTS, Effect, Past, Room, Served

EVERY = list(EFFECTS.all().values())
LINES = st.lists(st.tuples(st.integers(1, 12), st.integers(0, 20_000)), min_size=1, max_size=30)


def made(part: type[Effect]) -> Effect:
    """The effect with settings as somebody would type them: a percentage or an amount, else what
    the form begins with."""
    fields = part.Settings(currencies=["CHF", "EUR"]).fields
    said = {name: field.initial for name, field in fields.items() if field.initial is not None}
    if "percent" not in fields:
        said |= {name: "5.00" for name in fields if name.startswith("amount_")}
    form = part.Settings(said, currencies=["CHF", "EUR"])
    assert form.is_valid(), form.errors
    return part(form.kept())


class Few(Room):
    """Room for so many tickets in all."""

    def __init__(self, most: int) -> None:
        self.most = most

    def take(self, place: int, tickets: int) -> int:
        able = min(self.most, tickets)
        self.most -= able
        return able


@pytest.mark.parametrize("part", EVERY, ids=lambda part: part.code)
class TestEveryEffect:
    """The contract."""

    def test_it_has_a_code_a_name_and_a_hint(self, part: type[Effect]) -> None:
        assert part.code == part.code.lower()
        assert 0 < len(part.code) <= 30
        assert str(part.name)
        assert str(part.hint)

    def test_what_was_typed_comes_back(self, part: type[Effect]) -> None:
        kept = made(part).settings
        again = part.Settings.initial_of(kept)
        form = part.Settings(again, currencies=["CHF", "EUR"])
        assert form.is_valid(), form.errors
        assert form.kept() == kept

    def test_its_settings_are_plain_json(self, part: type[Effect]) -> None:
        assert json.loads(json.dumps(made(part).settings)) == made(part).settings

    def test_it_says_how_much_in_words(self, part: type[Effect]) -> None:
        for language in ("en", "fr"):
            assert made(part).says("CHF", language)
        assert made(part).serves_currency("CHF")

    @settings(max_examples=60, deadline=None)
    @given(lines=LINES, most=st.integers(0, 40), before=st.integers(0, 9))
    def test_never_more_than_it_costs_nor_than_there_is_room(
        self, part: type[Effect], lines: list[tuple[int, int]], most: int, before: int
    ) -> None:
        served = [Served(place, *each) for place, each in enumerate(lines)]
        past = Past(before, min(before, 1))

        found = made(part).apply(served, currency="CHF", room=Few(most), past=past)

        assert sum(tickets for _place, tickets, _amount in found) <= most
        assert len({place for place, _tickets, _amount in found}) == len(found), "a line once"
        for place, tickets, amount in found:
            assert 1 <= tickets <= served[place].tickets
            assert 0 <= amount <= served[place].amount

    @settings(max_examples=60, deadline=None)
    @given(lines=LINES, most=st.integers(0, 400), before=st.integers(0, 9))
    def test_what_it_saves_is_the_sum_of_what_it_takes_off(
        self, part: type[Effect], lines: list[tuple[int, int]], most: int, before: int
    ) -> None:
        served = [Served(place, *each) for place, each in enumerate(lines)]
        told = {"currency": "CHF", "past": Past(before, min(before, 1))}

        found = made(part).apply(served, room=Few(most), **told)

        saved = made(part).saves(served, room=Few(most), **told)
        assert saved == sum(amount for _place, _tickets, amount in found)


def test_four_effects_are_shipped() -> None:
    assert {"percentage", "per_ticket", "on_cart", "several"} <= set(EFFECTS.all())


@pytest.mark.parametrize(
    ("code", "said", "field"),
    [
        ("percentage", {"percent": "101"}, "percent"),
        ("percentage", {"percent": "-1"}, "percent"),
        ("per_ticket", {"amount_CHF": "x"}, "amount_CHF"),
        ("per_ticket", {"amount_CHF": "0"}, "amount_CHF"),
        ("per_ticket", {}, "amount_CHF"),
        ("on_cart", {"amount_EUR": "-3"}, "amount_EUR"),
        ("several", {"every": "2", "reduced": "3", "percent": "100"}, "reduced"),
        ("several", {"every": "2", "reduced": "1"}, "percent"),
        (
            "several",
            {"every": "2", "reduced": "1", "percent": "50", "amount_CHF": "5"},
            "percent",
        ),
    ],
)
def test_what_an_organiser_cannot_say(code: str, said: dict[str, str], field: str) -> None:
    form = EFFECTS.get(code).Settings({"which": "cheapest", **said}, currencies=["CHF", "EUR"])
    assert not form.is_valid()
    assert field in form.errors
