"""The test card: for the team of a shop in test mode, and for nobody else."""

import pytest
from django.test import Client

from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.payments.models import Payment, PaymentMethod
from tessera.domain.shops.models import Shop
from tests.factories import Programme
from tests.web.shop.steps import body, cart_of, order, post, put, tell

pytestmark = pytest.mark.django_db(transaction=True)

PAYMENT = "/en/theatre/checkout/payment/"


@pytest.fixture
def rehearsal(programme: Programme) -> Programme:
    """The programme of a shop in test mode."""
    Shop.objects.update(is_test=True)
    programme.shop.refresh_from_db()
    return programme


@pytest.fixture
def team(alice: TeamMember) -> Client:
    """Alice's browser."""
    return _browser_of(alice)


def _browser_of(member: TeamMember) -> Client:
    browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
    browser.force_login(member.person)
    return browser


def _placed(browser: Client, made: Programme) -> Order:
    put(browser, made, 1)
    tell(browser, made)
    secret = cart_of(browser, made).secret
    answer = order(browser, made, "test_card", 4000)
    assert answer.status_code == 302, body(answer)
    return Order.objects.get(secret=secret)


def _pay(browser: Client, made: Order, end: str) -> None:
    post(browser, f"/en/theatre/orders/{made.secret}/payment/", {"end": end})
    made.refresh_from_db()


def test_the_team_tries_what_works(team: Client, rehearsal: Programme) -> None:
    made = _placed(team, rehearsal)
    page = body(team.get(f"/en/theatre/orders/{made.secret}/payment/"))
    assert "Test mode" in page
    assert "no money moves" in page.lower()
    _pay(team, made, "received")
    assert (made.status, made.is_test, made.tickets.count()) == (Status.PAID, True, 1)


def test_the_team_tries_what_is_refused_and_then_works(team: Client, rehearsal: Programme) -> None:
    made = _placed(team, rehearsal)
    _pay(team, made, "refused")
    assert made.status == Status.FAILED
    failed = Payment.objects.get(order=made)
    assert failed.error_code == "test_refused"
    assert "as you chose" in body(team.get(f"/en/theatre/orders/{made.secret}/"))
    _pay(team, made, "received")
    assert made.status == Status.PAID


def test_it_is_called_a_test_where_it_is_offered(team: Client, rehearsal: Programme) -> None:
    put(team, rehearsal, 1)
    tell(team, rehearsal)
    page = body(team.get(PAYMENT))
    assert "Test card" in page
    assert "A test: no money moves" in page


def test_strangers_never_see_it(gwen: Client, rehearsal: Programme) -> None:
    put(gwen, rehearsal, 1)
    tell(gwen, rehearsal)
    assert "Test card" not in body(gwen.get(PAYMENT))
    assert order(gwen, rehearsal, "test_card", 4000).status_code == 422


def test_the_team_of_others_is_a_stranger(oscar: TeamMember, rehearsal: Programme) -> None:
    client = _browser_of(oscar)
    put(client, rehearsal, 1)
    tell(client, rehearsal)
    assert "Test card" not in body(client.get(PAYMENT))


def test_a_shop_that_sells_for_real_has_none(team: Client, programme: Programme) -> None:
    PaymentMethod.objects.create(shop=programme.shop, code="test_card")
    put(team, programme, 1)
    tell(team, programme)
    assert "Test card" not in body(team.get(PAYMENT)), "not even where somebody wrote a row of it"
    assert order(team, programme, "test_card", 4000).status_code == 422


def test_it_ends_with_test_mode(team: Client, rehearsal: Programme) -> None:
    made = _placed(team, rehearsal)
    Shop.objects.update(is_test=False)
    _pay(team, made, "received")
    assert made.status == Status.PROCESSING
    assert not made.tickets.exists()


def test_who_has_only_the_link_does_not_pay_with_it(
    team: Client, gwen: Client, rehearsal: Programme
) -> None:
    made = _placed(team, rehearsal)
    _pay(gwen, made, "received")
    assert made.status == Status.PROCESSING


def test_it_is_not_set_up_in_the_back_office(team: Client, rehearsal: Programme) -> None:
    page = body(team.get("/manage/theatre/payment-methods/"))
    assert "your team can also choose" in page
    assert "payment-methods/test_card" not in page
    assert team.get("/manage/theatre/payment-methods/test_card/").status_code == 404
