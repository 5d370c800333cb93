"""Days of every year, as people say and write them: "1 September"; kept as MM-DD."""

import re
from datetime import date
from typing import Any

from babel.dates import format_date, get_month_names
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tessera.lib.money import LOCALES
from tessera.web.backoffice.page import speaks

LEAP = 2028
NUMBERS = re.compile(r"(\d{1,2})\s*[./ ]\s*(\d{1,2})\.?")
STORED = re.compile(r"(\d{2})-(\d{2})")
NAMED = re.compile(r"(?:(\d{1,2})(?:er|st|nd|rd|th|\.)?\s+)?([^\W\d]{3,})\.?(?:\s+(\d{1,2}))?")


def yearly_said(text: str) -> str:
    """A day of every year, given as MM-DD: "1 September"."""
    try:
        day = date.fromisoformat(f"{LEAP}-{text}")
    except ValueError:
        return text
    said = format_date(day, "d MMMM", locale=_locale())
    is_french = speaks() == "fr"
    return f"1er{said[1:]}" if is_french and day.day == 1 else said


def yearly_read(text: str) -> str:
    """MM-DD of what somebody wrote: "1 September", "September 1", "1.9.", "09-01"; "" where it is
    no day."""
    told = " ".join(text.lower().split())
    if found := STORED.fullmatch(told):
        return _stored(int(found[1]), int(found[2]))
    if found := NUMBERS.fullmatch(told):
        return _stored(int(found[2]), int(found[1]))
    found = NAMED.fullmatch(told)
    if found is None or bool(found[1]) == bool(found[3]):
        return ""
    return _stored(_month(found[2]), int(found[1] or found[3]))


class YearlyField(forms.CharField):
    """A day of every year. Refuses what is no day."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(max_length=30, required=False, **facts)

    def clean(self, value: Any) -> Any:
        """MM-DD, or "" for nothing."""
        text = super().clean(value)
        found = yearly_read(text) if text else ""
        if text and not found:
            said = _("Write a day of the year, for example %(day)s.")
            raise ValidationError(said % {"day": yearly_said("09-01")})
        return found

    def prepare_value(self, value: Any) -> Any:
        """As people say it."""
        return yearly_said(value) if isinstance(value, str) else value


def _month(name: str) -> int:
    """Its number, by its whole name or how it begins, here or in English; 0 for none."""
    for locale in (_locale(), "en"):
        for number, month in get_month_names("wide", locale=locale).items():
            if month.lower().startswith(name):
                return int(number)
    return 0


def _stored(month: int, day: int) -> str:
    try:
        return date(LEAP, month, day).strftime("%m-%d")
    except ValueError:
        return ""


def _locale() -> str:
    return LOCALES.get(speaks(), speaks())
