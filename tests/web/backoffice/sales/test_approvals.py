"""Approving an order on its page, from the shop to the link to pay."""

import pytest
from django.test import Client

from tessera.domain.catalogue.models import Product
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.web.shop.page import order_link
from tests.factories import Programme, make_order
from tests.web.backoffice.programme.test_tariffs import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(programme: Programme) -> Order:
    """It waits for approval."""
    return make_order(programme, status=Status.REVIEW, method="")


@pytest.fixture
def root(order: Order) -> str:
    return f"/manage/theatre/orders/{order.number}"


def test_the_link_is_sent(desk: Client, order: Order, root: str) -> None:
    assert "Send the link to pay" in desk.get(f"{root}/").content.decode()
    assert desk.post(f"{root}/authorisation/").status_code == 302
    order.refresh_from_db()
    assert order.status == Status.PENDING
    assert "Send the link to pay" not in desk.get(f"{root}/").content.decode()


def test_it_is_refused_with_a_reason(desk: Client, order: Order, root: str) -> None:
    assert desk.get(f"{root}/refusal/").status_code == 200
    assert desk.post(f"{root}/refusal/", {"reason": ""}).status_code == 422
    assert desk.post(f"{root}/refusal/", {"reason": "Full"}).status_code == 302
    order.refresh_from_db()
    assert order.status == Status.REFUSED
    assert desk.post(f"{root}/refusal/", {"reason": "Again"}).status_code == 422


def test_an_approval_is_withdrawn_with_a_reason(desk: Client, order: Order, root: str) -> None:
    button = "Withdraw the approval"
    assert button not in desk.get(f"{root}/").content.decode()
    desk.post(f"{root}/authorisation/")
    assert button in desk.get(f"{root}/").content.decode()
    assert desk.get(f"{root}/withdrawal/").status_code == 200
    assert desk.post(f"{root}/withdrawal/", {"reason": ""}).status_code == 422
    assert desk.post(f"{root}/withdrawal/", {"reason": "Full"}).status_code == 302
    order.refresh_from_db()
    assert order.status == Status.REFUSED
    assert button not in desk.get(f"{root}/").content.decode()


def test_a_paid_order_says_what_to_do_instead(desk: Client, order: Order, root: str) -> None:
    desk.post(f"{root}/authorisation/")
    Order.objects.filter(id=order.id).update(status=Status.PAID, received=order.total)
    assert "Withdraw the approval" not in desk.get(f"{root}/").content.decode()
    late = desk.post(f"{root}/withdrawal/", {"reason": "Full"})
    assert late.status_code == 422
    assert "Cancel the order" in late.content.decode()


def test_the_buyer_pays_behind_the_link(desk: Client, order: Order, root: str) -> None:
    shop = order_link(order.shop, order.secret, "en")
    assert "We have noted your order" in desk.get(shop, follow=True).content.decode()
    desk.post(f"{root}/authorisation/")
    assert "Pay now" in desk.get(shop, follow=True).content.decode()


def test_a_steward_decides_nothing(client: Client, sam: TeamMember, root: str) -> None:
    client.force_login(sam.person)
    assert client.post(f"{root}/authorisation/").status_code == 403
    assert client.get(f"{root}/refusal/").status_code == 403
    assert client.get(f"{root}/withdrawal/").status_code == 403


def test_a_tariff_says_that_it_needs_approval(desk: Client, programme: Programme) -> None:
    product = programme.tariff.product_id
    page = f"/manage/theatre/events/{programme.event.slug}/tariffs/{product}/"
    told = shown(desk, programme.tariff) | {"needs_approval": "on"}
    assert desk.post(page, told).status_code == 302
    assert Product.objects.get(id=product).needs_approval
    assert shown(desk, programme.tariff)["needs_approval"]
