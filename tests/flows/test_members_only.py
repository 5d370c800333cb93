"""What only members may have: on the day of the event, and so many times."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tessera.domain.catalogue.models import Plan, Product
from tessera.domain.memberships.errors import NotForYou, UsedUp
from tessera.domain.memberships.models import Membership
from tessera.domain.orders.models import Order
from tessera.domain.organisations.models import Organisation
from tessera.domain.organisations.rules import BUYER, SYSTEM
from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop
from tessera.flows.cancelling import cancel_order
from tessera.flows.checkout import place_order
from tessera.flows.shopping import Item, add_to_cart, change_line
from tessera.lib import clock
from tests.factories import Programme, make_member, make_membership, make_person, make_plan

pytestmark = pytest.mark.django_db
BOUGHT = {"first_name": "Max", "last_name": "Member", "email": "max@test.example"}


@pytest.fixture
def plan(shop: Shop) -> Plan:
    return make_plan(shop)


@pytest.fixture
def max_(db: None) -> Person:
    return make_person("Max", email="max@test.example")


@pytest.fixture
def membership(theatre: Organisation, plan: Plan, programme: Programme) -> Membership:
    """Max's, good on the first date and not on the second."""
    first, second = (
        date.starts_at.astimezone(ZoneInfo("Europe/Zurich")).date() for date in programme.dates
    )
    assert first < second
    made = make_membership(make_member(theatre), plan, starts_on=first - timedelta(days=90))
    made.ends_on = first
    made.save()
    return made


@pytest.fixture
def closed(programme: Programme, plan: Plan) -> Product:
    """A tariff for members only, twice a membership."""
    product = programme.tariff.product
    product.level_ids, product.uses_per_member = [plan.level_id], 2
    product.save()
    return product


def take(
    programme: Programme,
    person: Person | None,
    *,
    quantity: int = 1,
    date: int = 0,
    secret: str | None = None,
) -> Order:
    item = Item(programme.tariff.product_id, programme.dates[date].id, quantity)
    return add_to_cart(
        programme.shop,
        items=[item],
        secret=secret,
        currency="CHF",
        language="en",
        at=clock.now(),
        person_id=person.pk if person else None,
    )


def place(cart: Order) -> Order:
    for name, value in BOUGHT.items():
        setattr(cart, name, value)
    cart.save()
    return place_order(
        cart.secret,
        terms=True,
        shown_total=cart.total,
        by=BUYER,
        at=clock.now(),
        method="on_site",
    )


@pytest.mark.usefixtures("closed")
def test_a_stranger_is_told_to_log_in(programme: Programme, membership: Membership) -> None:
    with pytest.raises(NotForYou, match="Log in"):
        take(programme, None)


@pytest.mark.usefixtures("closed", "membership")
def test_a_member_has_it_alone(programme: Programme, max_: Person) -> None:
    assert take(programme, max_).lines.count() == 1
    with pytest.raises(NotForYou, match="Join"):
        take(programme, make_person("Eva"))


@pytest.mark.usefixtures("closed", "membership")
def test_the_day_of_the_event_counts(programme: Programme, max_: Person) -> None:
    with pytest.raises(NotForYou):
        take(programme, max_, date=1)


@pytest.mark.usefixtures("closed", "membership")
def test_an_address_that_is_only_typed_proves_nothing(programme: Programme, max_: Person) -> None:
    cart = take(programme, max_)
    Order.objects.filter(pk=cart.pk).update(person=None)
    cart.refresh_from_db()
    with pytest.raises(NotForYou):
        place(cart)


@pytest.mark.usefixtures("closed", "membership")
def test_so_many_times_over_all_orders(programme: Programme, max_: Person) -> None:
    place(take(programme, max_))
    cart = take(programme, max_)
    with pytest.raises(UsedUp) as refused:
        take(programme, max_, secret=cart.secret)
    assert refused.value.facts["left"] == 1
    line = cart.lines.get()
    with pytest.raises(UsedUp):
        change_line(cart.secret, line_id=line.id, quantity=2, at=clock.now())
    place(cart)
    with pytest.raises(UsedUp):
        take(programme, max_)


@pytest.mark.usefixtures("closed", "membership")
def test_what_was_cancelled_can_be_had_again(programme: Programme, max_: Person) -> None:
    order = place(take(programme, max_, quantity=2))
    cancel_order(order.id, reason="ill", by=SYSTEM, at=clock.now())
    assert take(programme, max_, quantity=2).lines.count() == 1


@pytest.mark.usefixtures("closed")
def test_an_ended_membership_opens_nothing(
    programme: Programme, max_: Person, membership: Membership
) -> None:
    cart = take(programme, max_)
    membership.ended_on = membership.starts_on
    membership.save()
    with pytest.raises(NotForYou):
        place(cart)
