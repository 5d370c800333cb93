"""The reports which say what was sold under each of some headings: doors, ways to pay, dates; what
of it was given back, and what is left."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.days import Sold, sight_of, sold_between
from tessera.domain.reporting.queries.returned import Heads, given_back, sold_and_undone
from tessera.domain.reporting.report import Column, DaysFilters, Report, Scope, days_of

ORDERS = Column("orders", _("Orders"), "number", summed=True)
TICKETS = Column("tickets", _("Tickets"), "number", summed=True)
AMOUNT = Column("amount", _("Sold"), "money", summed=True)
GIVEN_BACK = Column("given_back", _("Given back"), "money", summed=True)
NET = Column("net", _("Net"), "money", summed=True)
MONEY = (AMOUNT, GIVEN_BACK, NET)

Headed = tuple[Mapping[str, Any], Sold]


class SoldReport(Report):
    """Orders and tickets that stand, for each heading of a `kind`, and the money: sold on these
    days (with what was cancelled since), given back on these days, net. `headed` writes the
    headings."""

    can = Can.SEE_DASHBOARD
    Filters = DaysFilters
    kind = ""

    def headed(self, sold: Sequence[Sold], scope: Scope) -> Iterable[Headed]:
        """What stands in the columns of the heading, beside the figures; in the order shown."""
        raise NotImplementedError

    def rows(self, scope: Scope, filters: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """One row for each heading and currency."""
        first, last = days_of(scope, filters)
        sight = sight_of(scope.actor, scope.shop)
        days: Any = {"first": first, "last": last}
        gone = sold_and_undone(sight, **days, kind=self.kind)
        back = given_back(sight, **days, kind=self.kind)
        sold = sold_between(sight, **days, kinds=[self.kind])
        sold += _only_gone({*gone, *back} - {(each.key, each.currency) for each in sold}, self.kind)
        for heading, each in self.headed(sold, scope):
            yield {**heading, **_figures(each, gone, back)}


def _only_gone(heads: Collection[tuple[str, str]], kind: str) -> list[Sold]:
    """The headings of which nothing that was sold stands."""
    return [Sold(None, kind, key, currency, 0, 0, 0) for key, currency in sorted(heads)]


def _figures(each: Sold, gone: Heads, back: Heads) -> dict[str, Any]:
    head = each.key, each.currency
    amount, returned = each.amount + gone.get(head, 0), back.get(head, 0)
    return {
        "orders": each.orders,
        "tickets": each.tickets,
        "amount": amount,
        "given_back": returned,
        "net": amount - returned,
        "currency": each.currency,
    }
