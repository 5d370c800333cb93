"""Members in figures: how many there were, who came, stayed and left, by level; what they paid."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from tessera.domain.catalogue.models import Product
from tessera.domain.orders.models import OrderLine
from tessera.domain.orders.queries.grid import orders_visible_to
from tessera.domain.organisations.rules import Actor

MOVES = """
WITH stays AS (
  SELECT held.level_id, held.starts_on,
         held.follows_id IS NOT NULL AS renews,
         LEAST(held.ended_on, GREATEST(held.ends_on, held.grace_until) + 1) AS over_on,
         EXISTS (SELECT 1 FROM tessera_membership AS next WHERE next.follows_id = held.id)
           AS goes_on
  FROM tessera_membership AS held
  JOIN tessera_level AS level ON level.id = held.level_id
  WHERE level.organisation_id = %(organisation)s
)
SELECT level_id, date_trunc('month', starts_on)::date, TRUE, renews, count(*)
FROM stays WHERE starts_on <= %(until)s GROUP BY 1, 2, 4
UNION ALL
SELECT level_id, date_trunc('month', over_on)::date, FALSE, goes_on, count(*)
FROM stays WHERE over_on <= %(until)s GROUP BY 1, 2, 4
"""


@dataclass(slots=True)
class Month:
    """What happened in one month, and how many members there were on its last day (today, of the
    running one)."""

    first: date
    joined: int = 0
    renewed: int = 0
    left: int = 0
    members: int = 0


@dataclass(slots=True)
class OfLevel:
    """The same of one level over the whole time."""

    level_id: int
    before: int = 0
    joined: int = 0
    renewed: int = 0
    left: int = 0
    after: int = 0

    @property
    def churn(self) -> int | None:
        """Who left, of all who could, in per cent."""
        could = self.before + self.joined
        return round(self.left * 100 / could) if could else None


@dataclass(slots=True)
class Moves:
    """Members over some months."""

    months: list[Month] = field(default_factory=list)
    levels: dict[int, OfLevel] = field(default_factory=dict)


def moves_of(organisation_id: int, *, months: int, today: date) -> Moves:
    """Members over so many months, the running one last. A renewal is no joining, and what it
    renews is no leaving."""
    firsts = _firsts(months, today)
    found = Moves([Month(first) for first in firsts])
    by_first = {each.first: each for each in found.months}
    changes: dict[date, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(MOVES, {"organisation": organisation_id, "until": today})
        rows = cursor.fetchall()
    before = 0
    for level_id, first, is_start, goes_on, n in rows:
        level = found.levels.setdefault(level_id, OfLevel(level_id))
        change = n if is_start else -n
        level.after += change
        if first < firsts[0]:
            before += change
            level.before += change
            continue
        changes[first] = changes.get(first, 0) + change
        name = _move(is_start=is_start, goes_on=goes_on)
        if name:
            setattr(level, name, getattr(level, name) + n)
            month = by_first[first]
            setattr(month, name, getattr(month, name) + n)
    for month in found.months:
        before += changes.get(month.first, 0)
        month.members = before
    return found


def _move(*, is_start: bool, goes_on: bool) -> str:
    if is_start:
        return "renewed" if goes_on else "joined"
    return "" if goes_on else "left"


def _firsts(months: int, today: date) -> list[date]:
    first, found = today.replace(day=1), []
    for _each in range(months):
        found.append(first)
        first = (first - timedelta(days=1)).replace(day=1)
    return found[::-1]


@dataclass(frozen=True, slots=True)
class Paid:
    """What was paid for one membership, or given with it; amounts in minor units."""

    line: OrderLine
    gross: int
    net: int
    rate: Decimal

    @property
    def vat(self) -> int:
        """The VAT in it."""
        return self.gross - self.net


def payments_of_members(
    actor: Actor, shop_id: int, *, begins: datetime, ends: datetime
) -> QuerySet[OrderLine]:
    """The lines of memberships, and donations with them, of the actor's orders that were paid in
    that time, the first to be paid first. Tests are left out."""
    orders = orders_visible_to(actor, shop_id).order_by()
    found = OrderLine.objects.filter(
        order__in=orders.filter(paid_at__gte=begins, paid_at__lt=ends, is_test=False),
        product__kind__in=[Product.Kind.PLAN, Product.Kind.DONATION],
    )
    return found.select_related("order", "product__plan__level").order_by("order__paid_at", "id")


def paid_of(line: OrderLine) -> Paid:
    """One of these lines, its VAT taken out of its price, rounded half up."""
    rate = Decimal(line.vat_rate)
    net = (Decimal(line.amount) * 100 / (100 + rate)).quantize(Decimal(1), ROUND_HALF_UP)
    return Paid(line, line.amount, int(net), rate)


@dataclass(slots=True)
class Sum:
    """What one level brought, at one rate, in one currency."""

    level: Any
    rate: Decimal
    currency: str
    count: int = 0
    net: int = 0
    gross: int = 0

    @property
    def vat(self) -> int:
        """The VAT in it."""
        return self.gross - self.net


def sums_by_level(lines: Sequence[OrderLine]) -> list[Sum]:
    """What these lines make together, by level, rate and currency; donations have no level."""
    found: dict[tuple[int, Decimal, str], Sum] = {}
    for line in lines:
        paid, level = paid_of(line), level_of(line)
        key = (level.pk if level else 0, paid.rate, line.order.currency)
        one = found.setdefault(key, Sum(level, paid.rate, line.order.currency))
        one.count, one.net, one.gross = one.count + 1, one.net + paid.net, one.gross + paid.gross
    return sorted(found.values(), key=lambda each: (each.level is None, -each.gross))


def level_of(line: OrderLine) -> Any:
    """The level that the line is for, or nothing."""
    plan = getattr(line.product, "plan", None)
    return plan.level if plan is not None else None
