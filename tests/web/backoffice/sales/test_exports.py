"""Files: CSV and XLSX read back, at once or in the background, private, forgotten after a week."""

import csv
import io
import zipfile
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.http import FileResponse, StreamingHttpResponse
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tessera.domain.activity.models import Activity
from tessera.domain.orders.models import Order
from tessera.domain.organisations.models import Organisation, TeamMember
from tessera.domain.reporting.models import Export
from tessera.flows.exporting import forget_exports, make_export
from tessera.lib import clock
from tessera.web.backoffice import taking_home
from tests.factories import Programme, make_order, make_person, make_team_member

NEW = "/manage/theatre/exports/new/"
FILES = "/manage/theatre/exports/"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CSV = {"kind": "orders", "columns": "seen", "format": "csv", "separator": "semicolon"}


@pytest.fixture
def order(programme: Programme) -> Order:
    """Bea's order of two tickets, one of them for Zoe; the company looks like a formula."""
    made = make_order(programme, company="=1+1")
    made.tickets.filter(place=1).update(holder_first_name="Zoe", holder_last_name="Holder")
    return made


def _content(answer: object) -> bytes:
    assert isinstance(answer, StreamingHttpResponse | FileResponse)
    return b"".join(answer.streaming_content)  # type: ignore[arg-type]


def _csv(content: bytes, separator: str = ";") -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=separator))


