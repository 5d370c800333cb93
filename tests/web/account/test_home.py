"""My orders, by code or password."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from tessera.domain.customers.actions import remember
from tessera.domain.orders.models import Order
from tessera.domain.people.models import Person
from tessera.lib import clock
from tests.factories import Programme, make_order
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db

HOME = "/en/account/"


@pytest.fixture(autouse=True)
def _begin_anew() -> None:
    cache.clear()


@pytest.fixture
def visitor() -> Client:
    """Somebody whose browser says that forms come from our own pages."""
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


def code_in(letter: str) -> str:
    found = re.search(r"^\s*([A-Z0-9]{4,}(?:-[A-Z0-9]+)*)\s*$", letter, re.M)
    assert found, letter
    return found[1]


def come_in(visitor: Client, mailoutbox: list, email: str) -> str:
    visitor.post(HOME, {"email": email})
    code = code_in(mailoutbox[-1].body)
    answer = visitor.post("/auth/login/code/confirm/", {"code": code}, follow=True)
    return answer.content.decode()


def test_a_guest_gets_a_code_and_sees_the_orders_of_that_address(
    visitor: Client, programme: Programme, mailoutbox: list
) -> None:
    known = remember(programme.shop.id, buyer={"email": "bea@test.example"}, at=clock.now())
    order = make_order(programme, customer=known)
    other = make_order(programme, email="other@test.example")
    page = come_in(visitor, mailoutbox, order.email)
    assert len(mailoutbox) == 1, "one code is enough"
    assert order.number in page
    assert other.number not in page
    assert "tickets.pdf" in page


def test_a_password_does_too(visitor: Client, programme: Programme, bea: Person) -> None:
    EmailAddress.objects.create(user=bea, email=bea.email, verified=True, primary=True)
    answer = visitor.post(
        f"/auth/login/?next={HOME}", {"login": bea.email, "password": PASSWORD}, follow=True
    )
    assert answer.redirect_chain[-1][0] == HOME


def test_a_stranger_is_asked_who_it_is(visitor: Client) -> None:
    page = visitor.get(HOME).content.decode()
    assert 'name="email"' in page
    assert Order.objects.count() == 0


def test_it_does_not_tell_who_has_ordered(
    visitor: Client, programme: Programme, mailoutbox: list
) -> None:
    order = make_order(programme)
    remember(programme.shop.id, buyer={"email": order.email}, at=clock.now())
    known = visitor.post(HOME, {"email": "bea@test.example"})
    cache.clear()
    unknown = Client(headers={"Sec-Fetch-Site": "same-origin"}).post(
        HOME, {"email": "nobody@test.example"}
    )
    assert (known.status_code, known.get("Location")) == (
        unknown.status_code,
        unknown.get("Location"),
    )


def test_no_orders_yet_shows_the_way(visitor: Client, bea: Person) -> None:
    visitor.force_login(bea)
    assert "No orders yet" in visitor.get(HOME).content.decode()


def test_it_is_one_s_own(visitor: Client, programme: Programme, bea: Person, max_: Person) -> None:
    order = make_order(programme, email=max_.email, customer=max_.customers.get())
    visitor.force_login(bea)
    assert str(order.number) not in visitor.get(HOME).content.decode()
