"""An order of several events, for somebody whose rights hold on one of them."""

import re

import pytest
from django.test import Client

from tessera.domain.orders.models import Order
from tessera.domain.organisations.models import TeamMember
from tests.factories import Programme, make_event, make_order


@pytest.fixture
def other(programme: Programme) -> Programme:
    return make_event(programme.shop, name={"en": "Secret Rehearsal", "fr": "Répétition secrète"})


@pytest.fixture
def mixed(programme: Programme, other: Programme) -> Order:
    """Tickets of both events in one order."""
    order, theirs = make_order(programme), make_order(other)
    theirs.lines.update(order=order)
    theirs.tickets.update(order=order)
    return order


@pytest.fixture
def limited(alice: TeamMember, programme: Programme) -> TeamMember:
    """She sees the one event alone."""
    alice.profile.event_ids = [programme.event.pk]
    alice.profile.save()
    return alice


def test_lines_of_other_events_are_counted_and_not_told(
    desk: Client, alice: TeamMember, programme: Programme, mixed: Order
) -> None:
    page = f"/manage/{programme.shop.slug}/orders/{mixed.number}/"
    assert "Secret Rehearsal" in desk.get(page).content.decode()

    alice.profile.event_ids = [programme.event.pk]
    alice.profile.save()
    for tab in ("lines", "tickets"):
        shown = desk.get(f"{page}?tab={tab}").content.decode()
        assert "Secret Rehearsal" not in shown
        assert "that you do not see" in shown
    assert "Secret Rehearsal" not in desk.get(f"{page}cancellation/").content.decode()


@pytest.mark.parametrize("path", ["refusal/", "withdrawal/"])
def test_who_decides_on_an_order_is_not_told_its_other_events(
    desk: Client, limited: TeamMember, programme: Programme, mixed: Order, path: str
) -> None:
    shown = desk.get(f"/manage/{programme.shop.slug}/orders/{mixed.number}/{path}")

    assert shown.status_code == 200
    assert "Secret Rehearsal" not in shown.content.decode()
    assert "1 line of an event that you do not see" in shown.content.decode()


@pytest.mark.parametrize("path", ["orders/?columns=number&columns=contents", "orders.csv", ""])
def test_lists_and_files_tell_the_events_one_sees(
    desk: Client, alice: TeamMember, programme: Programme, mixed: Order, path: str
) -> None:
    address = f"/manage/{programme.shop.slug}/{path}"
    assert "Secret Rehearsal" in _text(desk, address)

    alice.profile.event_ids = [programme.event.pk]
    alice.profile.save()
    shown = _text(desk, address)
    assert str(mixed.number) in shown
    assert programme.event.name["en"] in shown
    assert "Secret Rehearsal" not in shown


def test_what_offers_take_off_is_taken_off_once(desk: Client, programme: Programme) -> None:
    order = make_order(programme, quantity=2)  # 2 × CHF 40.00
    order.lines.update(discount=1000)
    order.total -= 1000
    order.quote["discounts"] = [{"name": {"en": "Ten off"}, "amount": 1000}]
    order.save()
    shown = desk.get(f"/manage/{programme.shop.slug}/orders/{order.number}/").content.decode()
    amounts = re.findall(r"(−?)CHF (\d+)\.00</td>", shown.replace("\xa0", " "))
    each, line, off, total = [int(sign.replace("−", "-") + amount) for sign, amount in amounts]

    assert (each, line, off, total) == (40, 80, -10, 70)
    assert line + off == total


def _text(desk: Client, address: str) -> str:
    return b"".join(desk.get(address)).decode()
