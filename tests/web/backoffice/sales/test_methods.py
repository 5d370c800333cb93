"""Sales → Payment methods."""

from typing import Any

import pytest
from django.test import Client

from tessera.domain.organisations.models import TeamMember
from tessera.domain.shops.models import Shop
from tests.factories import Programme, make_method, make_order

pytestmark = pytest.mark.django_db

ROOT = "/manage/theatre/payment-methods"
TOLD: dict[str, Any] = {
    "is_enabled": "on",
    "for_online": "on",
    "own-days": "14",
    "reminders": "1",
    "fee_order_CHF": "2.50",
    "minimum_EUR": "10",
    "chosen_until": "2027-01-31T18:00",
}


@pytest.fixture
def desk(client: Client, alice: TeamMember, shop: Shop) -> Client:
    """Alice at her desk."""
    client.force_login(alice.person)
    return client


def test_the_list_says_what_each_was_told(desk: Client, shop: Shop) -> None:
    shop.methods.filter(code="invoice").update(fee_order={"CHF": 250})
    said = desk.get(f"{ROOT}/").content.decode()
    assert "Reminded on day 10, 20, expires after 30 days" in said
    assert "CHF 2.50 for an order" in said.replace("\xa0", " ")
    assert "The keys of its provider are missing." in said, "cards have none here"


@pytest.mark.parametrize("code", ["free", "invoice", "on_site", "stripe"])
def test_every_one_has_its_page(desk: Client, code: str) -> None:
    assert desk.get(f"{ROOT}/{code}/").status_code == 200


def test_a_way_to_pay_is_changed(desk: Client, shop: Shop) -> None:
    assert desk.post(f"{ROOT}/invoice/", TOLD).status_code == 302
    row = shop.methods.get(code="invoice")
    assert (row.settings, row.reminders) == ({"days": 14}, 1)
    assert (row.fee_order, row.minimum, row.for_counter) == ({"CHF": 250}, {"EUR": 1000}, False)
    assert row.chosen_until is not None
    assert row.chosen_until.isoformat() == "2027-01-31T17:00:00+00:00", "on the clock of the shop"


def test_what_cannot_be_read_is_kept_and_said(desk: Client) -> None:
    answer = desk.post(f"{ROOT}/invoice/", TOLD | {"own-days": "0", "fee_order_CHF": "much"})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="much"' in said
    assert "Please correct this" in said


def test_what_somebody_else_changed_is_shown_first(desk: Client, shop: Shop) -> None:
    form = desk.get(f"{ROOT}/invoice/").context["form"]
    seen = {"seen": form["seen"].value()}
    shop.methods.filter(code="invoice").update(name={"en": "Bill"})
    answer = desk.post(f"{ROOT}/invoice/", TOLD | seen | {"name_en": "Transfer"})
    assert answer.status_code == 409
    assert "Bill" in answer.content.decode()
    assert shop.methods.get(code="invoice").reminders == 2


def test_ones_own_is_added(desk: Client, shop: Shop) -> None:
    assert desk.get(f"{ROOT}/new/").status_code == 200
    assert desk.post(f"{ROOT}/new/", {"is_enabled": "on", "reminders": "0"}).status_code == 422
    told = {"name_fr": "Chèque", "is_enabled": "on", "for_online": "on", "reminders": "0"}
    assert desk.post(f"{ROOT}/new/", told).status_code == 302
    row = shop.methods.get(code="own-1")
    assert (row.part, row.name, row.settings) == ("own", {"fr": "Chèque"}, {"days": None})
    assert "Chèque" in desk.get(f"{ROOT}/").content.decode()
    assert desk.get(f"{ROOT}/own-1/").status_code == 200


def test_it_is_switched_and_moved(desk: Client, shop: Shop) -> None:
    desk.post(f"{ROOT}/invoice/state/")
    assert not shop.methods.get(code="invoice").is_enabled
    first = shop.methods.order_by("position", "id").first()
    assert first is not None
    desk.post(f"{ROOT}/{first.code}/position/", {"to": "down"})
    moved = shop.methods.order_by("position", "id").first()
    assert moved is not None and moved.code != first.code


@pytest.mark.parametrize("code", ["own", "own-9", "bitcoin"])
def test_what_does_not_exist_is_not_found(desk: Client, code: str) -> None:
    assert desk.get(f"{ROOT}/{code}/").status_code == 404


def test_a_clerk_changes_nothing(client: Client, carl: TeamMember, shop: Shop) -> None:
    client.force_login(carl.person)
    for path in ("", "new/", "invoice/"):
        assert client.get(f"{ROOT}/{path}").status_code == 403


def test_its_name_is_told_wherever_an_order_is(desk: Client, programme: Programme) -> None:
    make_method(programme.shop, "own-1", part="own", name={"en": "Holiday voucher"})
    order = make_order(programme, method="own-1", status="pending")
    root = "/manage/theatre"
    for path in (
        "orders/?columns=method",
        f"orders/{order.number}/?tab=all",
        "reports/sales-by-method/",
        "payment-methods/",
    ):
        said = desk.get(f"{root}/{path}").content.decode()
        assert "own-1</" not in said, path
        assert "Holiday voucher" in said or "reports" in path, path
