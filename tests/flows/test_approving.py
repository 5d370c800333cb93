"""Orders by approval: one test a promise, one a refusal."""

from datetime import timedelta

import pytest

from tessera.domain.catalogue.models import Product
from tessera.domain.invoices.models import Invoice
from tessera.domain.invoices.queries import invoice_of
from tessera.domain.mailing.models import Message
from tessera.domain.memberships.models import Joining
from tessera.domain.orders.errors import WrongStatus
from tessera.domain.orders.models import Cancellation, Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import BUYER
from tessera.domain.payments.models import Payment
from tessera.domain.shops.models import Shop
from tessera.domain.stock.models import Claim
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.domain.tickets.models import Ticket
from tessera.flows.approving import authorise_order, refuse_order, withdraw_approval
from tessera.flows.batching import open_batch, run_batch
from tessera.flows.cancelling import let_expire
from tessera.flows.checkout import place_order
from tessera.flows.paying import change_method, validate_payment
from tessera.flows.reacting import react
from tessera.flows.steps.validating import Banked
from tessera.lib import clock
from tessera.lib.errors import NotAllowed
from tests.factories import Programme, actor_of, make_cart, make_order

pytestmark = pytest.mark.django_db

HOME = {"street": "Rue du Lac 1", "postcode": "1003", "city": "Lausanne", "country": "CH"}


@pytest.fixture
def order(programme: Programme) -> Order:
    """Two tickets of a tariff that needs approval, placed just now."""
    Product.objects.filter(id=programme.tariff.product_id).update(needs_approval=True)
    at = clock.now()
    cart = make_cart(programme, at=at)
    return place_order(cart.secret, terms=True, shown_total=cart.total, by=BUYER, at=at)


def kinds() -> list[str]:
    """The mails that were written."""
    return list(Message.objects.order_by("id").values_list("kind", flat=True))


def test_it_waits_in_review_with_its_places_and_without_a_payment(
    order: Order, programme: Programme
) -> None:
    assert (order.status, order.method, order.due_at) == (Status.REVIEW, "", None)
    assert not Payment.objects.exists()
    assert Claim.objects.get().held_until == programme.date.starts_at
    assert let_expire(at=programme.date.starts_at - timedelta(minutes=1)) == 0
    react(at=clock.now())
    assert kinds() == ["order_noted"]


def test_it_ends_by_itself_when_its_date_begins(order: Order, programme: Programme) -> None:
    assert let_expire(at=programme.date.starts_at) == 1
    react(at=clock.now())
    order.refresh_from_db()
    assert order.status == Status.EXPIRED
    assert not Claim.objects.exists()
    assert "could not be approved in time" in Message.objects.get(kind="order_expired").text


def test_the_link_to_pay_is_sent_and_the_order_is_paid(order: Order, alice: TeamMember) -> None:
    at = clock.now()
    authorise_order(order.id, by=actor_of(alice), at=at)
    react(at=at)
    assert kinds()[-1] == "order_authorised"
    assert "/payment/" in Message.objects.get(kind="order_authorised").text

    paid = change_method(
        order.id, code="invoice", shown_total=order.total, address=HOME, by=BUYER, at=at
    )
    assert (paid.status, paid.method) == (Status.PENDING, "invoice")
    assert invoice_of(order.id) is not None
    validate_payment(paid.payments.get().id, by=actor_of(alice), at=at)
    assert Ticket.objects.filter(order=order).count() == 2


def test_a_link_that_nobody_uses_ends(order: Order, alice: TeamMember) -> None:
    authorised = authorise_order(order.id, by=actor_of(alice), at=clock.now())
    assert authorised.due_at is not None
    assert let_expire(at=authorised.due_at) == 1
    assert not Claim.objects.exists()


def test_a_refused_order_gives_its_places_back_and_says_why(
    order: Order, alice: TeamMember
) -> None:
    refuse_order(order.id, reason="For members only", by=actor_of(alice), at=clock.now())
    react(at=clock.now())
    order.refresh_from_db()
    assert order.status == Status.REFUSED
    assert not Claim.objects.exists()
    assert pools_out_of_balance() == []
    assert Cancellation.objects.get().reason == "For members only"
    assert "For members only" in Message.objects.get(kind="order_refused").text
    assert kinds() == ["order_refused"], "the first mail would say what is no longer so"


