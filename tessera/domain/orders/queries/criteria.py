"""What a list of orders can be narrowed to, read from an address and told to the database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date as Day
from datetime import datetime, time, timedelta
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from tessera.domain.orders.models import Channel, Order, OrderLine, Status
from tessera.domain.orders.queries.grid import WAITING, matching
from tessera.lib.money import Money

KINDS = ("real", "test")


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is asked of orders; an empty value asks nothing. Days are days of the shop."""

    q: str = ""
    status: tuple[str, ...] = ()
    method: str = ""
    channel: str = ""
    currency: str = ""
    event: int | None = None
    date: int | None = None
    tariff: int | None = None
    since: Day | None = None
    until: Day | None = None
    paid_since: Day | None = None
    paid_until: Day | None = None
    least: int | None = None
    most: int | None = None
    kind: str = ""
    newsletter: str = ""
    pick: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self)) or 0 in (
            self.least,
            self.most,
        )


def criteria_from(query: str) -> Criteria:
    """What stands in an address after the question mark; what makes no sense asks nothing."""
    told = parse_qs(query, keep_blank_values=False, max_num_fields=1000)
    one = {name: values[-1].strip() for name, values in told.items()}
    statuses = (*Status.values, "waiting")
    currency = one.get("currency", "").upper()[:3].replace("\x00", "")
    return Criteria(
        q=" ".join(one.get("q", "").replace("\x00", "").split())[:200],
        status=tuple(each for each in statuses if each in told.get("status", ())),
        method=one.get("method", "")[:30].replace("\x00", ""),
        channel=one.get("channel", "") if one.get("channel") in Channel.values else "",
        currency=currency,
        event=_whole(one.get("event")),
        date=_whole(one.get("date")),
        tariff=_whole(one.get("tariff")),
        since=_day(one.get("since")),
        until=_day(one.get("until")),
        paid_since=_day(one.get("paid_since")),
        paid_until=_day(one.get("paid_until")),
        least=_minor(one.get("least"), currency or "CHF"),
        most=_minor(one.get("most"), currency or "CHF"),
        kind=one.get("kind", "") if one.get("kind") in KINDS else "",
        newsletter=one.get("newsletter", "") if one.get("newsletter") in ("yes", "no") else "",
        pick=picked(told.get("pick", ())),
    )


def picked(texts: Iterable[str]) -> tuple[int, ...]:
    """The ids of orders that were ticked."""
    found = (_whole(text) for text in texts)
    return tuple(dict.fromkeys(each for each in found if each is not None))


def narrowed(orders: QuerySet[Order], asked: Criteria, *, time_zone: str) -> QuerySet[Order]:
    """Those of the orders that fit everything that is asked."""
    found = matching(orders, asked.q) if asked.q else orders
    for condition in _conditions(asked, ZoneInfo(time_zone)):
        found = found.filter(condition)
    return found


def _conditions(asked: Criteria, zone: ZoneInfo) -> Iterator[Q]:
    if asked.status:
        wanted = {each for each in asked.status if each != "waiting"}
        yield Q(status__in=sorted(wanted | (set(WAITING) if "waiting" in asked.status else set())))
    for name in ("method", "channel", "currency"):
        if getattr(asked, name):
            yield Q(**{name: getattr(asked, name)})
    if asked.pick:
        yield Q(id__in=asked.pick)
    if asked.kind:
        yield Q(is_test=asked.kind == "test")
    if asked.newsletter:
        yield Q(newsletter=asked.newsletter == "yes")
    yield from _holding(asked)
    yield from _between(asked, zone)


def _holding(asked: Criteria) -> Iterator[Q]:
    named = {"date__event_id": asked.event, "date_id": asked.date, "product_id": asked.tariff}
    wanted = {name: value for name, value in named.items() if value is not None}
    if wanted:
        lines = OrderLine.objects.filter(**wanted).values("order_id")
        yield Q(id__in=lines)


def _between(asked: Criteria, zone: ZoneInfo) -> Iterator[Q]:
    for column, first, last in (
        ("placed_at", asked.since, asked.until),
        ("paid_at", asked.paid_since, asked.paid_until),
    ):
        if first:
            yield Q(**{f"{column}__gte": datetime.combine(first, time.min, zone)})
        if last and last < Day.max:
            end = datetime.combine(last + timedelta(days=1), time.min, zone)
            yield Q(**{f"{column}__lt": end})
    if asked.least is not None:
        yield Q(total__gte=asked.least)
    if asked.most is not None:
        yield Q(total__lte=asked.most)


def _whole(text: str | None) -> int | None:
    if text and text.isascii() and text.isdecimal() and len(text) <= 18:
        return int(text)
    return None


def _day(text: str | None) -> Day | None:
    try:
        found = Day.fromisoformat(text or "")
    except ValueError:
        return None
    return found if 1900 < found.year < 3000 else None


def _minor(text: str | None, currency: str) -> int | None:
    try:
        value = Money.parse(text or "", currency).amount
    except ValueError:
        return None
    return value if value >= 0 else None


def without(told: Mapping[str, list[str]], name: str, value: str = "") -> dict[str, list[str]]:
    """The address without one filter (or one of its values), back on its first page."""
    left = {key: list(values) for key, values in told.items() if key not in ("after", "before")}
    kept = [each for each in left.pop(name, []) if value and each != value]
    return {**left, name: kept} if kept else left
