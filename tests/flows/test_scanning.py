"""The door lets each ticket in once, and says why when it does not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from tessera.domain.checkin.errors import ScanIdTaken, TooManyUnknown
from tessera.domain.checkin.models import Gate, Scan
from tessera.domain.checkin.queries import entries_at, gate_for
from tessera.domain.checkin.rules import Answer, GateFacts, Held, Verdict
from tessera.domain.checkin.words import say
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import Actor
from tessera.domain.shops.models import Shop
from tessera.domain.tickets.models import Ticket
from tessera.flows import scanning
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tessera.lib.ids import readable_serial
from tessera.lib.signing import TicketCode, new_key, sign
from tests.factories import Programme, actor_of, make_order


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    scanning.UNKNOWN.forget()
    yield


@pytest.fixture
def steward(sam: TeamMember) -> Actor:
    return actor_of(sam)


@pytest.fixture
def door(programme: Programme) -> GateFacts:
    gate = gate_for(programme.shop, date_ids=[programme.date.id], gate_id=Gate.objects.get().id)
    assert gate is not None
    return gate


@pytest.fixture
def ticket(programme: Programme) -> Ticket:
    return tickets_of(programme, quantity=1)[0]


def tickets_of(programme: Programme, **facts: Any) -> list[Ticket]:
    order = make_order(programme, **facts)
    return list(Ticket.objects.filter(order=order).order_by("id"))


def hold(
    code: str, door: GateFacts, by: Actor, *, at: datetime | None = None, **held: Any
) -> Verdict:
    facts = {"scan_id": uuid4(), **held}
    return scanning.scan(Held(code=code, **facts), gate=door, by=by, at=at or clock.now())


def test_welcome_once_then_already_in(ticket: Ticket, door: GateFacts, steward: Actor) -> None:
    began = clock.now()
    assert hold(ticket.code, door, steward, at=began).answer == Answer.WELCOME
    again = hold(ticket.code, door, steward, at=began + timedelta(minutes=5))
    assert again.answer == Answer.AGAIN
    assert again.before and again.before.at == began
    assert again.before.gate == {"en": "Main door", "fr": "Main door"}
    assert [scan.verdict for scan in Scan.objects.order_by("id")] == ["welcome", "again"]


def test_a_test_ticket_opens_only_while_the_shop_is_tried_out(
    programme: Programme, door: GateFacts, steward: Actor
) -> None:
    Shop.objects.update(is_test=True)
    programme.shop.refresh_from_db()
    first, second = tickets_of(programme, quantity=2)
    assert hold(first.code, door, steward).answer == Answer.WELCOME
    assert entries_at(door).expected == 2
    Shop.objects.update(is_test=False)
    told = hold(second.code, door, steward)
    assert (told.answer, told.colour) == (Answer.TEST, "red")
    assert "opens no door" in say(told, language="en", time_zone="Europe/Zurich").detail
    assert entries_at(door).expected == 0


def test_the_same_scan_twice_is_answered_the_same(
    ticket: Ticket, door: GateFacts, steward: Actor
) -> None:
    scan_id = uuid4()
    answers = [hold(ticket.code, door, steward, scan_id=scan_id).answer for _ in range(3)]
    assert answers == [Answer.WELCOME] * 3
    assert hold(ticket.code, door, steward).answer == Answer.AGAIN
    assert hold(ticket.code, door, steward, scan_id=scan_id).answer == Answer.WELCOME
    assert Scan.objects.count() == 2


def test_one_scan_id_names_one_code(programme: Programme, door: GateFacts, steward: Actor) -> None:
    one, other = tickets_of(programme, quantity=2)
    scan_id = uuid4()
    hold(one.code, door, steward, scan_id=scan_id)
    with pytest.raises(ScanIdTaken):
        hold(other.code, door, steward, scan_id=scan_id)


def test_a_typed_serial_opens_too(ticket: Ticket, door: GateFacts, steward: Actor) -> None:
    typed = readable_serial(ticket.serial).lower()
    assert hold(typed, door, steward).answer == Answer.WELCOME
    assert hold(ticket.code, door, steward).answer == Answer.AGAIN


def test_another_date_and_another_zone(
    programme: Programme, ticket: Ticket, door: GateFacts, steward: Actor
) -> None:
    tomorrow = replace(door, date_ids=frozenset({programme.dates[1].id}))
    balcony = replace(door, zone_ids=frozenset({programme.zones[1].id}))
    assert hold(ticket.code, tomorrow, steward).answer == Answer.WRONG_DATE
    assert hold(ticket.code, balcony, steward).answer == Answer.WRONG_ZONE
    assert hold(ticket.code, door, steward).answer == Answer.WELCOME


def test_cancelled_and_unpaid(
    programme: Programme, ticket: Ticket, door: GateFacts, steward: Actor
) -> None:
    ticket.order.status = "pending"
    ticket.order.save()
    assert hold(ticket.code, door, steward).answer == Answer.UNPAID
    Ticket.objects.update(status=Ticket.Status.CANCELLED)
    assert hold(ticket.code, door, steward).answer == Answer.CANCELLED


def test_a_forged_code_is_recorded_and_asks_nothing_of_tickets(
    ticket: Ticket,
    door: GateFacts,
    steward: Actor,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    facts = TicketCode(serial=ticket.serial, date=ticket.date_id, product=ticket.product_id)
    forged = sign(new_key(), facts)
    with django_assert_num_queries(3):  # savepoint, record, release
        assert hold(forged, door, steward).answer == Answer.UNKNOWN
    assert Scan.objects.get().ticket is None


def test_codes_of_another_shop_are_unknown(
    ticket: Ticket, club_shop: Shop, door: GateFacts, oscar: TeamMember
) -> None:
    stranger = replace(
        door, shop_id=club_shop.id, organisation_id=club_shop.organisation_id, gate_id=None
    )
    assert hold(ticket.code, stranger, actor_of(oscar)).answer == Answer.UNKNOWN
    assert hold(readable_serial(ticket.serial), stranger, actor_of(oscar)).answer == Answer.UNKNOWN


@pytest.mark.parametrize("code", ["", "T1", "hello", "T1ÄÖ", "A" * 5000, "🎟", "\0", "\ud800"])
def test_anything_may_be_held_before_the_door(code: str, door: GateFacts, steward: Actor) -> None:
    assert hold(code, door, steward).answer == Answer.UNKNOWN


def test_guessing_is_slowed_down(ticket: Ticket, door: GateFacts, steward: Actor) -> None:
    began = clock.now()
    for _ in range(30):
        hold("guess", door, steward, at=began)
    with pytest.raises(TooManyUnknown):
        hold("guess", door, steward, at=began)
    assert Scan.objects.count() == 30
    assert hold(ticket.code, door, steward, at=began).answer == Answer.WELCOME
    assert hold("guess", door, steward, at=began + timedelta(minutes=1)).answer == Answer.UNKNOWN


def test_who_may_not_scan(ticket: Ticket, door: GateFacts, rita: TeamMember) -> None:
    with pytest.raises(NotAllowed):
        hold(ticket.code, door, actor_of(rita))
    assert not Scan.objects.exists()


def test_nobody_scans_for_another_house(ticket: Ticket, door: GateFacts, oscar: TeamMember) -> None:
    with pytest.raises(NotFound):
        hold(ticket.code, door, actor_of(oscar))


@pytest.mark.parametrize("quantity", [1, 3])
def test_a_scan_asks_two_questions(
    programme: Programme,
    door: GateFacts,
    steward: Actor,
    quantity: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ticket = tickets_of(programme, quantity=quantity)[-1]
    with django_assert_num_queries(4):  # savepoint, facts, record, release
        assert hold(ticket.code, door, steward).answer == Answer.WELCOME


def test_entries_are_counted(programme: Programme, door: GateFacts, steward: Actor) -> None:
    one, _two, _three = tickets_of(programme, quantity=3)
    hold(one.code, door, steward)
    hold(one.code, door, steward)
    counted = entries_at(door)
    assert (counted.entered, counted.expected) == (1, 3)
    balcony = replace(door, zone_ids=frozenset({programme.zones[1].id}))
    assert entries_at(balcony).expected == 0


def test_a_gate_lets_in_dates_of_its_own_shop_only(programme: Programme, club_shop: Shop) -> None:
    assert gate_for(club_shop, date_ids=[programme.date.id]) is None
    assert gate_for(club_shop, date_ids=[], gate_id=None) is None
    own = gate_for(programme.shop, date_ids=[programme.date.id])
    assert own is not None and own.zone_ids is None


def test_the_words_of_a_verdict(programme: Programme, door: GateFacts, steward: Actor) -> None:
    one, _two, _three = tickets_of(programme, quantity=3)
    said = say(hold(one.code, door, steward), language="en", time_zone="Europe/Zurich")
    assert (said.title, said.holder) == ("Welcome", "Bea Buyer")
    assert said.about == "Parterre · Full · 1 of 3"
    again = say(hold(one.code, door, steward), language="en", time_zone="Europe/Zurich")
    assert again.detail.endswith(", Main door")
    tomorrow = replace(door, date_ids=frozenset({programme.dates[1].id}))
    elsewhere = say(hold(one.code, tomorrow, steward), language="en", time_zone="Europe/Zurich")
    assert elsewhere.detail.startswith("This ticket is for Hamlet, ")
