"""An approval is withdrawn while its money comes: one of the two is first, and both know."""

from contextlib import suppress

import pytest

from tessera.domain.mailing.models import Message
from tessera.domain.memberships.models import Joining, Member, Membership
from tessera.domain.orders.errors import WrongStatus
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import BUYER
from tessera.domain.payments.models import Payment, Refund
from tessera.domain.shops.models import Shop
from tessera.flows.approving import authorise_order, withdraw_approval
from tessera.flows.paying import change_method, record_notice
from tessera.flows.reacting import react
from tessera.lib import clock
from tests.cards import signed
from tests.factories import actor_of, make_method, make_plan, make_plan_order
from tests.races.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def approved(shop: Shop, by: TeamMember) -> tuple[Order, Payment]:
    """Approved, and the buyer is on the card page: the money is on its way."""
    make_method(shop, "stripe")
    order = make_plan_order(make_plan(shop, needs_approval=True), status=Status.REVIEW)
    order.payments.all().delete()
    authorise_order(order.id, by=actor_of(by), at=clock.now())
    change_method(order.id, code="stripe", shown_total=order.total, by=BUYER, at=clock.now())
    payment = order.payments.get()
    payment.provider_id = "pi_1"
    payment.save()
    return order, payment


def came(payment: Payment) -> None:
    body, headers = signed(payment)
    record_notice("stripe", body=body, headers=headers, at=clock.now())


@pytest.mark.parametrize("first", range(3))
def test_one_of_the_two_is_first(
    first: int, shop: Shop, alice: TeamMember, card_settings: None
) -> None:
    order, payment = approved(shop, alice)

    def withdraw() -> None:
        with suppress(WrongStatus):
            withdraw_approval(order.id, reason="Full", by=actor_of(alice), at=clock.now())

    at_once(2, lambda n: withdraw() if n else came(payment))
    order.refresh_from_db()
    if order.status == Status.PAID:
        assert Membership.objects.get(ended_on=None).order_id == order.id
        assert not Refund.objects.exists()
        assert not Joining.objects.exclude(withdrawn_at=None).exists()
    else:
        assert order.status == Status.REFUSED
        assert not Member.objects.exists()
        assert Refund.objects.get().amount == order.total


def test_money_that_comes_after_it_goes_back_and_both_sides_are_told(
    shop: Shop, alice: TeamMember, card_settings: None
) -> None:
    order, payment = approved(shop, alice)
    withdraw_approval(order.id, reason="Full", by=actor_of(alice), at=clock.now())
    came(payment)
    react(at=clock.now())
    assert not Member.objects.exists()
    refund = Refund.objects.get()
    assert (refund.payment_id, refund.amount) == (payment.id, order.total)
    kinds = set(Message.objects.values_list("kind", flat=True))
    assert {"approval_withdrawn", "payment_returned", "payment_too_late"} <= kinds


def test_what_was_paid_first_stays_and_the_way_out_is_named(
    shop: Shop, alice: TeamMember, card_settings: None
) -> None:
    order, payment = approved(shop, alice)
    came(payment)
    with pytest.raises(WrongStatus, match="ends its memberships at once"):
        withdraw_approval(order.id, reason="Full", by=actor_of(alice), at=clock.now())
    assert Membership.objects.get().ended_on is None
