"""The reports which say what was sold under each of some headings: doors, ways to pay, dates."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.days import Sold, sight_of, sold_between
from tessera.domain.reporting.report import Column, DaysFilters, Report, Scope, days_of

ORDERS = Column("orders", _("Orders"), "number", summed=True)
TICKETS = Column("tickets", _("Tickets"), "number", summed=True)
AMOUNT = Column("amount", _("Turnover"), "money", summed=True)

Headed = tuple[Mapping[str, Any], Sold]


class SoldReport(Report):
    """Orders, tickets and turnover for each heading of a `kind`; `headed` writes the headings."""

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
        sold = sold_between(sight, first=first, last=last, kinds=[self.kind])
        for heading, each in self.headed(sold, scope):
            yield {
                **heading,
                "orders": each.orders,
                "tickets": each.tickets,
                "amount": each.amount,
                "currency": each.currency,
            }
