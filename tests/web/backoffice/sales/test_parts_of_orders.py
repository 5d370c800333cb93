"""An order of several events, for somebody whose rights hold on one of them."""

import pytest
from django.test import Client

from tessera.domain.organisations.models import TeamMember
from tests.factories import Programme, make_event, make_order


@pytest.fixture
def other(programme: Programme) -> Programme:
    return make_event(programme.shop, name={"en": "Secret Rehearsal", "fr": "Répétition secrète"})


def test_lines_of_other_events_are_counted_and_not_told(
    desk: Client, alice: TeamMember, programme: Programme, other: Programme
) -> None:
    order = make_order(programme)
    theirs = make_order(other)
    for line in theirs.lines.all():
        line.order = order
        line.save()
    for ticket in theirs.tickets.all():
        ticket.order = order
        ticket.save()
    page = f"/manage/{programme.shop.slug}/orders/{order.number}/"
    assert "Secret Rehearsal" in desk.get(page).content.decode()

    alice.profile.event_ids = [programme.event.pk]
    alice.profile.save()
    for tab in ("lines", "tickets"):
        shown = desk.get(f"{page}?tab={tab}").content.decode()
        assert "Secret Rehearsal" not in shown
        assert "that you do not see" in shown
    assert "Secret Rehearsal" not in desk.get(f"{page}cancellation/").content.decode()
