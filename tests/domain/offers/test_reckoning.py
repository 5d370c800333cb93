"""Offers on carts, by tables of examples and by hypothesis; no database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.domain.offers.effects import EFFECTS, Past
from tessera.domain.offers.rules import (
    Facts,
    Left,
    Limit,
    Line,
    LiveOffer,
    Outcome,
    Rule,
    Typed,
    reckon,
)
from tessera.domain.orders.rules import LineToPrice, quote

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HERE = Facts(channel="online", currency="CHF", at=NOW)
TEN: dict[str, Any] = {"percent": "10"}
FIVE_EACH: dict[str, Any] = {"amounts": {"CHF": 500}}


def offer(
    number: int = 1, effect: str = "percentage", told: dict[str, Any] | None = None, **facts: Any
) -> LiveOffer:
    """Ten per cent off everything, unless said otherwise."""
    made = EFFECTS.get(effect)(TEN if told is None else told)
    return LiveOffer(id=number, name={"en": f"Offer {number}"}, effect=made, **facts)


def line(tickets: int = 1, price: int = 4000, *, product: int = 1, **facts: Any) -> Line:
    """So many tickets of a tariff of event 1, in its zone 1."""
    values: dict[str, Any] = {"event_id": 1, "zone_id": 1, "kind": "tariff", **facts}
    return Line(product_id=product, tickets=tickets, unit_price=price, **values)


def limit(number: int, thing: str, thing_id: int, **facts: Any) -> Limit:
    """What an offer is for."""
    return Limit(number, thing, thing_id, {"en": f"{thing} {thing_id}"}, **facts)


def off(found: Outcome) -> list[tuple[int, int]]:
    """What each offer takes off, in their order."""
    return [(each.offer.id, each.amount) for each in found.applied]


@pytest.mark.parametrize(
    ("effect", "told", "lines", "taken"),
    [
        ("percentage", {"percent": "10"}, [(3, 3333)], 1000),
        ("percentage", {"percent": "12.5"}, [(1, 1000), (1, 1003)], 250),
        ("percentage", {"percent": "100"}, [(2, 4000)], 8000),
        ("per_ticket", {"amounts": {"CHF": 500}}, [(3, 4000)], 1500),
        ("per_ticket", {"amounts": {"CHF": 500}}, [(2, 300)], 600),
        ("on_cart", {"amounts": {"CHF": 1000}}, [(1, 3333), (2, 3333)], 1000),
        ("on_cart", {"amounts": {"CHF": 99_999}}, [(1, 4000), (1, 2500)], 6500),
        ("several", {"every": 3, "reduced": 1, "percent": "100"}, [(2, 4000)], 0),
        ("several", {"every": 3, "reduced": 1, "percent": "100"}, [(2, 4000), (1, 2500)], 2500),
        (
            "several",
            {"every": 3, "reduced": 1, "percent": "100", "which": "dearest"},
            [(2, 4000), (1, 2500)],
            4000,
        ),
        ("several", {"every": 3, "reduced": 1, "percent": "50"}, [(7, 1000)], 1000),
        ("several", {"every": 2, "reduced": 1, "amounts": {"CHF": 9000}}, [(2, 1000)], 1000),
        ("several", {"every": 5, "reduced": 2, "percent": "100"}, [(11, 1000)], 4000),
    ],
)
def test_what_each_effect_takes_off(
    effect: str, told: dict[str, Any], lines: list[tuple[int, int]], taken: int
) -> None:
    found = reckon([line(n, price) for n, price in lines], [offer(1, effect, told)], HERE)
    assert found.amount == taken


def test_a_sum_is_shared_to_the_last_centime() -> None:
    """Three tickets, two rates: what the lines say is what the offer takes off."""
    found = reckon(
        [line(1, 3333), line(1, 3333, product=2), line(1, 3333, product=3)],
        [offer(1, "on_cart", {"amounts": {"CHF": 1000}})],
        HERE,
    )
    (applied,) = found.applied
    assert [amount for _place, _tickets, amount in applied.taken] == [334, 333, 333]


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"is_published": False}, Rule.OFF),
        ({"starts_at": NOW + timedelta(hours=1)}, Rule.NOT_YET),
        ({"ends_at": NOW}, Rule.OVER),
        ({"channels": frozenset({"counter"})}, Rule.CHANNEL),
        ({"audience": "known"}, Rule.KNOWN),
        ({"audience": "newsletter"}, Rule.NEWSLETTER),
        ({"audience": "chosen", "customer_ids": frozenset({7})}, Rule.CHOSEN),
        ({"audience": "members", "level_ids": frozenset({7})}, Rule.MEMBERS),
        ({"min_per_order": 3}, Rule.TOO_FEW),
        ({"limits": (limit(1, "event", 2),)}, Rule.NOTHING),
        ({"is_for_plans": True}, Rule.NOTHING),
        ({"max_tickets": 0}, Rule.QUOTA),
        ({"told": {"amounts": {"EUR": 500}}, "effect": "per_ticket"}, Rule.CURRENCY),
        ({"told": {"percent": "0"}}, Rule.NO_GAIN),
    ],
)
def test_why_an_offer_does_not_apply(facts: dict[str, Any], rule: Rule) -> None:
    found = reckon([line(2)], [offer(1, **facts)], HERE)
    assert found.applied == ()
    assert found.whys[1].rule == rule


def test_who_buys_decides() -> None:
    offers = [
        offer(1, audience="known", is_combinable=True),
        offer(2, audience="newsletter", is_combinable=True),
        offer(3, audience="chosen", customer_ids=frozenset({7}), is_combinable=True),
        offer(4, audience="members", level_ids=frozenset({3}), is_combinable=True),
        offer(5, audience="members", is_combinable=True),
    ]
    bea = Facts(
        channel="online",
        currency="CHF",
        at=NOW,
        customer_id=7,
        has_ordered=True,
        newsletter=True,
        levels=frozenset({3}),
    )
    assert len(reckon([line(1)], offers, bea).applied) == 5
    assert reckon([line(1)], offers, HERE).applied == ()


def test_offers_combine_in_their_order_each_on_what_is_left() -> None:
    ten, five = offer(1, is_combinable=True), offer(2, "per_ticket", FIVE_EACH, is_combinable=True)
    assert off(reckon([line(1, 4000)], [ten, five], HERE)) == [(1, 400), (2, 500)]
    assert off(reckon([line(1, 4000)], [five, ten], HERE)) == [(2, 500), (1, 350)]


def test_the_code_comes_last() -> None:
    by_code = offer(1, needs_code=True, is_combinable=True)
    five = offer(2, "per_ticket", FIVE_EACH, is_combinable=True)
    found = reckon([line(1, 4000)], [by_code, five], HERE, code=Typed("X", 1))
    assert off(found) == [(2, 500), (1, 350)]


@pytest.mark.parametrize(
    ("percents", "combines", "won"),
    [
        # The best alone, when nothing combines.
        ((10, 20, 15), (False, False, False), [2]),
        # Two that combine save more than the best alone.
        ((10, 15, 20), (True, True, False), [1, 2]),
        # They do not.
        ((10, 5, 20), (True, True, False), [3]),
    ],
)
def test_the_buyer_has_what_saves_most(
    percents: tuple[int, ...], combines: tuple[bool, ...], won: list[int]
) -> None:
    offers = [
        offer(number, told={"percent": str(percent)}, is_combinable=able)
        for number, (percent, able) in enumerate(zip(percents, combines, strict=True), start=1)
    ]
    found = reckon([line(1, 10_000)], offers, HERE)
    assert [each.offer.id for each in found.applied] == won
    assert {why.rule for why in found.whys.values()} == {Rule.BETTER}


def test_offers_for_other_tickets_do_not_disturb_one_another() -> None:
    """Neither can be combined, but no ticket has both."""
    here = offer(1, limits=(limit(1, "event", 1),))
    there = offer(2, limits=(limit(2, "event", 2),))
    found = reckon([line(1, 4000), line(1, 1000, product=2, event_id=2)], [here, there], HERE)
    assert off(found) == [(1, 400), (2, 100)]


def test_a_code_that_saves_less_is_told_what_saves_more() -> None:
    found = reckon(
        [line(1)],
        [offer(1, told={"percent": "20"}), offer(2, needs_code=True)],
        HERE,
        code=Typed("X", 2),
    )
    assert found.code_why is not None
    assert found.code_why.rule == Rule.BETTER
    assert found.code_why.thing == {"en": "Offer 1"}


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        (Typed("X", 1, is_active=False), Rule.OFF),
        (Typed("X", 1, left=0), Rule.USED_UP),
        (Typed("X", 9), Rule.OFF),
    ],
)
def test_why_a_code_does_nothing(typed: Typed, rule: Rule) -> None:
    found = reckon([line(1)], [offer(1, needs_code=True)], HERE, code=typed)
    assert found.code_why is not None
    assert found.code_why.rule == rule


@pytest.mark.parametrize("kind", ["voucher", "article"])
def test_no_code_beside_vouchers_or_articles(kind: str) -> None:
    lines = [line(1), line(1, kind=kind, product=2, event_id=None, zone_id=None)]
    found = reckon(lines, [offer(1, needs_code=True)], HERE, code=Typed("X", 1))
    assert found.code_why is not None
    assert found.code_why.rule == Rule.KIND
    assert off(reckon(lines, [offer(1)], HERE)) == [(1, 400)], "the ticket alone is reduced"


@pytest.mark.parametrize(
    ("facts", "left", "rule", "most", "has"),
    [
        ({"max_per_order": 4}, Left(), Rule.TOO_MANY, 4, 5),
        ({"max_tickets": 9}, Left(offers={1: 3}), Rule.QUOTA, 3, 5),
        ({"limits": (limit(7, "zone", 1, max_per_order=2),)}, Left(), Rule.TOO_MANY, 2, 5),
        (
            {"limits": (limit(7, "zone", 1, max_tickets=9),)},
            Left(limits={7: 1}),
            Rule.QUOTA,
            1,
            5,
        ),
    ],
)
def test_a_code_serves_all_or_says_how_many(
    facts: dict[str, Any], left: Left, rule: Rule, most: int, has: int
) -> None:
    found = reckon(
        [line(5)], [offer(1, needs_code=True, **facts)], HERE, left=left, code=Typed("X", 1)
    )
    why = found.code_why
    assert why is not None
    assert (why.rule, why.most, why.has) == (rule, most, has)


def test_without_a_code_the_dearest_profit_first() -> None:
    found = reckon([line(2, 1000), line(2, 4000, product=2)], [offer(1, max_per_order=3)], HERE)
    (applied,) = found.applied
    assert {place: tickets for place, tickets, _amount in applied.taken} == {1: 2, 0: 1}
    assert applied.amount == 800 + 100


def test_of_several_only_what_is_reduced_counts() -> None:
    """Three for two in a cart of nine, with two left of the number: two are free."""
    told = {"every": 3, "reduced": 1, "percent": "100"}
    found = reckon(
        [line(9, 1000)],
        [offer(1, "several", told, max_tickets=50)],
        HERE,
        left=Left(offers={1: 2}),
    )
    assert off(found) == [(1, 2000)]


def test_what_was_bought_before_counts() -> None:
    told = {"every": 3, "reduced": 1, "percent": "100"}
    remembering = offer(1, "several", told, remembers=True)

    def bought(tickets: int, profited: int) -> int:
        facts = Facts("online", "CHF", NOW, past={1: Past(tickets, profited)})
        return reckon([line(1, 1000)], [remembering], facts).amount

    assert bought(2, 0) == 1000
    assert bought(2, 1) == 0
    assert bought(1, 0) == 0
    assert bought(5, 1) == 1000


def test_no_donation_is_reduced_and_plans_by_their_own_offers() -> None:
    plan = line(1, 8000, kind="plan", product=3, event_id=None, zone_id=None)
    gift = line(1, 5000, kind="donation", product=4, event_id=None, zone_id=None)
    found = reckon([line(1), plan, gift], [offer(1), offer(2, is_for_plans=True)], HERE)
    assert off(found) == [(1, 400), (2, 800)]


PERCENTS = st.decimals(0, 100, places=2)
AMOUNTS = st.fixed_dictionaries({"CHF": st.integers(1, 20_000)})
EFFECT = st.one_of(
    st.tuples(st.just("percentage"), PERCENTS.map(lambda each: {"percent": str(each)})),
    st.tuples(st.just("per_ticket"), AMOUNTS.map(lambda each: {"amounts": each})),
    st.tuples(st.just("on_cart"), AMOUNTS.map(lambda each: {"amounts": each})),
    st.tuples(
        st.just("several"),
        st.builds(
            lambda every, reduced, percent, which: {
                "every": every,
                "reduced": min(reduced, every),
                "percent": str(percent),
                "which": which,
            },
            st.integers(1, 6),
            st.integers(1, 3),
            PERCENTS,
            st.sampled_from(["cheapest", "dearest"]),
        ),
    ),
)
LINES = st.lists(
    st.builds(
        line,
        st.integers(1, 20),
        st.integers(0, 9_999),
        product=st.integers(1, 6),
        event_id=st.integers(1, 3),
        zone_id=st.integers(1, 4),
    ),
    min_size=1,
    max_size=30,
)


@st.composite
def offers_of(draw: st.DrawFn) -> list[LiveOffer]:
    """Some offers of every kind, limited or not, combinable or not, the last one by code."""
    made = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        effect, told = draw(EFFECT)
        limits = draw(
            st.lists(
                st.builds(
                    limit,
                    st.integers(1, 99),
                    st.sampled_from(["event", "zone", "product"]),
                    st.integers(1, 3),
                    max_per_order=st.none() | st.integers(0, 9),
                ),
                max_size=2,
                unique_by=lambda each: each.id,
            )
        )
        made.append(
            offer(
                number,
                effect,
                told,
                is_combinable=draw(st.booleans()),
                needs_code=draw(st.booleans()),
                max_per_order=draw(st.none() | st.integers(1, 9)),
                max_tickets=draw(st.none() | st.integers(0, 50)),
                limits=tuple(limits),
            )
        )
    return made


@settings(max_examples=300, deadline=None)
@given(lines=LINES, offers=offers_of(), data=st.data())
def test_the_sum_of_the_lines_is_the_total_and_never_negative(
    lines: list[Line], offers: list[LiveOffer], data: st.DataObject
) -> None:
    """Over carts with two VAT rates: each line, the offers and the quote say the same."""
    code = data.draw(st.sampled_from([None, *(Typed("X", each.id) for each in offers)]))
    rates = data.draw(
        st.lists(
            st.sampled_from([Decimal("2.60"), Decimal("8.10")]),
            min_size=len(lines),
            max_size=len(lines),
        )
    )
    found = reckon(lines, offers, HERE, code=code)
    told: dict[int, list[dict[str, Any]]] = {}
    for applied in found.applied:
        for place, tickets, amount in applied.taken:
            told.setdefault(place, []).append(
                {"offer": applied.offer.id, "name": {}, "tickets": tickets, "amount": amount}
            )
            assert amount >= 0
            assert 1 <= tickets <= lines[place].tickets
        most = applied.offer.max_per_order
        assert most is None or applied.tickets <= most
        quota = applied.offer.max_tickets
        assert quota is None or applied.tickets <= quota
    priced = [
        LineToPrice(None, each.tickets, each.unit_price, rate, told.get(place, ()))
        for place, (each, rate) in enumerate(zip(lines, rates, strict=True))
    ]
    assert all(each.amount >= 0 for each in priced)
    made = quote(priced, currency="CHF")
    whole = sum(each.tickets * each.unit_price for each in lines)
    assert made.total == made.lines == whole - found.amount == sum(each.amount for each in priced)
    assert made.total == sum(each.gross for each in made.vat)
    assert sum(each["amount"] for each in made.discounts) == found.amount
    for places in _places_of_those_that_stand_alone(found):
        assert all(len(told[place]) == 1 or _rest_is_nothing(told[place]) for place in places)


def _places_of_those_that_stand_alone(found: Outcome) -> list[list[int]]:
    return [
        [place for place, _tickets, _amount in applied.taken]
        for applied in found.applied
        if not applied.offer.is_combinable and applied.amount
    ]


def _rest_is_nothing(told: list[dict[str, Any]]) -> bool:
    """What takes nothing off may stand beside anything: it only opens."""
    return sum(1 for each in told if each["amount"]) <= 1
