"""Dashboard, programme, door, messages, reports, team and tokens."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from tessera.domain.checkin.models import Gate, Scan
from tessera.domain.mailing.models import Message
from tessera.domain.organisations.models import ApiToken, TeamMember
from tessera.domain.organisations.queries.tokens import actor_with, token_of
from tessera.domain.organisations.rules import Can
from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop
from tessera.domain.tickets.models import Ticket
from tessera.lib import clock
from tests.factories import Programme, make_event, make_order, make_shop

DESK = "/manage/theatre/"


def _cards(client: Client, url: str = DESK) -> dict[str, str]:
    return {str(card.title): card.value for card in client.get(url).context["cards"]}


def test_an_empty_shop_teaches(desk: Client, shop: Shop) -> None:
    for part in ("", "orders/", "events/", "door/", "messages/", "reports/sales-by-tariff/"):
        assert desk.get(DESK + part).status_code == 200
    assert b"No sales in this period" in desk.get(DESK).content


def test_the_dashboard_counts_what_was_paid(desk: Client, programme: Programme) -> None:
    at = clock.now()
    make_order(programme, quantity=2)
    make_order(programme, quantity=1, at=at - timedelta(days=10))
    make_order(programme, quantity=1, status="pending")
    week = _cards(desk, f"{DESK}?period=7d")
    assert week["Tickets sold"] == "2"
    assert _cards(desk, f"{DESK}?period=30d")["Tickets sold"] == "3"
    assert _cards(desk, f"{DESK}?period=season")["Tickets sold"] == "3"
    assert "40" in week["To be collected"]
    assert "80" in week["Sales"]


def test_the_dashboard_costs_the_same_with_one_date_or_many(
    desk: Client, programme: Programme, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    today = clock.now() + timedelta(seconds=1)
    make_order(make_event(programme.shop, dates=[today]))
    with django_assert_num_queries(15):
        desk.get(DESK)
    make_order(make_event(programme.shop, dates=[today] * 3))
    with django_assert_num_queries(15):
        desk.get(DESK)


def test_another_currency_is_another_line(desk: Client, programme: Programme) -> None:
    make_order(programme, currency="EUR")
    assert desk.get(f"{DESK}?currency=EUR").context["line"] is not None
    assert desk.get(f"{DESK}?currency=CHF").context["line"] is None
    assert desk.get(f"{DESK}?currency=XXX").context["currency"] == "CHF"


def test_search_jumps_to_what_was_meant(desk: Client, programme: Programme) -> None:
    order = make_order(programme, quantity=1)
    ticket = Ticket.objects.get(order=order)
    page = f"/manage/theatre/orders/{order.number}/"
    for words in (str(order.number).lower(), ticket.code):
        assert desk.get(f"{DESK}search/", {"q": words}).headers["Location"] == page
    listed = desk.get(f"{DESK}search/", {"q": "Buyer"})
    assert page.encode() in listed.content
    part = desk.get(f"{DESK}search/", {"q": "hamlet"}, headers={"HX-Request": "true"})
    assert b"/events/hamlet/" in part.content
    assert b"<html" not in part.content


def test_search_never_leaves_the_house(desk: Client, shop: Shop, club_shop: Shop) -> None:
    theirs = make_order(make_event(club_shop))
    assert theirs.number is not None
    answer = desk.get(f"{DESK}search/", {"q": theirs.number})
    assert answer.status_code == 200
    assert answer.context["found"].is_empty


def test_the_door_counts_entries(desk: Client, programme: Programme) -> None:
    order = make_order(programme, quantity=3)
    ticket = Ticket.objects.filter(order=order).first()
    facts = {"shop": programme.shop, "ticket": ticket, "gate": Gate.objects.first()}
    first = {"verdict": "welcome", "is_first_entry": True}
    Scan.objects.create(scan_id=uuid4(), code="x", at=clock.now(), **facts, **first)
    Scan.objects.create(scan_id=uuid4(), code="x", at=clock.now(), verdict="again", **facts)
    answer = desk.get(f"{DESK}door/?date={programme.date.id}", headers={"HX-Request": "true"})
    entries, gates = answer.context["entries"], answer.context["gates"]
    assert (entries.expected, entries.entered) == (3, 1)
    assert [(gate.entered, gate.refused) for gate in gates] == [(1, 1)]


def test_a_message_is_shown_as_it_was_read_and_runs_nothing(
    desk: Client, programme: Programme
) -> None:
    mail = _mail(programme, html="<h1>Merci</h1><script>alert(1)</script>")
    assert desk.get(f"{DESK}messages/{mail.id}/").status_code == 200
    body = desk.get(f"{DESK}messages/{mail.id}/body/")
    assert body.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = body.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "script" not in policy


def test_a_failed_message_is_tried_again(desk: Client, programme: Programme) -> None:
    mail = _mail(programme, status=Message.Status.FAILED)
    desk.post(f"{DESK}messages/{mail.id}/attempt/")
    mail.refresh_from_db()
    assert mail.status == Message.Status.QUEUED
    assert b"Bonjour" in desk.get(f"{DESK}messages/?status=queued").content
    assert b"Bonjour" not in desk.get(f"{DESK}messages/?status=sent").content


def test_a_sent_message_is_not_sent_twice(desk: Client, programme: Programme) -> None:
    mail = _mail(programme, status=Message.Status.SENT)
    answer = desk.post(f"{DESK}messages/{mail.id}/attempt/", follow=True)
    assert b"already left" in answer.content
    mail.refresh_from_db()
    assert mail.status == Message.Status.SENT


def test_a_report_adds_up(desk: Client, programme: Programme) -> None:
    make_order(programme, quantity=2)
    make_order(programme, quantity=1, status="pending")
    page = desk.get(f"{DESK}reports/sales-by-tariff/")
    assert [value for _, value in page.context["totals"]][6] == "2"
    answer = desk.get(f"{DESK}reports/sales-by-tariff.csv")
    assert isinstance(answer, StreamingHttpResponse)
    text = b"".join(answer.streaming_content).decode()  # type: ignore[arg-type]
    assert "Hamlet,Parterre,Full,40.00,0.00,1,2,0.00,80.00,0.00,80.00,CHF" in text
    assert desk.get(f"{DESK}reports/none/").status_code == 404


def test_a_token_is_shown_once_and_opens_what_was_ticked(desk: Client, shop: Shop) -> None:
    form = {"name": "Website", "rights": [Can.SEE_ORDERS.value], "shops": [shop.id]}
    made = desk.post(f"{DESK}tokens/", form)
    key = made.context["key"]
    assert key.encode() in made.content
    assert key.encode() not in desk.get(f"{DESK}tokens/").content
    token = token_of(key)
    assert token is not None
    assert actor_with(token).can == {Can.SEE_ORDERS}
    desk.post(f"{DESK}tokens/{token.id}/revocation/")
    assert token_of(key) is None


def test_nobody_ticks_what_they_may_not(desk: Client, alice: TeamMember, shop: Shop) -> None:
    alice.profile.rights = [Can.USE_API.value]
    alice.profile.save()
    form = {"name": "Much", "rights": [Can.REFUND.value]}
    assert desk.post(f"{DESK}tokens/", form).status_code == 200
    assert ApiToken.objects.count() == 0


def test_the_menu_shows_what_one_may(client: Client, carl: TeamMember, shop: Shop) -> None:
    client.force_login(carl.person)
    page = client.get(f"{DESK}orders/").content.decode()
    assert "/manage/theatre/orders/" in page
    assert "/manage/theatre/reports/" not in page
    assert client.get(f"{DESK}reports/").status_code == 403
    assert client.get(f"{DESK}tokens/").status_code == 403


def test_everybody_begins_at_their_work(
    client: Client, shop: Shop, alice: TeamMember, sam: TeamMember, carl: TeamMember
) -> None:
    for member, begins in ((alice, DESK), (sam, "/scanner/"), (carl, f"{DESK}orders/")):
        client.force_login(member.person)
        assert client.get("/manage/").headers["Location"] == begins


def test_who_has_several_shops_chooses(desk: Client, shop: Shop) -> None:
    make_shop(shop.organisation, slug="summer")
    page = desk.get("/manage/").content
    assert b"/manage/theatre/" in page
    assert b"/manage/summer/" in page


def test_strangers_log_in_and_buyers_go_to_their_account(
    client: Client, shop: Shop, bea: Person
) -> None:
    assert client.get("/manage/").headers["Location"].startswith("/auth/login/")
    assert client.get(DESK).headers["Location"].startswith("/auth/login/")
    client.force_login(bea)
    assert client.get(DESK).status_code == 404


@pytest.mark.parametrize("part", ["", "orders/", "events/", "messages/", "team/", "tokens/"])
def test_pages_speak_french(desk: Client, programme: Programme, part: str) -> None:
    make_order(programme)
    with translation.override("fr"):
        page = desk.get(DESK + part, headers={"Accept-Language": "fr"}).content.decode()
    assert '<html lang="fr">' in page


def _mail(programme: Programme, **facts: object) -> Message:
    order = make_order(programme)
    values: dict[str, object] = {
        "shop": programme.shop,
        "order": order,
        "kind": "order_paid",
        "to": order.email,
        "language": "fr",
        "subject": "Bonjour",
        "html": "<p>Bonjour</p>",
        "text": "Bonjour",
        "created_at": clock.now(),
    }
    return Message.objects.create(**{**values, **facts})
