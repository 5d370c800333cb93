"""What was answered is seen, corrected by the team, and exported: customers and holders apart."""

import csv
import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tessera.domain.activity.models import Activity
from tessera.domain.answers.models import AnswerFile, Sheet, SheetChange
from tessera.domain.forms.models import Form
from tessera.domain.forms.rules import Given
from tessera.domain.orders.models import Order
from tessera.domain.organisations.models import TeamMember
from tessera.domain.reporting.models import Export
from tessera.flows.exporting import make_export
from tests.factories import Programme, make_order
from tests.factories.forms import ask, make_answered_order, make_form

ANSWERS = "/manage/theatre/answers/"
CSV = {"format": "csv", "separator": "semicolon"}


@pytest.fixture
def form(programme: Programme) -> Form:
    """Asked of each holder of the first tariff."""
    return make_form(
        programme.shop,
        ask("meal", "one_of", options=["meat", "none"]),
        ask("age", "number"),
        ask("birth", "date"),
        ask("proof", "file"),
        record={"first_name": "required", "last_name": "optional"},
        tariffs=[programme.tariff],
    )


@pytest.fixture
def order(programme: Programme, form: Form) -> Order:
    """Zoe and Yan come; Bea has bought."""
    make_form(programme.shop, ask("heard"), kind="order")
    zoe = Given({"first_name": "Zoe", "last_name": "H"}, {"meal": "meat", "birth": "2001-02-03"})
    yan = Given({"first_name": "Yan"}, {"meal": "none", "age": "7"})
    buyer = Given({}, {"heard": "=1+1"})
    return make_answered_order(programme, zoe, yan, order=buyer, pays=True)


