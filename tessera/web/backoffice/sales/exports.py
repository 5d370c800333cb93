"""Files of orders and tickets: small ones at once, long ones in the background."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from tessera.domain.orders.queries.criteria import criteria_from
from tessera.domain.organisations.rules import Can
from tessera.domain.payments.queries import method_codes_of
from tessera.domain.reporting.models import Export
from tessera.domain.reporting.queries.files import ANSWERS, Asked, count_asked, rows_asked
from tessera.domain.reporting.queries.kept import KEPT_FOR, export_of, exports_of
from tessera.flows.exporting import forget_export
from tessera.lib.errors import Refusal
from tessera.web.backoffice.page import fragment, page, speaks
from tessera.web.backoffice.sales.columns import (
    chosen_columns,
    title_of,
)
from tessera.web.backoffice.taking_home import AT_ONCE, file_made, file_name
from tessera.web.backoffice.words import CHANNELS, ORDER_STATUSES, TICKET_STATUSES, MethodNames
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import dressed, sent
from tessera.web.parts.responses import is_fragment
from tessera.web.parts.tables import XLSX, csv_answer

CONTENT = {"xlsx": XLSX, "zip": "application/zip"}

TICKET_TITLES: dict[str, str | Promise] = {
    "serial": gettext_lazy("Ticket"),
    "event": gettext_lazy("Event"),
    "date": gettext_lazy("Date"),
    "zone": gettext_lazy("Zone"),
    "tariff": gettext_lazy("Tariff"),
    "seat": gettext_lazy("Seat"),
    "price": gettext_lazy("Price"),
    "currency": gettext_lazy("Currency"),
    "state": gettext_lazy("Status of the ticket"),
    "entered": gettext_lazy("Came in"),
    "holder_first_name": gettext_lazy("Holder: first name"),
    "holder_last_name": gettext_lazy("Holder: last name"),
    "buyer_first_name": gettext_lazy("Buyer: first name"),
    "buyer_last_name": gettext_lazy("Buyer: last name"),
    "buyer_company": gettext_lazy("Buyer: company"),
    "buyer_email": gettext_lazy("Buyer: e-mail"),
    "order": gettext_lazy("Order"),
    "order_status": gettext_lazy("Status of the order"),
    "placed_at": gettext_lazy("Ordered on"),
    "is_test": gettext_lazy("Test order"),
}
ALL_COLUMNS = (
    *("number", "placed_at", "status", "channel", "method", "sold_by", "currency", "total", "net"),
    *(
        "vat",
        "discounts",
        "code",
        "received",
        "balance",
        "paid_at",
        "due_at",
        "tickets",
        "contents",
        "first_name",
    ),
    *("last_name", "company", "email", "phone", "street", "postcode", "city", "country"),
    *("language", "newsletter", "note", "is_test"),
)


class Asking(forms.Form):
    """What the file holds and how it is written."""

    kind = forms.ChoiceField(label=gettext_lazy("What"), widget=forms.RadioSelect)
    columns = forms.ChoiceField(
        label=gettext_lazy("Columns"),
        choices=[
            ("seen", gettext_lazy("The columns that are shown")),
            ("all", gettext_lazy("Everything that is known of an order")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[("xlsx", gettext_lazy("Excel (XLSX)")), ("csv", gettext_lazy("Text (CSV)"))],
        widget=forms.RadioSelect,
    )
    separator = forms.ChoiceField(
        label=gettext_lazy("Separator"),
        choices=[
            ("semicolon", gettext_lazy("Semicolon ;")),
            ("comma", gettext_lazy("Comma ,")),
            ("tab", gettext_lazy("Tab")),
        ],
        required=False,
        help_text=gettext_lazy("For CSV alone. Excel in French and German expects semicolons."),
    )

    def __init__(self, *args: Any, of_tickets: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        if of_tickets:
            kind.choices = [("tickets", _("One line for each ticket, with holder and buyer"))]
            del self.fields["columns"]
        else:
            kind.choices = [
                ("orders", _("One line for each order")),
                ("tickets_of_orders", _("One line for each ticket, with holder and buyer")),
            ]
        dressed(self)


@requires(Can.EXPORT)
def export(request: ShopRequest) -> HttpResponseBase:
    """Asks how the list is to be written, then sends it, or begins to make it."""
    of_tickets = request.GET.get("list") == "tickets"
    kinds = ("tickets",) if of_tickets else ("orders", "tickets_of_orders")
    first = {"kind": kinds[0], "columns": "seen", "format": "xlsx", "separator": "semicolon"}
    form = Asking(sent(request), initial=first, of_tickets=of_tickets)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        asked = _asked(request, told)
        return file_made(request, asked, form=told["format"], separator=told["separator"])
    query = request.GET.urlencode()
    counts = [
        (kind, count_asked(request.actor, request.shop, _plain(kind, query))) for kind in kinds
    ]
    context = {
        "form": form,
        "counts": dict(counts),
        "at_once": AT_ONCE,
        "of_tickets": of_tickets,
        "is_narrowed": bool(query and (of_tickets or criteria_from(query))),
        "query": query,
    }
    section = "tickets" if of_tickets else "orders"
    return page(request, "sales/export.html", context, section=section)


@requires(Can.EXPORT)
def orders_csv(request: ShopRequest) -> HttpResponseBase:
    """Everything that is known of the orders of the list, for programs: as it comes."""
    query = request.GET.urlencode()
    asked = Asked("orders", query, ALL_COLUMNS, ALL_COLUMNS, language=speaks())
    name = file_name(request.shop.slug, asked.kind, "csv")
    return csv_answer(name, asked.titles, rows_asked(request.actor, request.shop, asked))


@requires(Can.EXPORT)
def exports(request: ShopRequest) -> HttpResponse:
    """The files that the reader asked for, and how far they are."""
    found = exports_of(request.shop.id, person_id=request.actor.person_id or 0)
    context = {
        "exports": [(each, _kind_said(each.kind)) for each in found],
        "is_busy": any(not each.is_over for each in found),
        "days": KEPT_FOR.days,
    }
    if is_fragment(request):
        return fragment(request, "sales/exports.html#list", context)
    return page(request, "sales/exports.html", context, section="exports")


@requires(Can.EXPORT)
def export_file(request: ShopRequest, export_id: int) -> FileResponse:
    """The file, for who asked for it and nobody else."""
    found = _own(request, export_id)
    if found.status != Export.Status.DONE or not found.file:
        raise Http404
    answer = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=file_name(request.shop.slug, found.kind, found.format),
        content_type=CONTENT.get(found.format, "text/csv; charset=utf-8"),
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


@requires(Can.EXPORT)
@require_POST
def end_export(request: ShopRequest, export_id: int) -> HttpResponse:
    """The file is gone."""
    found = _own(request, export_id)
    try:
        forget_export(found.id, by=request.actor)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("backoffice:exports", request.shop.slug)


def words_said(shop_id: int) -> dict[str, dict[str, str]]:
    """Codes in the reader's language, by column."""
    said = MethodNames(shop_id)
    yes_no = {"True": _("yes"), "False": _("no")}
    return {
        "status": {code: str(said) for code, said in ORDER_STATUSES.items()},
        "channel": {code: str(said) for code, said in CHANNELS.items()},
        "method": {code: said(code) for code in [*method_codes_of(shop_id), "free"]},
        "state": {code: str(said) for code, said in TICKET_STATUSES.items()},
        "newsletter": yes_no,
        "is_test": yes_no,
    }


