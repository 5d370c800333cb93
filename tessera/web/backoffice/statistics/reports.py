"""Reports: every part of the registry gets a screen and a file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from babel.numbers import format_decimal
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase

from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.report import REPORTS, Column, Report, Scope
from tessera.lib import clock
from tessera.lib.i18n import say_date
from tessera.lib.money import LOCALES, Money
from tessera.web.backoffice.page import page, speaks
from tessera.web.backoffice.statistics.figures import asked_in
from tessera.web.backoffice.statistics.periods import days_form
from tessera.web.backoffice.statistics.pictures import events
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import dressed
from tessera.web.parts.tables import csv_answer, xlsx_answer

Row = Mapping[str, Any]
MOST_SHOWN = 400


@requires(Can.SEE_DASHBOARD)
def reports(request: ShopRequest) -> HttpResponse:
    """What each event sold, and the reports that the reader may open."""
    asked = asked_in(request, usually="season")
    parts = [part for part in REPORTS.all().values() if request.actor.may(part.can)]
    sold, bars = events(asked)
    context = {
        "asked": asked,
        "period": asked.period,
        "currency": asked.currency,
        "days_form": days_form(asked.period),
        "events": sold,
        "listed": [(bar, row[1]) for bar, row in zip(bars, sold.rows, strict=True)],
        "reports": parts,
    }
    return page(request, "statistics/reports.html", context, section="reports")


@requires(Can.SEE_DASHBOARD)
def report(request: ShopRequest, code: str) -> HttpResponse:
    """One report on the screen, narrowed as the address says."""
    part, form, scope = _asked(request, code)
    found = list(part.rows(scope, form.cleaned_data)) if form.is_valid() else []
    context = {
        "report": part,
        "form": form,
        "rows": [
            [(column, shown(column, row, scope)) for column in part.columns]
            for row in found[:MOST_SHOWN]
        ],
        "hidden": max(len(found) - MOST_SHOWN, 0),
        "totals": _totals(part.columns, found, scope),
        "query": request.GET.urlencode(),
    }
    return page(request, "statistics/report.html", context, section="reports")


@requires(Can.EXPORT)
def report_csv(request: ShopRequest, code: str) -> HttpResponseBase:
    """The same report as a file, amounts as plain numbers."""
    part, titles, rows = _file(request, code)
    return csv_answer(f"{request.shop.slug}-{part.code}.csv", titles, rows)


@requires(Can.EXPORT)
def report_xlsx(request: ShopRequest, code: str) -> HttpResponseBase:
    """The same report as a workbook."""
    part, titles, rows = _file(request, code)
    return xlsx_answer(f"{request.shop.slug}-{part.code}.xlsx", titles, rows)


def shown(column: Column, row: Row, scope: Scope) -> str:
    """A value as people read it."""
    value = row.get(column.name)
    if value is None:
        return "–"
    if column.kind == "money":
        return Money(int(value), row["currency"]).format(scope.language)
    if column.kind == "moment":
        return say_date(value, scope.shop.time_zone, scope.language, "short")
    if column.kind == "percent":
        return f"{format_decimal(value, locale=LOCALES.get(scope.language, scope.language))} %"
    return str(value)


def plain(column: Column, row: Row) -> Any:
    """A value as programs read it."""
    value = row.get(column.name)
    if column.kind == "money" and value is not None:
        return Money(int(value), row["currency"]).plain()
    return value


def _asked(request: ShopRequest, code: str) -> tuple[Report, forms.Form, Scope]:
    kind = REPORTS.all().get(code)
    if kind is None:
        raise Http404
    if not request.actor.may(kind.can):
        raise PermissionDenied
    form = dressed(kind.Filters(request.GET))
    at = clock.now()
    return kind(), form, Scope(request.actor, request.shop, speaks(), at)


def _file(request: ShopRequest, code: str) -> tuple[Report, list[str], Iterator[list[Any]]]:
    part, form, scope = _asked(request, code)
    found: Iterable[Row] = part.rows(scope, form.cleaned_data) if form.is_valid() else ()
    titles = [str(column.title) for column in part.columns] + ["currency"]
    rows = (
        [*(plain(column, row) for column in part.columns), row.get("currency")] for row in found
    )
    return part, titles, rows


def _totals(columns: Iterable[Column], rows: list[Row], scope: Scope) -> list[tuple[Column, str]]:
    return [(column, _total(column, rows, scope) if column.summed else "") for column in columns]


def _total(column: Column, rows: list[Row], scope: Scope) -> str:
    if column.kind != "money":
        return str(sum(row[column.name] or 0 for row in rows))
    sums = Counter[str]()
    for row in rows:
        sums[row["currency"]] += int(row[column.name] or 0)
    return " · ".join(Money(sums[each], each).format(scope.language) for each in sums)
