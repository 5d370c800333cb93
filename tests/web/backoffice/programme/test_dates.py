"""Dates at Alice's desk: a list and a month, runs and pasted lists, many changed at once."""

from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tessera.domain.catalogue.dating import NewDate
from tessera.domain.catalogue.models import EventDate, Tariff
from tessera.domain.organisations.models import TeamMember
from tessera.domain.stock.models import Pool
from tessera.flows.scheduling import add_dates
from tessera.lib import clock
from tests.factories import Programme, actor_of, make_event, make_order

DATES = "/manage/theatre/events/hamlet/dates/"
DAY = timedelta(days=1)
RUN = {"first": "2027-03-26", "hours": "15:00, 20h30", "pace": "weekly", "every": "1"}


def listed(desk: Client, address: str = "") -> list[int]:
    answer = desk.get(DATES + address)
    assert answer.status_code == 200
    return [night.date.id for night in answer.context["nights"]]


def all_of(programme: Programme) -> str:
    return ",".join(str(each.id) for each in programme.dates)


def starts(programme: Programme) -> list[datetime]:
    return list(programme.event.dates.order_by("starts_at").values_list("starts_at", flat=True))


def test_dates_are_found_by_period_day_weekday_and_status(
    desk: Client, programme: Programme
) -> None:
    event = programme.event
    over = EventDate.objects.create(event=event, starts_at=clock.now() - 3 * DAY, status="hidden")
    first, second = programme.dates
    assert listed(desk) == [first.id, second.id]
    assert listed(desk, "?when=past") == [over.id]
    assert listed(desk, "?when=all&status=hidden") == [over.id]
    day = second.starts_at
    assert listed(desk, f"?since={day:%Y-%m-%d}&until={day:%Y-%m-%d}") == [second.id]
    assert second.id in listed(desk, f"?weekday={day.weekday()}")
    assert listed(desk, f"?weekday={(day.weekday() + 3) % 7}") == []
    assert listed(desk, "?since=x&weekday=9&status=%00&page=x") == [first.id, second.id]


def test_the_list_says_what_is_sold(desk: Client, programme: Programme) -> None:
    make_order(programme, quantity=3)
    first, _second = desk.get(DATES).context["nights"]
    assert (first.taken, first.capacity, first.percent) == (3, 120, 2)
    assert b"3 / 120" in desk.get(f"{DATES}?view=month").content


@pytest.mark.parametrize(("address", "queries"), [("", 10), ("?view=month", 9)])
def test_lists_cost_the_same_with_one_date_or_three(
    desk: Client,
    programme: Programme,
    django_assert_num_queries: DjangoAssertNumQueries,
    address: str,
    queries: int,
) -> None:
    with django_assert_num_queries(queries):
        desk.get(DATES + address)
    for number in range(3):
        EventDate.objects.create(
            event=programme.event, starts_at=programme.date.starts_at + timedelta(hours=number)
        )
    with django_assert_num_queries(queries):
        desk.get(DATES + address)


def test_a_thousand_dates_stay_fast(desk: Client, programme: Programme, alice: TeamMember) -> None:
    new = [NewDate(programme.date.starts_at + n * DAY / 4) for n in range(1, 1000)]
    add_dates(programme.event.id, dates=new, by=actor_of(alice), at=clock.now())
    for address in ("", "?page=7", "?view=month"):
        times = []
        for _ in range(5):
            begun = perf_counter()
            assert desk.get(DATES + address).status_code == 200
            times.append(perf_counter() - begun)
        assert min(times) < 0.4, "a page of dates reads what it shows, not all of them"


