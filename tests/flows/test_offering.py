"""Ways to pay of a shop: one test a promise, one a refusal."""

from datetime import timedelta

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.orders.models import Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import BUYER
from tessera.domain.payments.models import PaymentMethod
from tessera.domain.payments.queries import choices_for, part_of
from tessera.domain.shops.models import Shop
from tessera.domain.tickets.models import Ticket
from tessera.flows.checkout import choose_method, place_order
from tessera.flows.offering import add_method, move_method, set_method
from tessera.flows.paying import start_payment, validate_payment
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import Programme, actor_of, make_cart, make_shop

pytestmark = pytest.mark.django_db

CHEQUE = {"name": {"fr": "Chèque-vacances", "en": "Holiday voucher"}}


def add(shop: Shop, alice: TeamMember, **facts: object) -> PaymentMethod:
    """A way to pay of the shop's own."""
    return add_method(shop.id, {**CHEQUE, **facts}, by=actor_of(alice), at=clock.now())


def test_one_is_switched_off_and_one_is_made(shop: Shop, alice: TeamMember) -> None:
    by, at = actor_of(alice), clock.now()
    set_method(shop.id, "invoice", {"is_enabled": False, "settings": {"days": 9}}, by=by, at=at)
    row = shop.methods.get(code="invoice")
    assert (row.is_enabled, row.settings) == (False, {"days": 9})
    set_method(shop.id, "stripe", {"is_enabled": True}, by=by, at=at)
    last = shop.methods.order_by("position").last()
    assert last is not None and last.code == "stripe", "it comes last"
    assert Activity.objects.filter(verb="method.edited").count() == 2


def test_what_nothing_serves_is_refused(shop: Shop, alice: TeamMember) -> None:
    with pytest.raises(NotFound):
        set_method(shop.id, "bitcoin", {}, by=actor_of(alice), at=clock.now())


def test_ones_own_are_numbered_in_the_organisation(shop: Shop, alice: TeamMember) -> None:
    assert add(shop, alice).code == "own-1"
    other = make_shop(shop.organisation)
    assert add(other, alice).code == "own-2", "a file of both shops tells them apart"
    assert part_of(shop.methods.get(code="own-1")).waits


def test_ones_own_is_bought_with_and_validated_by_hand(
    shop: Shop, programme: Programme, alice: TeamMember
) -> None:
    add(shop, alice, settings={"days": 5}, reminders=1)
    at = clock.now()
    cart = choose_method(make_cart(programme, at=at).secret, code="own-1", at=at)
    order = place_order(cart.secret, terms=True, shown_total=cart.total, by=BUYER, at=at)
    start_payment(order.id, at=at)
    assert (order.status, order.method) == (Status.PENDING, "own-1")
    validate_payment(order.payments.get().id, by=actor_of(alice), at=at)
    assert Ticket.objects.filter(order=order).count() == 2


def test_its_name_is_what_buyers_choose(
    shop: Shop, programme: Programme, alice: TeamMember
) -> None:
    add(shop, alice)
    cart, at = make_cart(programme), clock.now()
    titles = [
        each.title for each in choices_for(cart, list(cart.lines.all()), language="fr", at=at)
    ]
    assert titles[-1] == "Chèque-vacances"


def test_behind_its_cut_off_nobody_chooses_it(
    shop: Shop, programme: Programme, alice: TeamMember
) -> None:
    at = clock.now()
    add(shop, alice, chosen_until=at + timedelta(minutes=5))
    cart = make_cart(programme)
    lines = list(cart.lines.all())

    def codes(minutes: int) -> list[str]:
        then = at + timedelta(minutes=minutes)
        return [each.code for each in choices_for(cart, lines, language="en", at=then)]

    assert "own-1" in codes(4)
    assert "own-1" not in codes(5)


def test_the_order_is_what_buyers_see(shop: Shop, alice: TeamMember) -> None:
    add(shop, alice)
    before = list(shop.methods.order_by("position", "id").values_list("code", flat=True))
    by, at = actor_of(alice), clock.now()
    move_method(shop.id, "own-1", steps=-1, by=by, at=at)
    after = list(shop.methods.order_by("position", "id").values_list("code", flat=True))
    assert after == [*before[:-2], "own-1", before[-2]]
    move_method(shop.id, after[0], steps=-1, by=by, at=at)
    assert list(shop.methods.order_by("position").values_list("code", flat=True)) == after


def test_who_may_not_change_settings(shop: Shop, carl: TeamMember, oscar: TeamMember) -> None:
    with pytest.raises(NotAllowed):
        add(shop, carl)
    with pytest.raises((NotAllowed, NotFound)):
        add(shop, oscar)
