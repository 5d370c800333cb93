"""Content that exists in several languages, and dates as people say them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from django.utils import translation

from tessera.lib.money import LOCALES

Translated = Mapping[str, str]


def pick(text: Translated | None, language: str) -> str:
    """The text in the language, or in English, French, or whatever there is; "" for nothing."""
    if not text:
        return ""
    for wanted in (language, language[:2], "en", "fr"):
        found = text.get(wanted)
        if found:
            return found
    return next((found for found in text.values() if found), "")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within it, gettext answers in the language."""
    with translation.override(language):
        yield


def local(moment: datetime, time_zone: str) -> datetime:
    """The moment as the wall clock of the zone shows it."""
    return moment.astimezone(ZoneInfo(time_zone))


TIME = {"fr": "H\u00a0'h'\u00a0mm", "en": "H:mm"}
DAYS = {"full": "EEEE d MMMM y", "short": "EEE d MMM y", "day": "EEEE d MMMM y", "month": "LLLL y"}
WITH_TIME = ("full", "short", "time")


def say_date(moment: datetime, time_zone: str, language: str, form: str = "full") -> str:
    """A date for people: full, short, day, time or month, on the venue's clock."""
    shown, locale = local(moment, time_zone), LOCALES.get(language, language)
    said = [_day(shown.date(), DAYS[form], locale)] if form in DAYS else []
    if form in WITH_TIME:
        said.append(_time(shown.hour, shown.minute, locale))
    return ", ".join(said)


def say_day(day: date, language: str) -> str:
    """A day in the language: "4 mars 2027"."""
    return _day(day, "long", LOCALES.get(language, language))


def say_day_short(day: date, language: str) -> str:
    """A day in the language, short enough for a list: "Mar 4, 2027"."""
    return _day(day, "medium", LOCALES.get(language, language))


@lru_cache(maxsize=4096)
def _day(day: date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale=locale)


@lru_cache(maxsize=4096)
def _time(hour: int, minute: int, locale: str) -> str:
    return format_time(time(hour, minute), TIME.get(locale[:2], TIME["en"]), locale=locale)