def test_a_run_is_shown_before_it_is_made(desk: Client, programme: Programme) -> None:
    before = programme.event.dates.count()
    EventDate.objects.create(event=programme.event, starts_at=datetime(2027, 3, 27, 14, tzinfo=UTC))
    sent = RUN | {"weekdays": ["4", "5"], "until": "2027-04-03", "without": "2.4.2027"}
    answer = desk.post(f"{DATES}new/", sent | {"do": "preview"})
    assert answer.status_code == 200
    said = [(f"{each.shown:%d.%m %H:%M}", each.exists) for each in answer.context["previews"]]
    assert said == [
        ("26.03 15:00", False),
        ("26.03 20:30", False),
        ("27.03 15:00", True),
        ("27.03 20:30", False),
        ("03.04 15:00", False),
        ("03.04 20:30", False),
    ]
    assert programme.event.dates.count() == before + 1

    answer = desk.post(f"{DATES}new/", sent | {"do": "make", "lasts": "90", "doors": "30"})
    assert answer.headers["Location"] == DATES
    assert programme.event.dates.count() == before + 6
    last = programme.event.dates.latest("starts_at")
    assert last.starts_at == datetime(2027, 4, 3, 18, 30, tzinfo=UTC)
    assert last.ends_at == last.starts_at + timedelta(minutes=90)
    assert last.doors_at == last.starts_at - timedelta(minutes=30)
    assert Pool.objects.filter(date=last).count() == 2


def test_an_hour_that_the_clock_skips_is_shown_and_not_made(
    desk: Client, programme: Programme
) -> None:
    sent = {"first": "2027-03-27", "hours": "2:30", "pace": "daily", "times": "3"}
    answer = desk.post(f"{DATES}new/", sent | {"do": "preview"})
    assert [each.at is None for each in answer.context["previews"]] == [False, True, False]
    assert b"clocks go forward" in answer.content
    desk.post(f"{DATES}new/", sent | {"do": "make"})
    assert programme.event.dates.count() == 4


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"hours": "noon"}, "These are no hours: noon", id="no hour"),
        pytest.param({"hours": ""}, "This field is required", id="without an hour"),
        pytest.param({"until": "", "times": ""}, "Say the last day", id="without an end"),
        pytest.param({"until": "2027-01-01"}, "before the first", id="backwards"),
        pytest.param({"without": "Christmas"}, "These are no days: Christmas", id="no day"),
        pytest.param({"pace": "daily", "times": "501"}, "more than 1000", id="too many"),
        pytest.param(
            {"without": "2.4.2027", "until": "2027-04-02", "first": "2027-04-02"},
            "No day fits",
            id="none left",
        ),
    ],
)
def test_what_is_wrong_with_a_run_is_said(
    desk: Client, programme: Programme, wrong: dict[str, str], said: str
) -> None:
    answer = desk.post(f"{DATES}new/", RUN | {"until": "2030-04-03"} | wrong | {"do": "make"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert programme.event.dates.count() == 2


def paste(desk: Client, text: str, do: str = "make", **more: Any) -> Any:
    return desk.post(f"{DATES}paste/", {"text": text, "do": do, **more})


def test_a_pasted_list_is_read_as_people_write(desk: Client, programme: Programme) -> None:
    first, second = programme.zones
    text = (
        "Date;Hour;Doors;End;Floor;Balcony\n"
        "24.12.2027;20:00;19:30;22:15;80;10\n"
        "2027-12-25\t15h00\n"
        "\n"
        "Fri 31/12/2027, 22:30, , 01:00\n"
    )
    assert paste(desk, text).headers["Location"] == DATES
    made = programme.event.dates.order_by("-starts_at")[:3]
    assert [each.starts_at for each in reversed(made)] == [
        datetime(2027, 12, 24, 19, tzinfo=UTC),
        datetime(2027, 12, 25, 14, tzinfo=UTC),
        datetime(2027, 12, 31, 21, 30, tzinfo=UTC),
    ]
    assert made[0].ends_at == datetime(2028, 1, 1, 0, tzinfo=UTC)
    assert made[2].doors_at == datetime(2027, 12, 24, 18, 30, tzinfo=UTC)
    assert Pool.objects.get(date=made[2], zone=first).capacity == 80
    assert Pool.objects.get(date=made[1], zone=second).capacity == 20


def test_every_fault_of_a_list_is_told_by_line_and_nothing_is_made(
    desk: Client, programme: Programme
) -> None:
    text = (
        "24.12.2027;20:00\n32.12.2027;25:00;x\n24.12.2027;20:00\n28.3.2027;2:30\n"
        "25.12.2027\n26.12.2027;20:00;;;-1;2;3\n"
    )
    answer = paste(desk, text)
    assert answer.status_code == 422
    assert {line.number: len(line.faults) for line in answer.context["lines"]} == {
        1: 0,
        2: 3,
        3: 1,
        4: 1,
        5: 1,
        6: 2,
    }
    assert (answer.context["wrong"], answer.context["new"]) == (5, 1)
    assert "The same date stands in line 1." in answer.content.decode()
    assert text.strip() in answer.content.decode().replace("\r\n", "\n")
    assert programme.event.dates.count() == 2


def test_what_exists_is_passed_over(desk: Client, programme: Programme) -> None:
    assert paste(desk, "24.12.2027 20:00").status_code == 302
    answer = paste(desk, "24.12.2027 20:00\n25.12.2027 20:00", do="check")
    assert (answer.context["new"], answer.context["there"]) == (1, 1)
    assert paste(desk, "24.12.2027 20:00\n25.12.2027 20:00").status_code == 302
    assert programme.event.dates.count() == 4


def test_five_hundred_lines_with_faults_are_reported_at_once(
    desk: Client, programme: Programme
) -> None:
    lines = [f"{1 + n % 28}.{1 + n % 12}.2028;{n % 30}:00" for n in range(500)]
    answer = paste(desk, "\n".join(lines))
    assert answer.status_code == 422
    assert len(answer.context["lines"]) == 500
    assert programme.event.dates.count() == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"24.12.2027;20:00", "", id="a list"),
        pytest.param("\ufeff24.12.2027;20:00".encode(), "", id="with a mark of order"),
        pytest.param(b"\xff\xfe2\x004\x00", "no text file", id="not UTF-8"),
    ],
)
def test_a_file_is_read(desk: Client, programme: Programme, data: bytes, said: str) -> None:
    answer = paste(desk, "", file=SimpleUploadedFile("dates.csv", data))
    assert answer.status_code == (422 if said else 302)
    assert said in answer.content.decode()


