"""Money as it came and went."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tessera.domain.payments.queries import named_methods
from tessera.domain.reporting.queries.days import sight_of
from tessera.domain.reporting.queries.journal import money_moved
from tessera.domain.reporting.report import Column, DaysFilters, Report, Scope, days_of, moments_of

KINDS = {"payment": _("Payment"), "refund": pgettext_lazy("money", "Refund")}


class SalesJournal(Report):
    """Every payment received and every refund done, line by line."""

    code = "sales-journal"
    name = _("Sales journal")
    description = _(
        "Every payment received and every refund paid out, in the order of time; "
        "of this month, unless you choose days."
    )
    Filters = DaysFilters
    columns = (
        Column("at", _("Moment"), "moment"),
        Column("kind", _("Kind")),
        Column("number", _("Order")),
        Column("buyer", _("Buyer")),
        Column("method", _("Payment method")),
        Column("reference", _("Reference")),
        Column("received", _("Received"), "money", summed=True),
        Column("given_back", _("Given back"), "money", summed=True),
        Column("amount", _("Net"), "money", summed=True),
    )

    def rows(self, scope: Scope, filters: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """One row for each movement; what was given back stands apart, and is negative in the
        net."""
        if not filters.get("since"):
            _first, last = days_of(scope, filters)
            filters = {**filters, "since": last.replace(day=1)}
        since, until = moments_of(scope, filters)
        known = named_methods(scope.shop.id, get_language() or "en")
        for moved in money_moved(sight_of(scope.actor, scope.shop), since=since, until=until):
            yield {
                **moved,
                "received": max(moved["amount"], 0),
                "given_back": max(-moved["amount"], 0),
                "kind": KINDS[moved["kind"]],
                "method": known.get(moved["method"], moved["method"]),
            }
