"""What each way to pay brought in."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tessera.domain.organisations.rules import Can
from tessera.domain.payments.queries import named_methods
from tessera.domain.reporting.queries.days import sight_of, sold_between
from tessera.domain.reporting.report import Column, DaysFilters, Report, Scope, days_of


class SalesByMethod(Report):
    """Paid orders by the way they were paid."""

    code = "sales-by-method"
    name = _("Sales by payment method")
    description = _("Orders, tickets and turnover, for each way to pay.")
    can = Can.SEE_DASHBOARD
    Filters = DaysFilters
    columns = (
        Column("method", _("Payment method")),
        Column("orders", _("Orders"), "number", summed=True),
        Column("tickets", _("Tickets"), "number", summed=True),
        Column("amount", _("Turnover"), "money", summed=True),
    )

    def rows(self, scope: Scope, filters: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """One row for each method and currency."""
        first, last = days_of(scope, filters)
        sight, known = (
            sight_of(scope.actor, scope.shop),
            named_methods(scope.shop.id, get_language() or "en"),
        )
        for sold in sold_between(sight, first=first, last=last, kinds=["method"]):
            yield {
                "method": known.get(sold.key) or sold.key or "–",
                "orders": sold.orders,
                "tickets": sold.tickets,
                "amount": sold.amount,
                "currency": sold.currency,
            }
