"""What each kind of door brought in."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from tessera.domain.reporting.queries.days import Sold
from tessera.domain.reporting.report import Column, Scope
from tessera.domain.reporting.sold import MONEY, ORDERS, TICKETS, Headed, SoldReport

CHANNELS = {"online": _("Online"), "counter": _("Counter"), "reseller": _("Resellers")}


class SalesByChannel(SoldReport):
    """Paid orders by the kind of door they were sold through."""

    code = "sales-by-channel"
    name = _("Sales by channel")
    description = _("What was sold online, at the counter and by resellers, given back, and net.")
    kind = "channel"
    columns = (Column("channel", _("Channel")), ORDERS, TICKETS, *MONEY)

    def headed(self, sold: Sequence[Sold], scope: Scope) -> Iterator[Headed]:
        """The channels, by turnover."""
        for each in sold:
            yield {"channel": str(CHANNELS.get(each.key, each.key))}, each
