"""What each tariff of each event brought in."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.domain.reporting.queries.days import sight_of
from tessera.domain.reporting.queries.tariffs import sales_by_event_and_tariff
from tessera.domain.reporting.report import Column, DaysFilters, Report, Scope, moments_of
from tessera.domain.reporting.sold import MONEY
from tessera.lib.i18n import pick


class SalesFilters(DaysFilters):
    """Which days, which channel."""

    channel = forms.ChoiceField(
        label=_("Channel"),
        required=False,
        choices=[
            ("", _("All channels")),
            ("online", _("Online")),
            ("counter", _("Counter")),
            ("reseller", _("Resellers")),
        ],
    )


class SalesByTariff(Report):
    """What paid orders brought, what was given back of it, by event, zone and tariff."""

    code = "sales-by-tariff"
    name = _("Sales by event and tariff")
    description = _(
        "What was sold, given back, and net, for each event, zone and tariff, with its VAT."
    )
    Filters = SalesFilters
    columns = (
        Column("event", _("Event")),
        Column("zone", _("Zone")),
        Column("tariff", _("Tariff")),
        Column("unit_price", _("Price"), "money"),
        Column("vat_rate", _("VAT"), "percent"),
        Column("orders", _("Orders"), "number"),
        Column("tickets", _("Tickets"), "number", summed=True),
        Column("discounts", _("Reductions"), "money", summed=True),
        *MONEY,
    )

    def rows(self, scope: Scope, filters: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """One row for each event, zone, tariff, price and currency."""
        since, until = moments_of(scope, filters)
        found = sales_by_event_and_tariff(
            sight_of(scope.actor, scope.shop),
            since=since,
            until=until,
            channel=filters.get("channel") or "",
        )
        for row in found:
            names = {name: pick(row[name], scope.language) for name in ("event", "zone", "tariff")}
            yield {**row, **names}
