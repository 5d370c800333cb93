"""What each way to pay brought in."""

from collections.abc import Iterator, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tessera.domain.payments.queries import named_methods
from tessera.domain.reporting.queries.days import Sold
from tessera.domain.reporting.report import Column, Scope
from tessera.domain.reporting.sold import MONEY, ORDERS, TICKETS, Headed, SoldReport


class SalesByMethod(SoldReport):
    """Paid orders by the way they were paid."""

    code = "sales-by-method"
    name = _("Sales by payment method")
    description = _("What was sold, given back, and net, for each way to pay.")
    kind = "method"
    columns = (Column("method", _("Payment method")), ORDERS, TICKETS, *MONEY)

    def headed(self, sold: Sequence[Sold], scope: Scope) -> Iterator[Headed]:
        """The ways to pay, by turnover."""
        known = named_methods(scope.shop.id, get_language() or "en")
        for each in sold:
            yield {"method": known.get(each.key) or each.key or "–"}, each
