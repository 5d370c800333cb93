"""The list of tickets: who holds them, who bought them, who is in."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.orders.queries.grid import orders_visible_to
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.choices import (
    dates_to_choose,
    events_to_choose,
    tariffs_to_choose,
)
from tessera.domain.reporting.queries.tickets import (
    Wanted,
    count_tickets,
    entries_of,
    narrowed,
    tickets_page,
    tickets_visible_to,
    wanted_from,
)
from tessera.domain.tickets.models import Ticket
from tessera.lib.i18n import pick
from tessera.lib.ids import readable_serial
from tessera.web.backoffice.page import fragment, page, speaks
from tessera.web.backoffice.sales.columns import Said, Sight
from tessera.web.backoffice.sales.filters import Offered, choices_of
from tessera.web.backoffice.words import ORDER_STATUSES, TICKET_STATUSES
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import dressed
from tessera.web.parts.responses import is_fragment
from tessera.web.parts.tables import Listing

COUNTED = 10_000
STATES = {
    "valid": gettext_lazy("Valid"),
    "awaited": gettext_lazy("Valid, not come in"),
    "entered": gettext_lazy("Came in"),
    "cancelled": gettext_lazy("Cancelled"),
}


class TicketFilters(forms.Form):
    """Everything that can be asked of tickets; it shows the address and refuses nothing."""

    q = forms.CharField(label=gettext_lazy("Ticket, holder, buyer or order"), required=False)
    event = forms.ChoiceField(label=gettext_lazy("Event"), required=False)
    date = forms.ChoiceField(label=gettext_lazy("Date"), required=False)
    tariff = forms.ChoiceField(label=gettext_lazy("Tariff"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("Status"), required=False)

    def __init__(self, wanted: Wanted, offered: Offered) -> None:
        names = ("q", "event", "date", "tariff", "state")
        super().__init__(initial={name: getattr(wanted, name) for name in names})
        found = choices_of(offered) | {"state": list(STATES.items())}
        for name in names[1:]:
            field: Any = self.fields[name]
            field.choices = [("", _("All")), *found[name]]
        dressed(self)


@dataclass(frozen=True, slots=True)
class TicketColumn:
    """One column of the list of tickets."""

    code: str
    title: Any
    said: Any
    css: str = ""
    sort: str = ""


@requires(Can.SEE_ORDERS)
def tickets(request: ShopRequest) -> HttpResponse:
    """Tickets, newest first, searched and narrowed as the address says; a page of fifty."""
    actor, shop = request.actor, request.shop
    wanted = wanted_from(request.GET.urlencode())
    seen = orders_visible_to(actor, shop.id)
    found = narrowed(tickets_visible_to(actor, shop), wanted, orders=seen, shop=shop)
    shown = tickets_page(
        found, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    entries = entries_of([ticket.id for ticket in shown.rows])
    sight = Sight(shop=shop, language=speaks())
    grid = Listing(
        shown.rows,
        columns=_columns(entries),
        sight=sight,
        address=request.GET,
        paging={"after": shown.after, "before": shown.before},
    )
    offered = Offered(
        shop=shop,
        methods=[],
        events=events_to_choose(actor, shop.id),
        dates=dates_to_choose(actor, shop.id, wanted.event),
        tariffs=tariffs_to_choose(actor, shop.id, wanted.event),
    )
    counted = count_tickets(found, COUNTED + 1)
    context = {
        "grid": grid,
        "filters": TicketFilters(wanted, offered),
        "is_narrowed": bool(wanted),
        "counted": counted,
        "count": localize(min(counted, COUNTED)) + ("+" if counted > COUNTED else ""),
        "query": request.GET.urlencode(),
    }
    if is_fragment(request):
        return fragment(request, "sales/tickets.html#list", {**context, "is_part": True})
    return page(request, "sales/tickets.html", context, section="tickets")


def _columns(entries: dict[int, Any]) -> list[TicketColumn]:

    def entered(ticket: Ticket, sight: Sight) -> Said:
        return sight.when(entries.get(ticket.id))

    return [
        TicketColumn("serial", gettext_lazy("Ticket"), _serial),
        TicketColumn("event", gettext_lazy("Event"), _event),
        TicketColumn("tariff", gettext_lazy("Tariff"), _tariff, "max-xl:hidden"),
        TicketColumn("holder", gettext_lazy("Holder"), _holder, "max-sm:hidden"),
        TicketColumn("buyer", gettext_lazy("Buyer"), _buyer, "max-md:hidden"),
        TicketColumn("order", gettext_lazy("Order"), _order, "max-sm:hidden"),
        TicketColumn("state", gettext_lazy("Status"), _state),
        TicketColumn(
            "entered", gettext_lazy("Came in"), entered, "max-xl:hidden whitespace-nowrap"
        ),
    ]


def _serial(ticket: Ticket, sight: Sight) -> Said:
    url = f"{sight.url(ticket.order.number or '')}?tab=tickets"
    said = readable_serial(ticket.serial)
    return format_html('<a class="number whitespace-nowrap" href="{}">{}</a>', url, said)


def _event(ticket: Ticket, sight: Sight) -> Said:
    return format_html(
        '<span class="block font-medium sm:min-w-40">{}</span>'
        '<span class="block text-[13px] muted sm:whitespace-nowrap">{}</span>',
        pick(ticket.date.event.name, sight.language),
        sight.when(ticket.date.starts_at),
    )


def _tariff(ticket: Ticket, sight: Sight) -> Said:
    zone = pick(ticket.zone.name, sight.language)
    return format_html(
        '<span class="block min-w-36">{}</span><span class="block text-[13px] muted">{}{}</span>',
        pick(ticket.line.name, sight.language),
        zone,
        f" · {ticket.seat}" if ticket.seat else "",
    )


def _holder(ticket: Ticket, sight: Sight) -> Said:
    return f"{ticket.holder_first_name} {ticket.holder_last_name}".strip() or "–"


def _buyer(ticket: Ticket, sight: Sight) -> Said:
    return ticket.order.full_name or ticket.order.company or "–"


def _order(ticket: Ticket, sight: Sight) -> Said:
    number = ticket.order.number or ""
    return format_html(
        '<a class="number" href="{}">{}</a><span class="mt-0.5 block">{}</span>',
        sight.url(number),
        number,
        sight.tag(ORDER_STATUSES, ticket.order.status),
    )


def _state(ticket: Ticket, sight: Sight) -> Said:
    return sight.tag(TICKET_STATUSES, ticket.status)