def test_ticked_dates_are_changed_together(desk: Client, programme: Programme) -> None:
    first, second = programme.dates
    page = desk.get(f"{DATES}change/?date={first.id}&date={second.id}")
    assert len(page.context["chosen"].dates) == 2
    sent = {
        "dates": all_of(programme),
        "move": "later",
        "by": "2",
        "unit": "1440",
        "status": "hidden",
        "full_online": "yes",
        f"places_{programme.zone.id}": "50",
        "online_end": "before",
        "online_before": "3",
        "online_unit": "60",
        "sets_tariffs": "on",
        "served": [str(programme.tariff.product_id)],
    }
    before = starts(programme)
    answer = desk.post(f"{DATES}change/", sent)
    assert answer.headers["Location"] == DATES
    assert starts(programme) == [moment + 2 * DAY for moment in before]
    date = EventDate.objects.get(id=first.id)
    assert (date.status, date.full_online) == ("hidden", True)
    assert date.online_until == date.starts_at - timedelta(hours=3)
    assert programme.pool().capacity == 50
    assert Tariff.objects.get(pk=programme.tariffs[1].pk).date_ids == []


def test_all_that_the_filters_find_can_be_changed(desk: Client, programme: Programme) -> None:
    day = programme.dates[1].starts_at
    page = desk.get(f"{DATES}change/?all=1&since={day:%Y-%m-%d}")
    assert [each.id for each in page.context["chosen"].dates] == [programme.dates[1].id]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "say what is to change"),
        ({"move": "later"}, "Say by how much."),
        ({"move": "hour"}, "Say at which hour."),
        ({"online_end": "at"}, "Say when."),
        ({"counter_end": "before"}, "Say how long before"),
    ],
)
def test_a_change_is_said_to_the_end(
    desk: Client, programme: Programme, sent: dict[str, str], said: str
) -> None:
    answer = desk.post(f"{DATES}change/", {"dates": all_of(programme), **sent})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_too_few_places_name_the_dates_and_keep_what_was_typed(
    desk: Client, programme: Programme
) -> None:
    make_order(programme, quantity=7)
    sent = {"dates": all_of(programme), f"places_{programme.zone.id}": "6"}
    answer = desk.post(f"{DATES}change/", sent)
    assert answer.status_code == 422
    assert "Parterre: 7 taken, 6 asked for" in answer.content.decode()
    assert answer.context["form"][f"places_{programme.zone.id}"].value() == "6"


