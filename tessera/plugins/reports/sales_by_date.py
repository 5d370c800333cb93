"""What each date of each event brought in."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.days import sight_of, sold_between
from tessera.domain.reporting.queries.names import names_of
from tessera.domain.reporting.report import Column, DaysFilters, Report, Scope, days_of
from tessera.lib.i18n import pick


class SalesByDate(Report):
    """Tickets and turnover of paid orders, by the date they are for."""

    code = "sales-by-date"
    name = _("Sales by date of event")
    description = _("Tickets and turnover of paid orders, for each date of each event.")
    can = Can.SEE_DASHBOARD
    Filters = DaysFilters
    columns = (
        Column("date", _("Date"), "moment"),
        Column("event", _("Event")),
        Column("orders", _("Orders"), "number"),
        Column("tickets", _("Tickets"), "number", summed=True),
        Column("amount", _("Turnover"), "money", summed=True),
    )

    def rows(self, scope: Scope, filters: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """One row for each date and currency, the earliest date first."""
        first, last = days_of(scope, filters)
        sold = sold_between(
            sight_of(scope.actor, scope.shop), first=first, last=last, kinds=["date"]
        )
        named = names_of(sold)
        dated = [each for each in sold if each.key in named.starts]
        for each in sorted(dated, key=lambda each: (named.starts[each.key], each.currency)):
            yield {
                "date": named.starts[each.key],
                "event": pick(named.names["date", each.key], scope.language),
                "orders": each.orders,
                "tickets": each.tickets,
                "amount": each.amount,
                "currency": each.currency,
            }
