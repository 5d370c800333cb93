"""Days of every year, read as people write them."""

import pytest
from django.test import Client
from django.utils.translation import override

from tessera.domain.catalogue.models import Plan
from tessera.web.backoffice.members.yearly import yearly_read, yearly_said

NEW = "/manage/theatre/members/plans/new/"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1 September", "09-01"),
        ("September 1", "09-01"),
        ("1st sept.", "09-01"),
        ("1er septembre", "09-01"),
        ("15 août", "08-15"),
        ("1.9.", "09-01"),
        ("31/12", "12-31"),
        ("09-01", "09-01"),
        ("29 février", "02-29"),
        ("30 février", ""),
        ("1 brumaire", ""),
        ("septembre", ""),
        ("31.4.", ""),
        ("0.0", ""),
        ("1 sept 1", ""),
        ("hello", ""),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, day: str) -> None:
    with override("fr"):
        assert yearly_read(typed) == day


@pytest.mark.parametrize("day", ["09-01", "08-15", "02-29"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_shown_is_read_again(day: str, language: str) -> None:
    with override(language):
        assert yearly_read(yearly_said(day)) == day


def test_a_season_begins_on_a_day_of_the_year(desk: Client, plan: Plan) -> None:
    first = {"level": plan.level_id, "unit": "season", "count": 1, "seats": 1}
    first |= {"needs_approval": "no", "season_rollover": "1 June"}
    wrong = desk.post(NEW, {**first, "season_starts": "in autumn"})
    assert wrong.status_code == 422
    assert b"for example 1 September" in wrong.content and b"in autumn" in wrong.content
    right = desk.post(NEW, {**first, "season_starts": "1 September"})
    assert "season_starts=09-01" in right["Location"]
    assert "season_rollover=06-01" in right["Location"]
