"""The newest orders, as the dashboard lists them."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import django_tables2 as tables
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tessera.domain.orders.models import Order
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import pick, say_date
from tessera.lib.money import Money
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.words import ORDER_STATUSES, MethodNames, Word, word
from tessera.web.parts.tables import Grid

Contents = Mapping[int, Sequence[tuple[Mapping[str, str], int]]]

NARROW = {"th": {"class": "max-sm:hidden"}, "td": {"class": "max-sm:hidden"}}
WIDE = {"th": {"class": "max-md:hidden"}, "td": {"class": "max-md:hidden"}}
WIDER = {
    "th": {"class": "max-xl:hidden"},
    "td": {"class": "max-xl:hidden whitespace-nowrap"},
}
WHEN = {
    "th": {"class": "max-md:hidden"},
    "td": {"class": "max-md:hidden whitespace-nowrap"},
}
RIGHT = {"th": {"class": "text-right"}, "td": {"class": "text-right whitespace-nowrap"}}


def tag(said: Word) -> SafeString:
    """A word on its colour."""
    return format_html('<span class="tag tag-{}">{}</span>', said.tone, said.text)


class OrderGrid(Grid):
    """Orders: who, what, how much, where they stand."""

    sorts: ClassVar[dict[str, str]] = {
        "number": "number",
        "buyer": "name",
        "total": "total",
        "placed_at": "placed",
    }

    number = tables.Column(gettext_lazy("Number"))
    buyer = tables.Column(gettext_lazy("Buyer"), accessor="last_name", empty_values=())
    contents = tables.Column(gettext_lazy("Contents"), accessor="id", attrs=WIDE)
    method = tables.Column(gettext_lazy("Payment"), attrs=WIDER, empty_values=())
    placed_at = tables.Column(gettext_lazy("Placed"), attrs=WHEN)
    total = tables.Column(gettext_lazy("Total"), attrs=RIGHT)
    status = tables.Column(gettext_lazy("Status"), attrs=NARROW)

    def __init__(
        self,
        rows: Sequence[Order],
        *,
        contents: Contents,
        shop: Shop,
        address: QueryDict,
        **paging: Any,
    ) -> None:
        self.contents, self.shop, self.language = contents, shop, speaks()
        self.methods = MethodNames(shop.id)
        super().__init__(rows, address=address, **paging)

    def render_number(self, record: Order) -> SafeString:
        """The number leads to the order."""
        url = reverse("backoffice:order", args=[self.shop.slug, record.number])
        return format_html('<a class="number" href="{}">{}</a>', url, record.number)

    def render_buyer(self, record: Order) -> SafeString:
        """The name, or the company, or a dash; the address under it."""
        name = record.full_name or record.company or "–"
        return format_html(
            '<span class="block max-w-44 truncate">{}</span>'
            '<span class="block max-w-44 truncate text-xs muted max-sm:hidden">{}</span>'
            '<span class="mt-1 block sm:hidden">{}</span>',
            name,
            record.email,
            self.render_status(record),
        )

    def render_contents(self, record: Order) -> str:
        """The event with most tickets, and how many other events."""
        found = self.contents.get(record.id, ())
        if not found:
            return "–"
        name, tickets = found[0]
        what = pick(name, self.language) or _("other articles")
        said = f"{tickets} × {what}"
        others = len(found) - 1
        if not others:
            return said
        more = ngettext("+ %(count)d other event", "+ %(count)d other events", others)
        return f"{said} {more % {'count': others}}"

    def render_method(self, record: Order) -> str:
        """What the way to pay is called."""
        return self.methods(record.method)

    def render_placed_at(self, record: Order) -> str:
        """On the clock of the shop."""
        assert record.placed_at is not None
        return say_date(record.placed_at, self.shop.time_zone, self.language, "short")

    def render_total(self, record: Order) -> str:
        """Money of the order's currency."""
        return Money(record.total, record.currency).format(self.language)

    def render_status(self, record: Order) -> SafeString:
        """A word on its colour."""
        return tag(word(ORDER_STATUSES, record.status))
