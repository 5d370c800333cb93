"""Dates and amounts as the shop says them, quickly: a month page has hundreds."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_month_names

from tessera.lib.money import LOCALES


@dataclass(frozen=True, slots=True)
class Names:
    """The words of a language for days (Monday first) and months (January first)."""

    days: tuple[str, ...]
    short_days: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]


@lru_cache(maxsize=16)
def names(language: str) -> Names:
    """The words of the language."""
    locale = LOCALES.get(language, language)
    return Names(
        days=tuple(get_day_names("wide", locale=locale)[day] for day in range(7)),
        short_days=tuple(get_day_names("abbreviated", locale=locale)[day] for day in range(7)),
        months=tuple(
            get_month_names("wide", "stand-alone", locale)[month] for month in range(1, 13)
        ),
        short_months=tuple(
            get_month_names("abbreviated", locale=locale)[month] for month in range(1, 13)
        ),
    )


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The time zone of this name."""
    return ZoneInfo(name)


@dataclass(frozen=True, slots=True)
class Said:
    """A moment on the venue's clock, in words."""

    weekday: str
    day: str
    month: str
    time: str
    full: str
    on: date
    iso: str


def say(moment: datetime, *, time_zone: str, language: str) -> Said:
    """The moment in words: "sam.", "12", "déc.", "20 h 00", and all together."""
    there, words = moment.astimezone(zone(time_zone)), names(language)
    time = f"{there.hour}\u00a0h\u00a0{there.minute:02}" if language == "fr" else f"{there:%H:%M}"
    day, month = words.days[there.weekday()], words.months[there.month - 1]
    return Said(
        weekday=words.short_days[there.weekday()],
        day=str(there.day),
        month=words.short_months[there.month - 1],
        time=time,
        full=f"{day} {there.day} {month} {there.year}, {time}",
        on=there.date(),
        iso=there.isoformat(),
    )


def say_month(first: date, language: str) -> str:
    """ "décembre 2026"."""
    return f"{names(language).months[first.month - 1]} {first.year}"