def test_nothing_ticked_leads_back(desk: Client, programme: Programme) -> None:
    other = make_event(programme.shop)
    for page in ("change/", "deletion/", f"calling-off/?date={other.date.id}", "change/?date=x"):
        assert desk.get(DATES + page).headers["Location"] == DATES


def test_calling_off_says_what_it_does_and_does_it(desk: Client, programme: Programme) -> None:
    make_order(programme, quantity=2)
    address = f"{DATES}calling-off/?date={programme.date.id}"
    assert b"no money is given back" in desk.get(address).content
    desk.post(f"{DATES}calling-off/", {"dates": str(programme.date.id)})
    programme.date.refresh_from_db()
    assert programme.date.status == "cancelled"


def test_sold_dates_are_hidden_instead_of_deleted(desk: Client, programme: Programme) -> None:
    make_order(programme)
    page = desk.get(f"{DATES}deletion/?date={programme.date.id}")
    assert b"Call them off" in page.content
    answer = desk.post(f"{DATES}deletion/", {"dates": all_of(programme)})
    assert answer.status_code == 422
    assert programme.event.dates.count() == 2
    free = str(programme.dates[1].id)
    assert desk.post(f"{DATES}deletion/", {"dates": free}).status_code == 302
    assert programme.event.dates.count() == 1


def edited(desk: Client, programme: Programme) -> dict[str, Any]:
    form = desk.get(f"{DATES}{programme.date.id}/").context["form"]
    sent = {bound.name: bound.value() for bound in form}
    moments = {name: f"{v:%Y-%m-%dT%H:%M}" for name, v in sent.items() if isinstance(v, datetime)}
    return {name: value for name, value in (sent | moments).items() if value not in (None, False)}


def test_one_date_is_edited_and_who_saves_second_is_told(
    desk: Client, programme: Programme
) -> None:
    first, second = edited(desk, programme), edited(desk, programme)
    address, places = f"{DATES}{programme.date.id}/", f"places_{programme.zone.id}"
    first |= {"starts_at": "2027-06-01T20:00", "ends_at": "2027-06-01T22:00", places: "60"}
    assert desk.post(address, first).status_code == 302
    assert programme.pool().capacity == 60
    answer = desk.post(address, second | {places: "70"})
    assert answer.status_code == 422
    assert [(each.theirs, each.yours) for each in answer.context["clashes"]] == [("60", "70")]
    assert programme.pool().capacity == 60


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ends_at": "2020-01-01T10:00"}, "It must end after it begins."),
        ({"doors_at": "2040-01-01T10:00"}, "Doors must open before it begins."),
        ({"starts_at": "2027-03-28T02:30"}, "does not exist"),
    ],
)
def test_impossible_times_are_refused(
    desk: Client, programme: Programme, wrong: dict[str, str], said: str
) -> None:
    answer = desk.post(f"{DATES}{programme.date.id}/", edited(desk, programme) | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_dates_of_others_are_not_there(desk: Client, programme: Programme) -> None:
    other = make_event(programme.shop)
    assert desk.get(f"{DATES}{other.date.id}/").status_code == 404
