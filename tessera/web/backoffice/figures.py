"""The figures of the dashboard, made ready to be drawn."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.domain.reporting.queries.house import DateFill
from tessera.domain.reporting.queries.sales import Sold, TariffSold, Waiting
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import pick
from tessera.lib.money import LOCALES, Money, exponent
from tessera.web.backoffice import charts
from tessera.web.backoffice.words import CHANNELS, word

PERIODS = {"7d": 7, "30d": 30, "season": 0}
LONG_SEASON = 120


@dataclass(frozen=True, slots=True)
class Period:
    """The days that the dashboard looks at, and as many before them to compare with."""

    code: str
    since: datetime
    until: datetime
    days: int

    @property
    def today(self) -> date:
        """The last of its days."""
        return (self.until - timedelta(hours=1)).date()

    @property
    def before(self) -> datetime:
        """Where the time to compare with begins; its own beginning for a season."""
        return self.since if self.code == "season" else self.since - timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Card:
    """One figure: what it is, how much, and how it moved."""

    title: str
    value: str
    more: tuple[str, ...] = ()
    change: int | None = None
    percent: int | None = None
    url: str = ""
    late: str = ""


def period_of(code: str, *, shop: Shop, first: datetime | None, at: datetime) -> Period:
    """The period of this code (30 days for an unknown one), in whole days of the shop."""
    zone = ZoneInfo(shop.time_zone)
    today = at.astimezone(zone).date()
    until = datetime.combine(today + timedelta(days=1), time.min, zone)
    code = code if code in PERIODS else "30d"
    days = PERIODS[code]
    if not days:
        began = first.astimezone(zone).date() if first else today
        days = max((today - began).days + 1, 7)
    since = datetime.combine(today - timedelta(days=days - 1), time.min, zone)
    return Period(code, since, until, days)


def sales_cards(sold: Sequence[Sold], period: Period, *, shop: Shop, language: str) -> list[Card]:
    """Turnover and tickets of the period, against the one before."""
    start = period.since.date()
    now, before = Counter[str](), Counter[str]()
    for each in sold:
        counted = now if each.day >= start else before
        counted[each.currency] += each.amount
        counted["tickets"] += each.tickets
        counted["orders"] += each.orders
    main, others = shop.currencies[0], shop.currencies[1:]
    orders = ngettext("%(count)s order", "%(count)s orders", now["orders"])
    return [
        Card(
            title=_("Sales"),
            value=Money(now[main], main).format(language),
            more=tuple(f"+ {Money(now[c], c).format(language)}" for c in others if now[c]),
            change=_change(now[main], before[main]),
        ),
        Card(
            title=_("Tickets sold"),
            value=_grouped(now["tickets"], language),
            more=(orders % {"count": _grouped(now["orders"], language)},),
            change=_change(now["tickets"], before["tickets"]),
        ),
    ]


def fill_card(dates: Sequence[DateFill], *, language: str) -> Card:
    """How full the coming dates are, all together."""
    capacity = sum(each.capacity for each in dates)
    taken = sum(each.taken for each in dates)
    percent = taken * 100 // capacity if capacity else 0
    left = _("%(left)s places left in %(dates)s coming dates") % {
        "left": _grouped(capacity - taken, language),
        "dates": len(dates),
    }
    return Card(_("Fill rate"), f"{percent} %", (left,), percent=percent)


def waiting_card(waiting: Sequence[Waiting], *, shop: Shop, language: str, url: str) -> Card:
    """What is still to be collected."""
    main = next((each for each in waiting if each.currency == shop.currencies[0]), None)
    amount = Money(main.amount if main else 0, shop.currencies[0])
    others = [each for each in waiting if each is not main]
    orders, late = sum(each.orders for each in waiting), sum(each.late for each in waiting)
    said = ngettext("%(count)s order", "%(count)s orders", orders) % {"count": orders}
    told_late = ngettext("%(count)s overdue", "%(count)s overdue", late) % {"count": late}
    return Card(
        title=_("To be collected"),
        value=amount.format(language),
        more=(
            *(f"+ {Money(each.amount, each.currency).format(language)}" for each in others),
            said,
        ),
        url=url,
        late=told_late if late else "",
    )


def sales_line(
    sold: Sequence[Sold], period: Period, *, currency: str, language: str
) -> charts.Line | None:
    """Turnover in one currency, by day (by week in a long season); nothing without sales."""
    amounts = Counter[date]()
    for each in sold:
        if each.currency == currency:
            amounts[each.day] += each.amount
    if not amounts:
        return None
    pace = 7 if period.days > LONG_SEASON else 1
    now = _buckets(amounts, period.since.date(), period.days, pace)
    compared = period.before < period.since
    before = _buckets(amounts, period.before.date(), period.days, pace) if compared else []
    unit = 10 ** exponent(currency)
    most = max(amount for _day, amount in [*now, *before])
    top = charts.nice_top(-(-most // unit))
    marks = [top * part // 4 for part in (1, 2, 3, 4)]
    locale = LOCALES.get(language, language)
    return charts.line_chart(
        [format_date(day, "d MMM", locale=locale) for day, _amount in now],
        [amount for _day, amount in now],
        said=[Money(amount, currency).format(language) for _day, amount in now],
        rules=[(mark * unit, _grouped(mark, language)) for mark in marks],
        before=[amount for _day, amount in before],
        said_before=[Money(amount, currency).format(language) for _day, amount in before],
    )


def channel_bars(sold: Sequence[Sold], period: Period) -> list[charts.Bar]:
    """Tickets by the kind of door they were sold through."""
    counted = Counter[str]()
    for each in sold:
        if each.day >= period.since.date():
            counted[each.channel] += each.tickets
    rows = [(str(word(CHANNELS, code)), number, "") for code, number in counted.most_common()]
    return charts.bars(rows)


def tariff_bars(tariffs: Sequence[TariffSold], *, currency: str, language: str) -> list[charts.Bar]:
    """Tickets by tariff, with what they brought."""
    return charts.bars(
        [
            (pick(each.name, language), each.tickets, Money(each.amount, currency).format(language))
            for each in tariffs
        ]
    )


def by_event(dates: Sequence[DateFill]) -> list[tuple[DateFill, list[DateFill]]]:
    """The dates under their events, events in the order of their next date."""
    events: dict[int, list[DateFill]] = {}
    for each in dates:
        events.setdefault(each.event_id, []).append(each)
    return [(found[0], found) for found in events.values()]


def _buckets(amounts: Counter[date], since: date, days: int, pace: int) -> list[tuple[date, int]]:
    starts = [since + timedelta(days=offset) for offset in range(0, days, pace)]
    return [
        (start, sum(amounts[start + timedelta(days=each)] for each in range(pace)))
        for start in starts
    ]


def _change(now: int, before: int) -> int | None:
    return round((now - before) * 100 / before) if before else None


def _grouped(number: int, language: str) -> str:
    return format_decimal(number, locale=LOCALES.get(language, language))
