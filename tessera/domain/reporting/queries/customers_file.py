"""Customers as rows of a file, column by column, however many there are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from tessera.domain.customers.models import Customer
from tessera.domain.orders.models import Order
from tessera.domain.reporting.queries.customers import Figures, with_figures
from tessera.lib.money import Money

SPENT = "spent_"
"""Before a currency: each has its own column."""

Words = Mapping[str, Mapping[str, str]]


def customer_rows(
    customers: QuerySet[Customer],
    columns: Sequence[str],
    *,
    orders: QuerySet[Order],
    words: Words,
    time_zone: str,
) -> Iterator[Sequence[Any]]:
    """Every customer, newest first, by a cursor of the database: memory stays flat."""
    zone = ZoneInfo(time_zone)
    values = [_value(name, words, zone) for name in columns]
    for block in with_figures(customers, orders=orders):
        for customer, figures in block:
            yield [value(customer, figures) for value in values]


def _value(name: str, words: Words, zone: ZoneInfo) -> Callable[[Customer, Figures], Any]:
    said = words.get(name, {})
    if name.startswith(SPENT):
        currency = name.removeprefix(SPENT)
        return lambda _, figures: Money(figures.spent.get(currency, 0), currency).decimal()
    special: dict[str, Callable[[Customer, Figures], Any]] = {
        "orders": lambda _, figures: figures.orders,
        "last": lambda _, figures: _plain(figures.last_at, zone),
        "since": lambda customer, _: _plain(customer.created_at, zone),
        "newsletter_at": lambda customer, _: _plain(customer.newsletter_at, zone),
    }

    def field(customer: Customer, _: Figures) -> Any:
        value = getattr(customer, name)
        return said.get(str(value), value)

    return special.get(name, field)


def _plain(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """On the clock of the shop, without saying so in every cell."""
    return moment.astimezone(zone).replace(tzinfo=None, microsecond=0) if moment else None
