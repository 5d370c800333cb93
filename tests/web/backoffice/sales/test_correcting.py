"""The order page: buyer, note and holder corrected there."""

import pytest
from django.test import Client

from tessera.domain.orders.models import Order
from tessera.domain.organisations.models import TeamMember
from tests.factories import Programme, make_order


@pytest.fixture
def order(programme: Programme) -> Order:
    """Bea's paid order of two tickets."""
    return make_order(programme)


def _page(order: Order) -> str:
    return f"/manage/theatre/orders/{order.number}/"


def _shown(client: Client, url: str) -> dict[str, object]:
    """What the form would send unchanged."""
    form = client.get(url).context["form"]
    sent = {name: form.get_initial_for_field(form.fields[name], name) for name in form.fields}
    return {name: value for name, value in sent.items() if value not in (None, "", False)}


def test_the_country_is_chosen_by_its_name(desk: Client, order: Order) -> None:
    form = desk.get(f"{_page(order)}buyer/").content.decode()
    assert '<option value="JP">Japan</option>' in form
    refused = desk.post(
        f"{_page(order)}buyer/", _shown(desk, f"{_page(order)}buyer/") | {"country": "QQ"}
    )
    assert refused.status_code == 422


def test_a_corrected_mail_offers_to_send_the_tickets(desk: Client, order: Order) -> None:
    url = f"{_page(order)}buyer/"
    sent = _shown(desk, url) | {"email": "new@test.example", "country": "CH"}
    answer = desk.post(url, sent)
    assert answer["Location"] == f"{_page(order)}?tab=customer&mail=new"
    assert "Send the tickets to new@test.example?" in desk.get(answer["Location"]).content.decode()
    history = desk.get(f"{_page(order)}?tab=history").content.decode()
    assert "bea@test.example" in history
    assert "new@test.example" in history
    order.refresh_from_db()
    assert order.country == "CH"


def test_what_was_typed_is_kept(desk: Client, order: Order) -> None:
    url = f"{_page(order)}buyer/"
    sent = _shown(desk, url) | {"email": "no mail", "first_name": "Typed"}
    answer = desk.post(url, sent)
    assert answer.status_code == 422
    assert 'value="Typed"' in answer.content.decode()
    empty = _shown(desk, url) | {"email": "", "last_name": "", "company": ""}
    assert "at least a last name" in desk.post(url, empty).content.decode()


def test_who_edits_second_is_told(desk: Client, order: Order) -> None:
    url = f"{_page(order)}buyer/"
    seen_before = _shown(desk, url)
    order.last_name = "Changed"
    order.save(update_fields=["last_name"])
    second = desk.post(url, seen_before | {"last_name": "Mine"})
    assert second.status_code == 409
    assert "Changed" in second.content.decode()
    order.refresh_from_db()
    assert order.last_name == "Changed"


def test_a_note_is_written_and_seen(desk: Client, order: Order) -> None:
    desk.post(f"{_page(order)}note/", {"note": "<i>call back</i>"})
    body = desk.get(f"{_page(order)}?tab=customer").content.decode()
    assert "&lt;i&gt;call back" in body
    assert "call back" in desk.get(f"{_page(order)}?tab=history").content.decode()
    assert desk.get(f"{_page(order)}note/").status_code == 405


def test_a_ticket_gets_another_holder(desk: Client, order: Order) -> None:
    ticket = order.tickets.all()[0]
    url = f"/manage/theatre/tickets/{ticket.id}/holder/"
    assert url in desk.get(f"{_page(order)}?tab=tickets").content.decode()
    answer = desk.post(url, {"first_name": "Zoe", "last_name": "Holder"})
    assert answer["Location"] == f"{_page(order)}?tab=tickets"
    body = desk.get(answer["Location"]).content.decode()
    assert "Zoe Holder" in body
    assert desk.get(f"/manage/theatre/tickets/{ticket.id + 99}/holder/").status_code == 404


def test_who_may_only_see_is_offered_nothing(
    client: Client, rita: TeamMember, programme: Programme
) -> None:
    own = make_order(programme, sold_by=rita.person, channel="reseller")
    client.force_login(rita.person)
    for tab in ("customer", "tickets"):
        body = client.get(f"{_page(own)}?tab={tab}").content.decode()
        assert "/buyer/" not in body
        assert "/holder/" not in body
        assert "/note/" not in body
    for address in (
        f"{_page(own)}buyer/",
        f"{_page(own)}note/",
        f"/manage/theatre/tickets/{own.tickets.all()[0].id}/holder/",
    ):
        assert client.post(address, {}).status_code == 403