def _xlsx(content: bytes) -> list[list[str]]:
    """The cells of the first sheet, as they are written."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.iter(f"{SHEET}row"):
        cells = [cell.find(f"{SHEET}v") for cell in row]
        texts = ["".join(cell.itertext()) for cell in row]
        rows.append(
            [
                text if found is None else str(found.text)
                for found, text in zip(cells, texts, strict=True)
            ]
        )
    return rows


@pytest.mark.parametrize(("code", "sign"), [("semicolon", ";"), ("comma", ","), ("tab", "\t")])
def test_csv_holds_the_columns_that_are_shown(
    desk: Client, order: Order, code: str, sign: str
) -> None:
    answer = desk.post(
        f"{NEW}?columns=total&columns=status&columns=company", {**CSV, "separator": code}
    )
    (row,) = _csv(_content(answer), sign)
    assert row == {
        "Number": order.number,
        "Company": "'=1+1",
        "Total": "80.00",
        "Status": "Paid",
    }


def test_everything_of_an_order(desk: Client, order: Order) -> None:
    (row,) = _csv(_content(desk.post(NEW, {**CSV, "columns": "all"})))
    assert (row["First name"], row["Last name"], row["E-mail"]) == (
        "Bea",
        "Buyer",
        "bea@test.example",
    )
    assert row["Contents"] == "2 × Hamlet"
    assert row["Net of VAT"] == "80.00"
    assert row["Newsletter"] == "no"


def test_a_workbook_holds_numbers_and_no_formula(desk: Client, order: Order) -> None:
    answer = desk.post(f"{NEW}?columns=company&columns=total", {**CSV, "format": "xlsx"})
    head, row = _xlsx(_content(answer))
    assert head == ["Number", "Company", "Total"]
    assert row == [order.number, "=1+1", "80"]
    with zipfile.ZipFile(io.BytesIO(_content(desk.post(NEW, {**CSV, "format": "xlsx"})))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_holder_and_buyer_are_told_apart(desk: Client, order: Order) -> None:
    rows = _csv(_content(desk.post(NEW, {**CSV, "kind": "tickets_of_orders"})))
    assert {row["Holder: last name"] for row in rows} == {"Holder", ""}
    assert {row["Buyer: last name"] for row in rows} == {"Buyer"}
    assert {row["Order"] for row in rows} == {order.number}


def test_the_file_is_narrowed_as_the_list_is(
    desk: Client, programme: Programme, order: Order
) -> None:
    make_order(programme, status="pending")
    assert len(_csv(_content(desk.post(f"{NEW}?status=paid", CSV)))) == 1
    assert len(_csv(_content(desk.post(f"{NEW}?pick={order.id}", CSV)))) == 1
    assert len(_csv(_content(desk.post(NEW, CSV)))) == 2


def test_taking_data_home_is_written_down(desk: Client, order: Order) -> None:
    desk.post(NEW, CSV)
    told = Activity.objects.get(verb="data.exported")
    assert (told.actor, told.facts["rows"], told.facts["format"]) == ("Alice A", 1, "csv")


def test_a_long_file_is_made_by_the_worker(
    desk: Client, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_home, "AT_ONCE", 0)
    answer = desk.post(f"{NEW}?columns=total", {**CSV, "kind": "orders"})
    assert (answer.status_code, answer["Location"]) == (302, FILES)
    export = Export.objects.get()
    waiting = desk.get(FILES).content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    assert "Waiting to begin" in waiting
    queued = ProcrastinateJob.objects.get(task_name="tessera.flows.exporting.make_export")
    assert queued.args == {"export_id": export.id}
    app.tasks[queued.task_name].func(**queued.args)

    done = desk.get(FILES, headers={"HX-Request": "true"}).content.decode()
    assert "every 2s" not in done
    content = _content(desk.get(f"{FILES}{export.id}/file/"))
    assert _csv(content) == [{"Number": order.number, "Total": "80.00"}]
    export.refresh_from_db()
    assert (export.rows_done, export.rows_total) == (1, 1)
    make_export(export_id=export.id)  # safe to repeat


def test_a_file_is_for_who_asked_for_it(
    desk: Client, alice: TeamMember, order: Order, theatre: Organisation
) -> None:
    export = _made(order, alice)
    assert desk.get(f"{FILES}{export.id}/file/").status_code == 200
    colleague = make_team_member(theatre, make_person("Berta"), "administrator")
    client = Client()
    client.force_login(colleague.person)
    assert client.get(f"{FILES}{export.id}/file/").status_code == 404
    assert client.post(f"{FILES}{export.id}/deletion/").status_code == 404
    assert client.get(f"/media/{export.file.name}").status_code == 404


def test_who_lost_the_right_gets_no_file(alice: TeamMember, order: Order) -> None:
    export = Export.objects.create(
        shop=order.shop,
        person=alice.person,
        kind="orders",
        options={
            "columns": ["number"],
            "titles": ["Number"],
            "words": {},
            "language": "en",
            "separator": "comma",
        },
        created_at=clock.now(),
    )
    alice.is_active = False
    alice.save(update_fields=["is_active"])
    make_export(export_id=export.id)
    export.refresh_from_db()
    assert export.status == Export.Status.FAILED
    assert not export.file


def test_files_are_forgotten_after_a_week(alice: TeamMember, order: Order) -> None:
    export = _made(order, alice)
    storage, name = export.file.storage, str(export.file.name)
    assert forget_exports(at=clock.now() + timedelta(days=6)) == 0
    assert storage.exists(name)
    assert forget_exports(at=clock.now() + timedelta(days=8)) == 1
    assert not storage.exists(name)
    assert not Export.objects.exists()


def test_what_hangs_has_failed(desk: Client, alice: TeamMember, order: Order) -> None:
    export = _made(order, alice)
    Export.objects.update(status=Export.Status.RUNNING)
    forget_exports(at=clock.now() + timedelta(hours=7))
    export.refresh_from_db()
    assert export.status == Export.Status.FAILED
    assert "could not be made" in desk.get(FILES).content.decode()


def test_who_may_not_export_is_not_offered_it(
    client: Client, carl: TeamMember, order: Order
) -> None:
    client.force_login(carl.person)
    assert b"exports/new" not in client.get("/manage/theatre/orders/").content
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, CSV).status_code == 403


def _made(order: Order, who: TeamMember) -> Export:
    export = Export(
        shop=order.shop,
        person=who.person,
        kind="orders",
        status=Export.Status.DONE,
        created_at=clock.now(),
    )
    export.file.save("file.csv", ContentFile(b"x"), save=False)
    export.save()
    return export
