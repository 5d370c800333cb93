"""Members in pictures: how many, who came, stayed and left, by level; and what they paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal
from django import forms
from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from tessera.domain.catalogue.queries.plans import levels_of_organisation
from tessera.domain.memberships.queries.desk import count_requests
from tessera.domain.memberships.queries.figures import (
    Moves,
    OfLevel,
    moves_of,
    payments_of_members,
    sums_by_level,
)
from tessera.domain.organisations.rules import Can
from tessera.lib.i18n import pick
from tessera.lib.money import LOCALES
from tessera.web.backoffice.members.periods import MONTHS, days_asked, months_asked
from tessera.web.backoffice.members.place import may_edit, members_page, today_of
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.statistics import charts
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import dressed
from tessera.web.parts.tables import csv_answer

KINDS = {
    "joined": gettext_lazy("Joined"),
    "renewed": pgettext_lazy("members", "Renewed"),
    "left": gettext_lazy("Left"),
}
PICTURES = ("members", *KINDS, "levels")
MOST_SUMMED = 50_000


@dataclass(frozen=True, slots=True)
class Steps:
    """Columns of one kind, month by month."""

    code: str
    title: str | Promise
    drawing: charts.Columns | None
    total: int


class Days(forms.Form):
    """The days of the accounts."""

    def __init__(self, initial: dict[str, Any]) -> None:
        super().__init__(initial=initial)
        for name, label in (("from", gettext_lazy("From")), ("until", gettext_lazy("Until"))):
            self.fields[name] = forms.DateField(label=label, required=False, widget=forms.DateInput)
        dressed(self)


@requires(Can.SEE_MEMBERS)
@require_safe
def member_figures(request: ShopRequest) -> HttpResponseBase:
    """Every picture of the last months, with its figures to take home."""
    months = months_asked(request)
    moves = _moves(request)
    first, last = days_asked(request)
    may_account = request.actor.may(Can.SEE_ACCOUNTING)
    context = {
        "months": months,
        "choices": MONTHS,
        "line": _line(moves),
        "now": moves.months[-1].members,
        "steps": [_steps(moves, code) for code in KINDS],
        "levels": _levels(request, moves),
        "has_figures": bool(moves.levels),
        "requests": count_requests(request.shop.organisation_id) if may_edit(request) else 0,
        "days": Days({"from": first, "until": last}),
        "first": first,
        "last": last,
        "may_account": may_account,
        "sums": _sums(request) if may_account else [],
    }
    return members_page(request, "figures.html", context)


@requires(Can.SEE_MEMBERS)
@require_safe
def member_picture(request: ShopRequest, member_picture: str, written: str) -> HttpResponseBase:
    """The figures of a picture: CSV for a spreadsheet, JSON for a program."""
    if member_picture not in PICTURES or written not in ("csv", "json"):
        raise Http404
    columns, rows = _figures(request, member_picture)
    name = f"{request.shop.slug}-members-{member_picture}.{written}"
    if written == "csv":
        return csv_answer(name, columns, ([str(each) for each in row] for row in rows))
    told = {
        "picture": member_picture,
        "shop": request.shop.slug,
        "rows": [dict(zip(columns, row, strict=True)) for row in rows],
    }
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _moves(request: ShopRequest) -> Moves:
    return moves_of(
        request.shop.organisation_id, months=months_asked(request), today=today_of(request)
    )


def _figures(request: ShopRequest, code: str) -> tuple[Sequence[str], list[Sequence[Any]]]:
    moves = _moves(request)
    if code == "levels":
        rows = [
            (name, each.before, each.joined, each.renewed, each.left, each.after, each.churn)
            for name, _colour, each in _levels(request, moves)
        ]
        heads = ("level", "before", "joined", "renewed", "left", "after", "churn_percent")
        return heads, [list(row) for row in rows]
    return ("month", code), [[f"{each.first:%Y-%m}", getattr(each, code)] for each in moves.months]


def _line(moves: Moves) -> charts.Line | None:
    values = [each.members for each in moves.months]
    if not any(values):
        return None
    locale = LOCALES.get(speaks(), speaks())
    top = charts.nice_top(max(values))
    return charts.line_chart(
        [_month(each.first) for each in moves.months],
        values,
        said=[format_decimal(value, locale=locale) for value in values],
        rules=[
            (top * part // 4, format_decimal(top * part // 4, locale=locale))
            for part in (1, 2, 3, 4)
        ],
    )


def _steps(moves: Moves, code: str) -> Steps:
    rows = [(_month(each.first), int(getattr(each, code))) for each in moves.months]
    total = sum(number for _title, number in rows)
    return Steps(code, KINDS[code], charts.columns(rows) if total else None, total)


def _levels(request: ShopRequest, moves: Moves) -> list[tuple[str, str, OfLevel]]:
    """Every level by name, the highest first, with what moved."""
    return [
        (pick(level.name, speaks()), level.colour, moves.levels[level.pk])
        for level in levels_of_organisation(request.shop.organisation_id)
        if level.pk in moves.levels
    ]


def _sums(request: ShopRequest) -> list[Any]:
    zone = ZoneInfo(request.shop.time_zone)
    first, last = days_asked(request)
    lines = payments_of_members(
        request.actor,
        request.shop.id,
        begins=datetime.combine(first, time.min, zone),
        ends=datetime.combine(last + timedelta(days=1), time.min, zone),
    )
    return sums_by_level(list(lines[:MOST_SUMMED]))


def _month(first: Any) -> str:
    return format_date(first, "MMM yyyy", locale=LOCALES.get(speaks(), speaks()))
