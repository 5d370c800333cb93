"""What each date of each event brought in."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.domain.reporting.queries.days import Sold
from tessera.domain.reporting.queries.names import names_of
from tessera.domain.reporting.report import Column, Scope
from tessera.domain.reporting.sold import MONEY, ORDERS, TICKETS, Headed, SoldReport
from tessera.lib.i18n import pick


class SalesByDate(SoldReport):
    """Tickets and turnover of paid orders, by the date they are for."""

    code = "sales-by-date"
    name = _("Sales by date of event")
    description = _("What was sold, given back, and net, for each date of each event.")
    kind = "date"
    columns = (
        Column("date", pgettext_lazy("performance", "Date"), "moment"),
        Column("event", _("Event")),
        # An order may be for several dates: their sum would count it twice.
        replace(ORDERS, summed=False),
        TICKETS,
        *MONEY,
    )

    def headed(self, sold: Sequence[Sold], scope: Scope) -> Iterator[Headed]:
        """The dates, the earliest first."""
        named = names_of(sold)
        dated = [each for each in sold if each.key in named.starts]
        for each in sorted(dated, key=lambda each: (named.starts[each.key], each.currency)):
            event = pick(named.names["date", each.key], scope.language)
            yield {"date": named.starts[each.key], "event": event}, each
