"""Answers on the page of an order: shown, changed until the hour, files only to keep."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.domain.answers.models import AnswerFile, Sheet
from tessera.domain.forms.models import Form
from tessera.domain.forms.rules import Given
from tessera.domain.orders.models import Order
from tessera.domain.organisations.rules import BUYER
from tessera.flows import checkout
from tessera.lib import clock
from tests.factories import Programme, ask, make_answered_order, make_cart, make_form

PDF = b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF"


@pytest.fixture
def form(programme: Programme) -> Form:
    return make_form(
        programme.shop,
        ask("meal", "one_of", options=["meat", "veg"], is_required=True, on_ticket=True),
        ask("card", "file"),
        record={"first_name": "required", "last_name": "required"},
        tariffs=[programme.tariff],
        editable_hours=12,
    )


@pytest.fixture
def order(form: Form, programme: Programme) -> Order:
    given = Given({"first_name": "Ada", "last_name": "Able"}, {"meal": "meat"})
    return make_answered_order(programme, given)


def page_of(order: Order, rest: str = "") -> str:
    return f"/en/theatre/orders/{order.secret}/{rest}"


def test_the_order_page_says_what_was_answered(gwen: Client, order: Order) -> None:
    page = gwen.get(page_of(order)).content.decode()
    assert "Your answers" in page
    assert "Ticket 1 of 1 – Full" in page
    for said in ("Ada", "Able", "Meal", "Meat"):
        assert said in page


def test_an_order_without_answers_shows_none_and_asks_nothing(
    gwen: Client, programme: Programme
) -> None:
    cart = make_cart(programme)
    checkout.place_order(
        cart.secret, terms=True, shown_total=8000, by=BUYER, at=clock.now(), method="on_site"
    )
    cart.refresh_from_db()
    gwen.get(page_of(cart))
    with CaptureQueriesContext(connection) as found:
        page = gwen.get(page_of(cart)).content.decode()
    assert "Your answers" not in page
    assert not [each for each in found if "sheet" in each["sql"] or "tessera_form" in each["sql"]]


def test_answers_are_changed_and_the_ticket_is_renamed(gwen: Client, order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(status="paid")
    key = f"t{order.lines.get().pk}-1"
    assert 'value="Ada"' in gwen.get(page_of(order, "answers/")).content.decode()
    told = {f"{key}-r-first_name": "Eve", f"{key}-r-last_name": "Able", f"{key}-q-meal": "veg"}
    answer = gwen.post(page_of(order, "answers/"), told)
    assert answer.status_code == 302
    assert answer["Location"].endswith("?saved=1#answers")
    sheet = Sheet.objects.get()
    assert (sheet.record["first_name"], sheet.answers["meal"]) == ("Eve", "veg")
    assert sheet.changes.get().before["record"]["first_name"] == "Ada"
    assert "Your answers are saved" in gwen.get(answer["Location"]).content.decode()


def test_refused_changes_keep_what_was_typed(gwen: Client, order: Order) -> None:
    key = f"t{order.lines.get().pk}-1"
    answer = gwen.post(page_of(order, "answers/"), {f"{key}-r-first_name": "Eve"})
    assert answer.status_code == 422
    assert 'value="Eve"' in answer.content.decode()
    assert Sheet.objects.get().record["first_name"] == "Ada"


def test_after_the_hour_nothing_is_changed(
    gwen: Client, order: Order, programme: Programme
) -> None:
    date = programme.date
    date.starts_at = clock.now() + timedelta(hours=11)
    date.save()
    assert gwen.get(page_of(order, "answers/"))["Location"] == page_of(order)
    key = f"t{order.lines.get().pk}-1"
    gwen.post(page_of(order, "answers/"), {f"{key}-r-first_name": "Eve"})
    assert Sheet.objects.get().record["first_name"] == "Ada"
    assert "Change your answers" not in gwen.get(page_of(order)).content.decode()


def test_a_file_is_only_to_be_kept(gwen: Client, order: Order) -> None:
    key = f"t{order.lines.get().pk}-1"
    told = {f"{key}-r-first_name": "Ada", f"{key}-r-last_name": "Able", f"{key}-q-meal": "veg"}
    sent = SimpleUploadedFile("proof.pdf", PDF, "text/html")
    assert gwen.post(page_of(order, "answers/"), told | {f"{key}-q-card": sent}).status_code == 302
    kept = AnswerFile.objects.get()
    assert kept.sheet == Sheet.objects.get()
    answer = gwen.get(page_of(order, f"files/{kept.pk}/"))
    assert answer["Content-Disposition"] == 'attachment; filename="proof.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer) == PDF
    assert gwen.get(page_of(order, f"files/{kept.pk + 1}/")).status_code == 404


def test_the_file_of_another_order_is_not_there(
    gwen: Client, order: Order, programme: Programme
) -> None:
    given = Given({"first_name": "Bob", "last_name": "B"}, {"meal": "meat"})
    other = make_answered_order(programme, given)
    kept = AnswerFile.objects.create(
        order=other,
        question="card",
        name="x.pdf",
        mime="application/pdf",
        size=1,
        path="none",
        created_at=clock.now(),
    )
    assert gwen.get(page_of(order, f"files/{kept.pk}/")).status_code == 404
    assert gwen.get(page_of(other, f"files/{kept.pk}/")).status_code == 404
