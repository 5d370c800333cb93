"""Corrections of an order: what is changed, what is kept, what is refused."""

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.customers.actions import remember
from tessera.domain.customers.errors import EmailTaken
from tessera.domain.customers.models import Customer
from tessera.domain.orders.models import Order
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.queries.team import actor_in
from tessera.domain.organisations.rules import Actor
from tessera.flows.correcting import correct_buyer, name_holder, write_note
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import Programme, make_order


@pytest.fixture
def by(alice: TeamMember) -> Actor:
    """Alice."""
    return actor_in(alice)


@pytest.fixture
def order(programme: Programme) -> Order:
    """Bea's order, with a customer of hers."""
    made = make_order(programme)
    buyer = {"email": made.email, "first_name": "Bea", "last_name": "Buyer"}
    made.customer = remember(made.shop_id, buyer=buyer, at=clock.now())
    made.save(update_fields=["customer"])
    return made


def test_a_corrected_buyer_stands_on_the_order_and_what_was_before_in_the_history(
    order: Order, by: Actor
) -> None:
    told = {"email": "bea@new.example", "last_name": "Buyer"}
    correct_buyer(order.id, buyer=told, with_customer=False, by=by, at=clock.now())
    order.refresh_from_db()
    assert order.email == "bea@new.example"
    assert Customer.objects.get().email == "bea@test.example"
    note = Activity.objects.get(verb="order.buyer_corrected")
    assert note.facts["changes"] == {"email": ["bea@test.example", "bea@new.example"]}
    assert note.person_id == by.person_id


def test_the_customer_is_corrected_too_if_wished(order: Order, by: Actor) -> None:
    told = {"email": "bea@new.example", "first_name": "Beatrice", "last_name": "Buyer"}
    correct_buyer(order.id, buyer=told, with_customer=True, by=by, at=clock.now())
    customer = Customer.objects.get()
    assert (customer.email, customer.first_name) == ("bea@new.example", "Beatrice")


def test_an_order_without_customer_gets_one_if_wished(programme: Programme, by: Actor) -> None:
    order = make_order(programme)
    told = {"email": "bea@test.example", "last_name": "Buyer"}
    correct_buyer(order.id, buyer=told, with_customer=True, by=by, at=clock.now())
    order.refresh_from_db()
    assert order.customer is not None
    assert order.customer.email == "bea@test.example"


def test_the_mail_of_another_customer_is_refused_and_nothing_changes(
    order: Order, by: Actor
) -> None:
    remember(order.shop_id, buyer={"email": "taken@test.example"}, at=clock.now())
    with pytest.raises(EmailTaken):
        correct_buyer(
            order.id,
            buyer={"email": "taken@test.example", "last_name": "Buyer"},
            with_customer=True,
            by=by,
            at=clock.now(),
        )
    order.refresh_from_db()
    assert order.email == "bea@test.example"


def test_nothing_corrected_is_nothing_noted(order: Order, by: Actor) -> None:
    same = {"email": order.email, "last_name": order.last_name}
    correct_buyer(order.id, buyer=same, with_customer=False, by=by, at=clock.now())
    assert not Activity.objects.filter(verb="order.buyer_corrected").exists()


def test_a_note_has_an_author(order: Order, by: Actor) -> None:
    write_note(order.id, note=" call back ", by=by, at=clock.now())
    write_note(order.id, note="call back", by=by, at=clock.now())
    order.refresh_from_db()
    assert order.note == "call back"
    assert Activity.objects.get(verb="order.noted").actor == by.label


def test_a_ticket_in_another_name_keeps_its_code(order: Order, by: Actor) -> None:
    ticket = order.tickets.all()[0]
    named = name_holder(
        order.id, ticket.id, first_name="Zoe", last_name="Holder", by=by, at=clock.now()
    )
    named.refresh_from_db()
    assert (named.holder_first_name, named.holder_last_name) == ("Zoe", "Holder")
    assert named.code == ticket.code
    note = Activity.objects.get(verb="ticket.renamed")
    assert note.facts["changes"] == {"holder": ["", "Zoe Holder"]}


def test_a_ticket_of_another_order_is_refused(
    order: Order, programme: Programme, by: Actor
) -> None:
    ticket = make_order(programme).tickets.all()[0]
    with pytest.raises(NotFound):
        name_holder(order.id, ticket.id, first_name="Z", last_name="H", by=by, at=clock.now())


def test_others_are_refused(order: Order, rita: TeamMember, oscar: TeamMember) -> None:
    for who, refusal in ((rita, NotAllowed), (oscar, NotFound)):
        with pytest.raises(refusal):
            write_note(order.id, note="x", by=actor_in(who), at=clock.now())
        with pytest.raises(refusal):
            correct_buyer(
                order.id,
                buyer={"last_name": "x"},
                with_customer=False,
                by=actor_in(who),
                at=clock.now(),
            )
