"""Content that exists in several languages, and dates as people say them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime as babel_datetime
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


FORMATS = {
    "full": {"fr": "EEEE d MMMM y, H 'h' mm", "en": "EEEE d MMMM y, H:mm"},
    "short": {"fr": "EEE d MMM y, H 'h' mm", "en": "EEE d MMM y, H:mm"},
    "day": {"fr": "EEEE d MMMM y", "en": "EEEE d MMMM y"},
    "time": {"fr": "H 'h' mm", "en": "H:mm"},
    "month": {"fr": "LLLL y", "en": "LLLL y"},
}


def say_date(moment: datetime, time_zone: str, language: str, form: str = "full") -> str:
    """A date for people: full, short, day, time or month, on the venue's clock."""
    patterns = FORMATS[form]
    locale = LOCALES.get(language, language)
    pattern = patterns.get(language[:2], patterns["en"])
    return babel_datetime(local(moment, time_zone), pattern, locale=locale)
