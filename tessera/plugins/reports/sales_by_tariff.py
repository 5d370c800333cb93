"""What each tariff of each event brought in."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.domain.reporting.queries.tariffs import sales_by_event_and_tariff
from tessera.domain.reporting.report import Column, Filters, Report, Scope
from tessera.lib.i18n import pick

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


class SalesFilters(Filters):
    """Which days, which channel."""

    since = forms.DateField(label=_("Placed from"), required=False)
    until = forms.DateField(label=_("Placed until"), required=False)
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
    """Tickets and turnover of paid orders, by event, zone and tariff."""

    code = "sales-by-tariff"
    name = _("Sales by event and tariff")
    description = _("Tickets and turnover of paid orders, for each event, zone and tariff.")
    Filters = SalesFilters
    columns = (
        Column("event", _("Event")),
        Column("zone", _("Zone")),
        Column("tariff", _("Tariff")),
        Column("unit_price", _("Price"), "money"),
        Column("vat_rate", _("VAT"), "percent"),
        Column("orders", _("Orders"), "number"),
        Column("tickets", _("Tickets"), "number", summed=True),
        Column("amount", _("Turnover"), "money", summed=True),
    )

    def rows(self, scope: Scope, filters: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """One row for each event, zone, tariff, price and currency."""
        zone = ZoneInfo(scope.shop.time_zone)
        since, until = filters.get("since"), filters.get("until")
        found = sales_by_event_and_tariff(
            scope.shop.id,
            since=datetime.combine(since, time.min, zone) if since else BEGINNING,
            until=datetime.combine(until + timedelta(days=1), time.min, zone)
            if until
            else scope.at,
            channel=filters.get("channel") or "",
        )
        for row in found:
            names = {name: pick(row[name], scope.language) for name in ("event", "zone", "tariff")}
            yield {**row, **names}
