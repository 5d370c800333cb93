"""The pictures of sales: what is drawn, and the same figures to take home."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.reporting.queries.days import Sold, sold_between
from tessera.domain.reporting.queries.names import names_of
from tessera.lib.i18n import pick, say_date
from tessera.lib.money import LOCALES, Money, exponent
from tessera.web.backoffice.statistics import charts
from tessera.web.backoffice.statistics.figures import Asked, Figures
from tessera.web.backoffice.statistics.periods import Period
from tessera.web.backoffice.words import CHANNELS, MethodNames, word

MOST_BARS = 8
Drawing = charts.Line | charts.Columns | list[charts.Bar] | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, what it is called, and its figures: `columns` for programs, a row for each."""

    code: str
    title: str | Promise
    drawing: Drawing
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    asked: Asked

    @property
    def files(self) -> list[tuple[str, str]]:
        """Kinds of file with the address of each."""
        forms = (("CSV", "figures_csv"), ("JSON", "figures_json"))
        return [(form, self.asked.file(name, self.code)) for form, name in forms]


def sales(figures: Figures) -> Picture:
    """Turnover in one currency by day (by week over a long time), against the time before."""
    asked, against = figures.asked, figures.compared
    currency, language = asked.currency, asked.language
    now = _points(figures.sold, asked.period, currency)
    before = _points(figures.before, against.period, currency)[: len(now)]
    then = [Money(amount, currency).plain() for _day, amount in before]
    rows = [
        (f"{day}", Money(amount, currency).plain(), f"{before[index][0]}", then[index], currency)
        for index, (day, amount) in enumerate(now)
    ]
    return Picture(
        "sales",
        gettext_lazy("Sales over time"),
        _line(now, before, currency, language),
        ("day", "sales", "day_before", "sales_before", "currency"),
        rows,
        asked,
    )


def channels(figures: Figures) -> Picture:
    """Tickets by the kind of door they were sold through."""

    def said(each: Sold) -> str:
        return str(word(CHANNELS, each.key))

    return _bars("channels", gettext_lazy("Tickets by channel"), figures, "channel", said)


def methods(figures: Figures) -> Picture:
    """Tickets by the way they were paid."""

    names = MethodNames(figures.asked.shop.id)

    def said(each: Sold) -> str:
        return names(each.key)

    return _bars("methods", gettext_lazy("Tickets by payment method"), figures, "method", said)


def tariffs(figures: Figures) -> Picture:
    """Tickets by the name of their tariff, whatever the event."""
    return _bars(
        "tariffs", gettext_lazy("Tickets by tariff"), figures, "tariff", _namer(figures, _("Other"))
    )


def zones(figures: Figures) -> Picture:
    """Tickets by the name of their zone, whatever the event."""
    return _bars(
        "zones", gettext_lazy("Tickets by zone"), figures, "zone", _namer(figures, _("No zone"))
    )


def dates(figures: Figures) -> Picture:
    """Tickets by the date they are for, in the order of the dates."""
    starts, asked = figures.named.starts, figures.asked

    def said(each: Sold) -> str:
        begins = starts.get(each.key)
        if begins is None:
            return _("No date")
        when = say_date(begins, asked.shop.time_zone, asked.language, "short")
        if asked.event is not None:
            return when
        return f"{when} · {pick(figures.named.names['date', each.key], asked.language)}"

    return _bars("dates", gettext_lazy("Tickets by date"), figures, "date", said)


def events(asked: Asked) -> tuple[Picture, list[charts.Bar]]:
    """Tickets by event, those with most first; a bar for each row."""
    period = asked.period
    sold = sold_between(asked.sight, first=period.first, last=period.last, kinds=("event",))
    named = names_of(sold)
    tickets, amounts = Counter[str](), Counter[str]()
    for each in sold:
        tickets[each.key] += each.tickets
        amounts[each.key] += each.amount if each.currency == asked.currency else 0
    bars, rows = [], []
    for key, number in tickets.most_common():
        name = pick(named.names.get(("event", key)), asked.language) or _("Without event")
        amount = Money(amounts[key], asked.currency)
        bars.append((name, number, amount.format(asked.language)))
        rows.append((name, named.slugs.get(key, ""), number, amount.plain(), asked.currency))
    columns = ("event", "address", "tickets", "sales", "currency")
    drawing = charts.bars(bars)
    title = gettext_lazy("Tickets by event")
    return Picture("events", title, drawing, columns, rows, asked), drawing


PICTURES: dict[str, Callable[[Figures], Picture]] = {
    "sales": sales,
    "channels": channels,
    "methods": methods,
    "tariffs": tariffs,
    "zones": zones,
    "dates": dates,
}


def _namer(figures: Figures, nameless: str) -> Callable[[Sold], str]:
    names, language = figures.named.names, figures.asked.language
    return lambda each: pick(names.get((each.kind, each.key)), language) or nameless


def _bars(
    code: str,
    title: str | Promise,
    figures: Figures,
    kind: str,
    said: Callable[[Sold], str],
) -> Picture:
    """A bar for each name, the longest first; the smallest share one when there are too many."""
    currency, language = figures.asked.currency, figures.asked.language
    tickets, amounts = Counter[str](), Counter[str]()
    for each in figures.of(kind):
        name = said(each)
        tickets[name] += each.tickets
        amounts[name] += each.amount if each.currency == currency else 0
    rows = [
        (name, number, Money(amounts[name], currency).plain(), currency)
        for name, number in tickets.most_common()
    ]
    shown = _gathered(tickets.most_common())
    drawn = [
        (name, number, Money(amounts[name], currency).format(language) if name in amounts else "")
        for name, number in shown
    ]
    columns = (kind, "tickets", "sales", "currency")
    return Picture(code, title, charts.bars(drawn), columns, rows, figures.asked)


def _gathered(counted: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    if len(counted) <= MOST_BARS:
        return list(counted)
    rest = counted[MOST_BARS - 1 :]
    others = _("%(count)d others") % {"count": len(rest)}
    return [*counted[: MOST_BARS - 1], (others, sum(number for _name, number in rest))]


def _points(sold: Sequence[Sold], period: Period, currency: str) -> list[tuple[date, int]]:
    amounts = Counter[date]()
    for each in sold:
        if each.kind == "all" and each.currency == currency and each.day is not None:
            amounts[each.day] += each.amount
    pace = period.pace
    return [
        (start, sum(amounts[start + timedelta(days=each)] for each in range(pace)))
        for start in period.starts
    ]


def _line(
    now: Sequence[tuple[date, int]],
    before: Sequence[tuple[date, int]],
    currency: str,
    language: str,
) -> charts.Line | None:
    if not any(amount for _day, amount in [*now, *before]):
        return None
    earlier = before if any(amount for _day, amount in before) else []
    unit = 10 ** exponent(currency)
    most = max(amount for _day, amount in [*now, *earlier])
    top = charts.nice_top(-(-most // unit))
    marks = [top * part // 4 for part in (1, 2, 3, 4)]
    locale = LOCALES.get(language, language)
    return charts.line_chart(
        [format_date(day, "EEE d MMM", locale=locale) for day, _amount in now],
        [amount for _day, amount in now],
        said=[Money(amount, currency).format(language) for _day, amount in now],
        rules=[(mark * unit, format_decimal(mark, locale=locale)) for mark in marks],
        before=[amount for _day, amount in earlier],
        said_before=[Money(amount, currency).format(language) for _day, amount in earlier],
    )
