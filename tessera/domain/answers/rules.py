"""Who answers in an order, until when answers may be changed, and when they are erased: pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tessera.domain.forms.rules import FILES, Answers, AskedForm

KEY = re.compile(r"t([1-9]\d{0,17})-([1-9]\d{0,5})")


@dataclass(frozen=True, slots=True)
class Respondent:
    """Who answers: the buyer for the order, or who has a place (from 1) of a line."""

    line_id: int | None = None
    place: int = 0

    @property
    def key(self) -> str:
        """The name of their block on pages and in programs: "order", "t12-1"."""
        return "order" if self.line_id is None else f"t{self.line_id}-{self.place}"


BUYER = Respondent()
"""Answers for the order as a whole."""


def respondent_of(key: str) -> Respondent | None:
    """Who is meant by a key, or nobody."""
    if key == BUYER.key:
        return BUYER
    found = KEY.fullmatch(key)
    return Respondent(int(found[1]), int(found[2])) if found else None


def may_edit(form: AskedForm, *, starts_at: datetime | None, at: datetime) -> bool:
    """Whether who answered may still change it: until so many hours before the date begins.

    Without a date it stays open as long as it may be changed at all.
    """
    if form.editable_hours is None:
        return False
    if starts_at is None:
        return True
    return at <= starts_at - timedelta(hours=form.editable_hours)


def erase_day(form: AskedForm, *, last: date) -> date | None:
    """The day on which the answers of an order whose last date was then are erased."""
    return None if form.keep_days is None else last + timedelta(days=form.keep_days)


def file_ids(form: AskedForm | None, answers: Mapping[str, Any]) -> set[int]:
    """The files among the answers."""
    if form is None:
        return set()
    codes = [each.code for each in form.questions if each.kind in FILES]
    return {int(answers[code]) for code in codes if isinstance(answers.get(code), int)}


def changed(before: Answers, after: Answers) -> list[str]:
    """The fields and questions that differ."""
    names = [
        name
        for old, new in ((before.record, after.record), (before.answers, after.answers))
        for name in {**old, **new}
        if old.get(name) != new.get(name)
    ]
    return sorted(set(names))


def name_in(record: Mapping[str, Any]) -> tuple[str, str] | None:
    """The first and last name of a holder, if the record has one."""
    first, last = str(record.get("first_name") or ""), str(record.get("last_name") or "")
    return (first, last) if first or last else None
