"""What is asked on the way to paying: of the buyer, and of each ticket."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tessera.domain.answers.models import AnswerFile, Sheet
from tessera.domain.forms.making import MOST_BYTES
from tessera.domain.orders.models import Order, OrderLine
from tests.factories import Programme, ask, make_form
from tests.web.shop.steps import DETAILS as BEA
from tests.web.shop.steps import put

DETAILS = "/en/theatre/checkout/"


def line_of(made: Programme) -> OrderLine:
    return OrderLine.objects.get(order__shop=made.shop, order__placed_at=None)


def names(line: OrderLine, place: int, first: str, last: str) -> dict[str, str]:
    block = f"t{line.pk}-{place}"
    return {f"{block}-r-first_name": first, f"{block}-r-last_name": last}


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def asked(programme: Programme) -> Programme:
    """Every ticket of the first tariff asks for a name and a meal; vegetarians for allergies."""
    make_form(
        programme.shop,
        ask("meal", "one_of", options=["meat", "veg"], is_required=True),
        ask("allergies", is_required=True, condition={"question": "meal", "is": ["veg"]}),
        record={"first_name": "required", "last_name": "required"},
        tariffs=[programme.tariffs[0]],
        title={"en": "Your dinner"},
        purpose={"en": "For the kitchen, **deleted** afterwards."},
    )
    return programme


def test_nothing_asked_shows_no_block(gwen: Client, programme: Programme) -> None:
    put(gwen, programme, 2)
    page = gwen.get(DETAILS).content.decode()
    assert "For each ticket" not in page
    assert "asking.js" not in page


def test_each_ticket_has_its_block(gwen: Client, asked: Programme) -> None:
    put(gwen, asked, 3)
    page = gwen.get(DETAILS).content.decode()
    line = line_of(asked)
    for place in (1, 2, 3):
        assert f"Ticket {place} of 3 – Full" in page
        assert f'name="t{line.pk}-{place}-r-first_name"' in page
    assert "Your dinner" in page
    assert "<strong>deleted</strong>" in page


def test_answers_are_kept_and_lead_to_paying(gwen: Client, asked: Programme) -> None:
    put(gwen, asked, 2)
    line = line_of(asked)
    told: dict[str, Any] = BEA | names(line, 1, "Ada", "A") | names(line, 2, "Bob", "B")
    told |= {f"t{line.pk}-1-q-meal": "meat", f"t{line.pk}-2-q-meal": "veg"}
    told |= {f"t{line.pk}-2-q-allergies": "nuts"}
    answer = gwen.post(DETAILS, told)
    assert answer.status_code == 302
    assert answer["Location"].endswith("/checkout/payment/")
    sheets = {sheet.place: sheet for sheet in Sheet.objects.all()}
    assert sheets[1].record == {"first_name": "Ada", "last_name": "A"}
    assert sheets[1].answers == {"meal": "meat"}
    assert sheets[2].answers == {"meal": "veg", "allergies": "nuts"}
    assert 'value="Ada"' in gwen.get(DETAILS).content.decode()


def test_refused_answers_say_which_and_keep_what_was_typed(gwen: Client, asked: Programme) -> None:
    put(gwen, asked, 2)
    line = line_of(asked)
    told = BEA | names(line, 1, "Ada", "A") | {f"t{line.pk}-1-q-meal": "veg"}
    answer = gwen.post(DETAILS, told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ticket 1 of 2 – Full, Allergies" in page
    assert "Ticket 2 of 2 – Full, First name" in page
    assert 'value="Ada"' in page
    assert not Sheet.objects.exists()
    assert Order.objects.get().email == ""


def test_copying_without_scripts(gwen: Client, asked: Programme) -> None:
    put(gwen, asked, 2)
    line = line_of(asked)
    told = BEA | names(line, 1, "Ada", "A") | {f"t{line.pk}-1-q-meal": "veg"}
    answer = gwen.post(DETAILS, told | {"copy": f"first:t{line.pk}-2"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('value="Ada"') == 2
    assert page.count('value="veg"') == 2
    assert page.count("checked") == 2
    assert "⚠" not in page
    page = gwen.post(DETAILS, told | {"copy": f"buyer:t{line.pk}-2"}).content.decode()
    assert page.count('value="Gwen"') == 2
    page = gwen.post(DETAILS, told | {"copy": f"all:t{line.pk}-1"}).content.decode()
    assert page.count('value="Ada"') == 2


def test_files_survive_a_refusal(gwen: Client, programme: Programme) -> None:
    make_form(
        programme.shop,
        ask("card", "file", is_required=True),
        ask("age", "number", is_required=True),
        tariffs=[programme.tariffs[0]],
    )
    put(gwen, programme, 1)
    key = f"t{line_of(programme).pk}-1"
    sent = SimpleUploadedFile("my card.jpg", picture(), "image/jpeg")
    answer = gwen.post(DETAILS, BEA | {f"{key}-q-card": sent})
    kept = AnswerFile.objects.get()
    assert answer.status_code == 422
    assert "my card.jpg" in answer.content.decode()
    told = BEA | {f"{key}-q-card-kept": str(kept.pk), f"{key}-q-age": "12"}
    assert gwen.post(DETAILS, told).status_code == 302
    assert Sheet.objects.get().answers == {"card": kept.pk, "age": 12}


@pytest.mark.parametrize("wrong", ["bursting", "huge", "huge together"])
def test_what_would_fill_the_server_is_refused_and_the_rest_kept(
    gwen: Client, programme: Programme, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_form(programme.shop, ask("card", "picture"), tariffs=[programme.tariffs[0]])
    put(gwen, programme, 1)
    key, data = f"t{line_of(programme).pk}-1", picture()
    if wrong == "bursting":
        out = BytesIO()
        Image.new("1", (7_200, 7_200)).save(out, "PNG")
        data = out.getvalue()
    elif wrong == "huge":
        data += b" " * MOST_BYTES
    else:
        monkeypatch.setattr("tessera.web.shop.asked.MOST_SENT", len(data) - 1)
    sent = SimpleUploadedFile("card.jpg", data, "image/jpeg")

    answer = gwen.post(DETAILS, BEA | {f"{key}-q-card": sent, f"{key}-r-first_name": "Zoe"})

    said = {"bursting": "too many pixels", "huge": "too large", "huge together": "too large"}
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said[wrong] in page
    assert BEA["email"] in page
    assert not AnswerFile.objects.exists()
    assert not Sheet.objects.exists()


def test_a_disguised_page_is_refused_beside_its_field(gwen: Client, programme: Programme) -> None:
    make_form(programme.shop, ask("card", "file"), tariffs=[programme.tariffs[0]])
    put(gwen, programme, 1)
    key = f"t{line_of(programme).pk}-1"
    sent = SimpleUploadedFile("card.jpg", b"<html><script>alert(1)</script>", "image/jpeg")
    answer = gwen.post(DETAILS, BEA | {f"{key}-q-card": sent})
    assert answer.status_code == 422
    assert "not a file of a kind we take" in answer.content.decode()
    assert not AnswerFile.objects.exists()


def test_the_order_form_hides_and_requires_details(gwen: Client, programme: Programme) -> None:
    make_form(
        programme.shop,
        ask("heard", "one_of", options=["radio", "paper"], is_required=True),
        kind="order",
        record={"phone": "required"},
        purpose={"en": "Why we ask."},
    )
    put(gwen, programme, 1)
    page = gwen.get(DETAILS).content.decode()
    assert "Why we ask." in page
    assert 'name="street"' not in page
    assert 'name="newsletter"' not in page
    assert 'name="email"' in page
    told = {name: BEA[name] for name in ("email", "first_name", "last_name")}
    answer = gwen.post(DETAILS, told | {"order-q-heard": "radio"})
    assert answer.status_code == 422
    answer = gwen.post(DETAILS, told | {"phone": "079 123 45 67", "order-q-heard": "radio"})
    assert answer.status_code == 302
    sheet = Sheet.objects.get()
    assert (sheet.line_id, sheet.record, sheet.answers) == (None, {}, {"heard": "radio"})


def test_an_order_is_not_placed_without_answers(gwen: Client, asked: Programme) -> None:
    put(gwen, asked, 1)
    cart = Order.objects.get()
    Order.objects.filter(pk=cart.pk).update(**BEA)
    told = {"method": "invoice", "total-invoice": "4000", "terms": "on"}
    answer = gwen.post("/en/theatre/checkout/order/", told)
    assert answer.status_code == 422
    assert "Some answers are missing" in answer.content.decode()
    assert "For each ticket" in answer.content.decode()


def test_a_cart_without_forms_asks_nothing_more(gwen: Client, programme: Programme) -> None:
    """Once a shop is known to ask nothing, its pages do not ask again."""
    put(gwen, programme, 1)
    gwen.get(DETAILS)
    with CaptureQueriesContext(connection) as found:
        gwen.get(DETAILS)
    assert not [each for each in found if "tessera_form" in each["sql"]]
    assert not [each for each in found if "tessera_sheet" in each["sql"]]


@pytest.mark.parametrize("quantity", [1, 8])
def test_questions_cost_one_query(gwen: Client, asked: Programme, quantity: int) -> None:
    put(gwen, asked, quantity)
    gwen.get(DETAILS)
    with CaptureQueriesContext(connection) as found:
        gwen.get(DETAILS)
    about = [
        each["sql"] for each in found if "tessera_form" in each["sql"] or "sheet" in each["sql"]
    ]
    assert len(about) == 1, about