def rows(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def said(answer: Any) -> str:
    return str(answer.content.decode())


def page_of(order: Order, rest: str = "") -> str:
    return f"/manage/theatre/orders/{order.number}/{rest}"


def who(order: Order, place: int) -> str:
    return f"t{order.lines.get().pk}-{place}"


def test_holders_have_a_line_each_and_a_column_for_each_question(
    desk: Client, order: Order, form: Form
) -> None:
    one, two = rows(desk.post(f"{ANSWERS}file/?form={form.pk}", CSV))
    assert (one["First name"], one["Meal"], one["Birth"]) == ("Zoe", "Meat", "2001-02-03")
    assert (two["First name"], two["Meal"], two["Age"]) == ("Yan", "None", "7")
    assert one["Buyer: last name"] == "Buyer"
    assert one["Order"] == order.number
    assert one["Ticket"]
    assert "Heard" not in one
    noted = Activity.objects.get(verb="data.exported")
    assert (noted.facts["kind"], noted.facts["rows"]) == ("holders", 2)


def test_customers_stand_in_a_file_of_their_own(desk: Client, order: Order) -> None:
    (one,) = rows(desk.post(f"{ANSWERS}file/?who=buyers", CSV))
    assert (one["Last name"], one["E-mail"]) == ("Buyer", "bea@test.example")
    assert one["Heard"] == "'=1+1"
    assert "Meal" not in one


def test_the_file_is_narrowed(desk: Client, order: Order, programme: Programme) -> None:
    other = make_order(programme, quantity=1, tariff=programme.tariffs[1])
    asked = rows(desk.post(f"{ANSWERS}file/", CSV))
    assert {each["Order"] for each in asked} == {order.number}, "the other was asked nothing"
    every = rows(desk.post(f"{ANSWERS}file/?form=everybody", CSV))
    assert len(every) == 3
    tariff = f"?form=everybody&tariff={programme.tariffs[1].product_id}"
    (one,) = rows(desk.post(f"{ANSWERS}file/{tariff}", CSV))
    assert one["Order"] == other.number
    buyers = rows(desk.post(f"{ANSWERS}file/?who=buyers", CSV))
    assert [each["Order"] for each in buyers] == [order.number]
    assert len(rows(desk.post(f"{ANSWERS}file/?who=buyers&form=everybody", CSV))) == 2
    assert rows(desk.post(f"{ANSWERS}file/?date={programme.dates[1].id}", CSV)) == []
    assert rows(desk.post(f"{ANSWERS}file/?event=0", CSV)) == []


def test_orders_that_are_not_paid_come_when_they_are_asked_for(
    desk: Client, programme: Programme, form: Form
) -> None:
    make_answered_order(programme, Given({"first_name": "Zoe"}, {"meal": "meat"}))
    assert rows(desk.post(f"{ANSWERS}file/", CSV)) == []
    (one,) = rows(desk.post(f"{ANSWERS}file/?state=open", CSV))
    assert (one["First name"], one["Ticket"]) == ("Zoe", "")


def test_a_question_that_is_retired_is_exported(desk: Client, order: Order, form: Form) -> None:
    question = form.questions.get(code="meal")
    desk.post(f"/manage/theatre/forms/{form.pk}/questions/{question.pk}/retirement/")
    one, _two = rows(desk.post(f"{ANSWERS}file/?form={form.pk}", CSV))
    assert one["Meal"] == "Meat"
    assert "asked no more" in said(desk.get(page_of(order, "?tab=answers")))


def test_the_page_shows_the_first_answers(desk: Client, order: Order) -> None:
    page = said(desk.get(ANSWERS))
    for words in ("2 people", "Zoe", "Meat", "Yan"):
        assert words in page
    assert "1 order" in said(desk.get(f"{ANSWERS}?who=buyers"))


def test_who_may_not_see_customers_sees_no_answers(
    client: Client, rita: TeamMember, order: Order
) -> None:
    client.force_login(rita.person)
    assert client.get(ANSWERS).status_code == 403
    assert client.get(f"{ANSWERS}file/").status_code == 403
    where = page_of(order, f"answers/{who(order, 1)}/")
    assert client.get(where).status_code in (403, 404)


def test_clerks_see_answers_and_take_none_home(
    client: Client, carl: TeamMember, order: Order
) -> None:
    client.force_login(carl.person)
    assert "Zoe" in said(client.get(ANSWERS))
    assert client.get(f"{ANSWERS}file/").status_code == 403


def test_the_team_corrects_answers_and_what_stood_before_is_kept(
    desk: Client, order: Order, alice: TeamMember
) -> None:
    where = page_of(order, f"answers/{who(order, 2)}/")
    page = said(desk.get(where))
    stamp = page.split('name="stamp" value="')[1].split('"')[0]
    key = who(order, 2)
    data = {f"{key}-r-first_name": "Yann", f"{key}-q-meal": "meat", f"{key}-q-age": "8"}
    assert desk.post(where, {**data, "stamp": stamp}).status_code == 302
    sheet = Sheet.objects.get(order=order, place=2)
    assert sheet.answers == {"meal": "meat", "age": 8}
    change = SheetChange.objects.get(sheet=sheet)
    assert change.before["answers"] == {"meal": "none", "age": 7}
    assert order.tickets.get(place=2).holder_first_name == "Yann"
    page = said(desk.get(page_of(order, "?tab=answers")))
    for words in ("Changed 1 time", alice.person.full_name, '<s class="muted">7</s> → 8'):
        assert words in page
    late = desk.post(where, {**data, "stamp": stamp, f"{key}-q-age": "9"})
    assert late.status_code == 422
    assert "Somebody else changed" in said(late)
    assert Activity.objects.filter(verb="answers.changed").count() == 1


def test_the_team_may_leave_out_what_buyers_must_answer(desk: Client, order: Order) -> None:
    key = who(order, 1)
    where = page_of(order, f"answers/{key}/")
    stamp = said(desk.get(where)).split('name="stamp" value="')[1].split('"')[0]
    assert desk.post(where, {"stamp": stamp}).status_code == 302
    assert Sheet.objects.get(order=order, place=1).answers == {}
    wrong = desk.post(
        where,
        {
            "stamp": Sheet.objects.get(order=order, place=1).updated_at.isoformat(),
            f"{key}-q-age": "old",
        },
    )
    assert wrong.status_code == 422


def test_files_are_handed_in_downloaded_and_zipped(desk: Client, order: Order) -> None:
    key = who(order, 1)
    where = page_of(order, f"answers/{key}/")
    stamp = said(desk.get(where)).split('name="stamp" value="')[1].split('"')[0]
    proof = SimpleUploadedFile("proof.txt", b"I study here.", content_type="text/plain")
    data = {"stamp": stamp, f"{key}-r-first_name": "Zoe", f"{key}-q-proof": proof}
    answer = desk.post(where, data)
    assert answer.status_code == 302, said(answer)
    file = AnswerFile.objects.get()
    download: Any = desk.get(page_of(order, f"answers/files/{file.pk}/"))
    assert b"".join(download.streaming_content) == b"I study here."
    assert download["Content-Disposition"] == 'attachment; filename="proof.txt"'
    assert download["Content-Type"] == "application/octet-stream"
    desk.post(f"{ANSWERS}file/", {"format": "zip"})
    export = Export.objects.get()
    make_export(export_id=export.pk)
    export.refresh_from_db()
    assert export.status == Export.Status.DONE
    with zipfile.ZipFile(export.file.open("rb")) as archive:
        (name,) = archive.namelist()
        assert name == f"{order.number}/{order.lines.get().pk}-1-proof-proof.txt"
        assert archive.read(name) == b"I study here."


@pytest.mark.parametrize("places", [1, 3])
def test_the_page_asks_the_same_number_of_questions(
    desk: Client,
    programme: Programme,
    form: Form,
    places: int,
    django_assert_num_queries: Any,
) -> None:
    given = [Given({"first_name": f"P{each}"}, {"meal": "meat"}) for each in range(places)]
    make_answered_order(programme, *given, pays=True)
    desk.get(ANSWERS)
    with django_assert_num_queries(17):
        desk.get(ANSWERS)