def test_what_was_decided_is_not_decided_again(order: Order, alice: TeamMember) -> None:
    by, at = actor_of(alice), clock.now()
    authorise_order(order.id, by=by, at=at)
    with pytest.raises(WrongStatus):
        authorise_order(order.id, by=by, at=at)
    with pytest.raises(WrongStatus):
        refuse_order(order.id, reason="No", by=by, at=at)


def test_who_may_not_edit_orders_decides_nothing(order: Order, sam: TeamMember) -> None:
    with pytest.raises(NotAllowed):
        authorise_order(order.id, by=actor_of(sam), at=clock.now())


def test_many_are_decided_together(
    order: Order, programme: Programme, alice: TeamMember, shop: Shop
) -> None:
    at, by = clock.now(), actor_of(alice)
    paid = make_order(programme, tariff=programme.tariffs[1])
    ids = [order.id, paid.id]
    batch = open_batch(shop, action="authorise", order_ids=ids, by=by, at=at)
    run_batch(batch_id=batch.id)
    batch.refresh_from_db()
    assert [done for _number, done, _why in batch.report] == [True, False]
    order.refresh_from_db()
    assert order.status == Status.PENDING


def test_many_are_refused_together_with_one_reason(
    order: Order, alice: TeamMember, shop: Shop
) -> None:
    at, by = clock.now(), actor_of(alice)
    batch = open_batch(shop, action="refuse", order_ids=[order.id], note="Full", by=by, at=at)
    run_batch(batch_id=batch.id)
    order.refresh_from_db()
    assert order.status == Status.REFUSED
    assert Cancellation.objects.get().reason == "Full"


def test_an_approval_is_withdrawn_before_it_is_paid(order: Order, alice: TeamMember) -> None:
    by, at = actor_of(alice), clock.now()
    authorise_order(order.id, by=by, at=at)
    change_method(order.id, code="invoice", shown_total=order.total, address=HOME, by=BUYER, at=at)
    withdraw_approval(order.id, reason="The hall is closed", by=by, at=at)
    react(at=at)
    order.refresh_from_db()
    paper, note = Invoice.objects.order_by("id")
    assert (order.status, paper.total, note.total) == (Status.REFUSED, order.total, -order.total)
    assert not Claim.objects.exists()
    assert not Joining.objects.exclude(withdrawn_at=at).exists()
    said = Message.objects.get(kind="approval_withdrawn")
    assert "The hall is closed" in said.text
    assert said.to == order.email


def test_what_is_paid_is_not_withdrawn_and_the_way_out_is_named(
    order: Order, alice: TeamMember
) -> None:
    by, at = actor_of(alice), clock.now()
    authorise_order(order.id, by=by, at=at)
    paid = change_method(
        order.id, code="invoice", shown_total=order.total, address=HOME, by=BUYER, at=at
    )
    part = Banked(100, order.currency)
    validate_payment(paid.payments.get().id, by=by, at=at, banked=part)
    with pytest.raises(WrongStatus, match="Cancel the order"):
        withdraw_approval(order.id, reason="No", by=by, at=at)
    rest = paid.payments.get(status=Payment.Status.OPEN)
    validate_payment(rest.id, by=by, at=at)
    with pytest.raises(WrongStatus, match="Cancel the order"):
        withdraw_approval(order.id, reason="No", by=by, at=at)
    assert Ticket.objects.filter(order=order).count() == 2


def test_what_nobody_approved_is_not_withdrawn(order: Order, alice: TeamMember) -> None:
    with pytest.raises(WrongStatus):
        withdraw_approval(order.id, reason="No", by=actor_of(alice), at=clock.now())


def test_who_may_not_edit_orders_withdraws_nothing(
    order: Order, alice: TeamMember, sam: TeamMember
) -> None:
    authorise_order(order.id, by=actor_of(alice), at=clock.now())
    with pytest.raises(NotAllowed):
        withdraw_approval(order.id, reason="No", by=actor_of(sam), at=clock.now())