def _asked(request: ShopRequest, told: Mapping[str, str]) -> Asked:
    if told["kind"] == "orders":
        columns: Sequence[str] = ALL_COLUMNS
        if told["columns"] == "seen":
            columns = _seen(request.GET)
        titles = [title_of(code) for code in columns]
    else:
        columns = list(TICKET_TITLES)
        titles = [str(title) for title in TICKET_TITLES.values()]
    return Asked(
        kind=told["kind"],
        query=request.GET.urlencode(),
        columns=columns,
        titles=titles,
        words=words_said(request.shop.id),
        language=speaks(),
    )


def _seen(address: QueryDict) -> list[str]:
    """The columns of the screen; a buyer has a first name, a last name and an address there."""
    shown = [column.code for column in chosen_columns(address)]
    at = shown.index("buyer") if "buyer" in shown else len(shown)
    buyer = [code for code in ("first_name", "last_name", "email") if code not in shown]
    return [*shown[:at], *buyer, *shown[at + 1 :]] if "buyer" in shown else shown


def _plain(kind: str, query: str) -> Asked:
    return Asked(kind, query, (), ())


def _own(request: ShopRequest, export_id: int) -> Export:
    found = export_of(request.shop.id, export_id, person_id=request.actor.person_id or 0)
    if found is None:
        raise Http404
    return found


def _kind_said(kind: str) -> str:
    if kind == "orders":
        return pgettext("export", "Orders")
    if kind == "customers":
        return pgettext("export", "Customers")
    if kind == "members":
        return pgettext("export", "Members")
    if kind == "member_payments":
        return pgettext("export", "Payments of memberships")
    if kind in ANSWERS:
        return answers_said(kind)
    if kind == "codes":
        return pgettext("export", "Codes")
    if kind == "offer_uses":
        return pgettext("export", "Uses of an offer")
    return pgettext("export", "Tickets")


def answers_said(kind: str) -> str:
    """What a file of answers is called."""
    if kind == "buyers":
        return pgettext("export", "Answers of customers")
    if kind == "holders":
        return pgettext("export", "Answers of holders")
    return pgettext("export", "Files handed in")
