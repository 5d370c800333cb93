"""What each kind of door brought in."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.days import sight_of, sold_between
from tessera.domain.reporting.report import Column, DaysFilters, Report, Scope, days_of

CHANNELS = {"online": _("Online"), "counter": _("Counter"), "reseller": _("Resellers")}


class SalesByChannel(Report):
    """Paid orders by the kind of door they were sold through."""

    code = "sales-by-channel"
    name = _("Sales by channel")
    description = _("Orders, tickets and turnover sold online, at the counter and by resellers.")
    can = Can.SEE_DASHBOARD
    Filters = DaysFilters
    columns = (
        Column("channel", _("Channel")),
        Column("orders", _("Orders"), "number", summed=True),
        Column("tickets", _("Tickets"), "number", summed=True),
        Column("amount", _("Turnover"), "money", summed=True),
    )

    def rows(self, scope: Scope, filters: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """One row for each channel and currency."""
        first, last = days_of(scope, filters)
        sight = sight_of(scope.actor, scope.shop)
        for sold in sold_between(sight, first=first, last=last, kinds=["channel"]):
            yield {
                "channel": str(CHANNELS.get(sold.key, sold.key)),
                "orders": sold.orders,
                "tickets": sold.tickets,
                "amount": sold.amount,
                "currency": sold.currency,
            }
