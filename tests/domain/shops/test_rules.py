"""What a shop may be called, how it looks, what it needs to open."""

from dataclasses import replace

import pytest

from tessera.domain.shops.errors import BadAddress, CurrencyInUse, NotReady, SoldForReal
from tessera.domain.shops.rules import (
    COLOURS,
    OpeningFacts,
    check_list,
    palette,
    require_address,
    require_no_real_order,
    require_ready,
    require_same_address,
    require_unused,
)
from tessera.lib.colours import READABLE, contrast

READY = OpeningFacts(
    currencies=["CHF", "EUR"],
    methods={"invoice", "free"},
    coming_dates=3,
    tariffs=2,
    priced={"CHF", "EUR"},
    costs_money=True,
    has_terms=True,
    has_contact=True,
    is_vat_liable=False,
    has_bank=True,
)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({}, set()),
        ({"coming_dates": 0, "tariffs": 0, "priced": ()}, {"event", "tariff", "prices"}),
        ({"tariffs": 0, "priced": ()}, {"tariff", "prices"}),
        ({"priced": {"CHF"}}, {"prices"}),
        ({"methods": ()}, {"payment"}),
        ({"methods": {"free"}}, {"payment"}),
        ({"methods": {"free"}, "costs_money": False}, set()),
        ({"has_bank": False}, {"bank"}),
        ({"has_bank": False, "methods": {"on_site"}}, set()),
        ({"has_terms": False}, {"terms"}),
        ({"has_contact": False}, {"contact"}),
        ({"is_vat_liable": None}, {"vat"}),
        ({"is_vat_liable": True}, {"vat"}),
        ({"is_vat_liable": True, "has_vat_number": True}, set()),
        ({"is_test": True}, {"test_mode"}),
    ],
)
def test_the_check_list_names_what_is_missing(change: dict, missing: set[str]) -> None:
    points = check_list(replace(READY, **change))
    lacking = {point.code for point in points if point.is_required and not point.is_done}
    assert lacking == missing
    if missing:
        with pytest.raises(NotReady) as refused:
            require_ready(points)
        assert set(refused.value.facts["missing"]) == missing
        for point in points:
            named = str(point.title) in refused.value.message
            assert named == (point.code in missing)
    else:
        require_ready(points)


@pytest.mark.parametrize(
    ("change", "code"),
    [({"has_look": True}, "look"), ({"has_tried": True}, "test_order"), ({"team": 2}, "team")],
)
def test_advice_does_not_hold_up(change: dict, code: str) -> None:
    before = {point.code: point for point in check_list(READY)}
    after = {point.code: point for point in check_list(replace(READY, **change))}
    assert not before[code].is_required
    assert (before[code].is_done, after[code].is_done) == (False, True)


@pytest.mark.parametrize("slug", ["season-2027", "ab", "a-1", "x" * 60])
def test_a_good_address(slug: str) -> None:
    require_address(slug, is_taken=False)


@pytest.mark.parametrize(
    "slug", ["", "a", "A-b", "é", "a--b", "-a", "a-", "x" * 61, "new-shop", "theme", "api", "2027"]
)
def test_a_bad_address(slug: str) -> None:
    with pytest.raises(BadAddress):
        require_address(slug, is_taken=False)


def test_an_address_has_one_shop() -> None:
    with pytest.raises(BadAddress, match="Another shop"):
        require_address("lanterne", is_taken=True)


def test_the_address_stays_once_open() -> None:
    require_same_address("old", "new", was_open=False)
    require_same_address("old", "old", was_open=True)
    with pytest.raises(BadAddress, match="Duplicate the shop"):
        require_same_address("old", "new", was_open=True)


def test_a_currency_in_use_stays() -> None:
    require_unused("EUR", prices=0, orders=0)
    with pytest.raises(CurrencyInUse, match="2 tariffs have a price in EUR"):
        require_unused("EUR", prices=2, orders=0)
    with pytest.raises(CurrencyInUse, match="1 order was placed"):
        require_unused("EUR", prices=2, orders=1)


def test_test_mode_ends_with_the_first_real_order() -> None:
    require_no_real_order(0)
    with pytest.raises(SoldForReal):
        require_no_real_order(1)


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#ffff00", "#7f7f7f", "nonsense"])
@pytest.mark.parametrize("is_dark", [False, True])
def test_any_colours_can_be_read(colour: str, is_dark: bool) -> None:
    found = palette(dict.fromkeys(COLOURS, colour), is_dark=is_dark)
    for name in COLOURS:
        assert contrast(found[name], found[f"{name}-content"]) >= READABLE
