"""Calendar files are read back by the library that phones' programs are tested with."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from tessera.lib.calendar import Entry, to_ics

STARTS = datetime(2026, 11, 27, 19, tzinfo=UTC)
ENTRY = Entry(
    uid="K7M2QXA-5@theatre.tessera",
    title='Été; "voix", chœurs\nBEGIN:VEVENT',
    starts=STARTS,
    changed=STARTS - timedelta(days=30),
    place="Rue de la Mercerie 12, Lausanne",
    url="https://tickets.example/?a=1,2",
    position=(46.52, 6.63),
    remind=timedelta(hours=3),
)


def test_an_entry_comes_back_as_it_was() -> None:
    (event,) = Calendar.from_ical(to_ics([ENTRY], name="Théâtre")).walk("VEVENT")

    assert event["uid"] == ENTRY.uid
    assert event["summary"] == ENTRY.title
    assert event["location"] == ENTRY.place
    assert event.decoded("dtstart") == STARTS
    assert event.decoded("dtend") == STARTS + timedelta(hours=2)
    assert event["url"] == ENTRY.url


def test_no_calendar_is_empty_but_valid() -> None:
    assert Calendar.from_ical(to_ics([])).walk("VEVENT") == []


def test_lines_end_as_the_standard_says() -> None:
    lines = to_ics([ENTRY]).split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line for line in lines)
