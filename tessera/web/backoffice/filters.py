"""What lists can be narrowed to; every filter is in the address."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.grid import WAITING, matching
from tessera.web.backoffice.words import CHANNELS, ORDER_STATUSES, method_name
from tessera.web.parts.forms import dressed

DAY = {"type": "date"}


def _statuses() -> list[tuple[str, Any]]:
    return [("waiting", _("Everything that waits"))] + [
        (code, said.text) for code, said in ORDER_STATUSES.items()
    ]


class OrderFilters(filters.FilterSet):
    """Words, status, way to pay, channel and the days on which orders were placed."""

    q = filters.CharFilter(label=_("Number, last name or e-mail"), method="by_words")
    status = filters.ChoiceFilter(
        label=_("Status"), choices=_statuses, method="by_status", empty_label=_("All statuses")
    )
    method = filters.ChoiceFilter(label=_("Payment"), empty_label=_("All ways to pay"), choices=())
    channel = filters.ChoiceFilter(
        label=_("Channel"),
        empty_label=_("All channels"),
        choices=[(code, said.text) for code, said in CHANNELS.items()],
    )
    since = filters.DateFilter(
        label=_("Placed from"), method="placed_since", widget=forms.DateInput(attrs=DAY)
    )
    until = filters.DateFilter(
        label=_("Placed until"), method="placed_until", widget=forms.DateInput(attrs=DAY)
    )

    class Meta:
        model = Order
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, time_zone: str, methods: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(time_zone)
        choices = [(code, method_name(code)) for code in methods]
        self.filters["method"].extra["choices"] = choices
        dressed(self.form)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for."""
        return any(self.data.get(name) for name in self.filters)

    def by_words(self, orders: QuerySet[Order], name: str, value: str) -> QuerySet[Order]:
        """By number, name or e-mail."""
        return matching(orders, value)

    def by_status(self, orders: QuerySet[Order], name: str, value: str) -> QuerySet[Order]:
        """One status, or all that wait for somebody."""
        return orders.filter(status__in=WAITING if value == "waiting" else [value])

    def placed_since(self, orders: QuerySet[Order], name: str, value: Any) -> QuerySet[Order]:
        """From the beginning of a day of the shop."""
        return orders.filter(placed_at__gte=datetime.combine(value, time.min, self.zone))

    def placed_until(self, orders: QuerySet[Order], name: str, value: Any) -> QuerySet[Order]:
        """Until the end of a day of the shop."""
        end = datetime.combine(value + timedelta(days=1), time.min, self.zone)
        return orders.filter(placed_at__lt=end)
