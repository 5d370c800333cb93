"""Invoices, credit notes and receipts: found, opened, taken to the accountant."""

from collections.abc import Iterator, Sequence
from typing import Any

import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.invoices.documents import DOCUMENTS, render_invoice
from tessera.domain.invoices.models import Invoice
from tessera.domain.invoices.queries import (
    invoice_visible_to,
    invoices_visible_to,
    matching,
    narrowed,
    page_of,
)
from tessera.domain.organisations.rules import Can
from tessera.domain.payments.queries import method_row
from tessera.domain.shops.models import Shop
from tessera.lib import clock
from tessera.lib.i18n import local, say_date
from tessera.lib.money import Money
from tessera.web.backoffice.page import fragment, page, speaks
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import dressed
from tessera.web.parts.responses import is_fragment
from tessera.web.parts.tables import Grid, csv_answer

RIGHT = {"th": {"class": "text-right"}, "td": {"class": "text-right whitespace-nowrap tabular"}}
WIDE = {"th": {"class": "max-md:hidden"}, "td": {"class": "max-md:hidden whitespace-nowrap"}}
NOT_ON_PHONES = {"th": {"class": "max-sm:hidden"}, "td": {"class": "max-sm:hidden"}}
KINDS = {
    "invoice": gettext_lazy("Invoice"),
    "receipt": gettext_lazy("Receipt"),
    "credit_note": gettext_lazy("Credit note"),
}


class InvoiceFilters(forms.Form):
    """What can be asked of documents; it shows the address and refuses nothing."""

    q = forms.CharField(label=gettext_lazy("Number, reference, order or buyer"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    year = forms.IntegerField(label=gettext_lazy("Year"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = [("", _("All")), *KINDS.items()]
        dressed(self)


class InvoiceGrid(Grid):
    """Documents: number, kind, order, whom for, how much."""

    number = tables.Column(gettext_lazy("Number"))
    kind = tables.Column(gettext_lazy("Kind"), attrs=WIDE)
    order = tables.Column(gettext_lazy("Order"), attrs=NOT_ON_PHONES)
    buyer = tables.Column(gettext_lazy("Addressed to"), accessor="pk", empty_values=())
    issued_at = tables.Column(gettext_lazy("Date"), attrs=WIDE)
    total = tables.Column(gettext_lazy("Total"), attrs=RIGHT)
    data = tables.Column("Factur-X", accessor="pk", attrs=WIDE, orderable=False)

    def __init__(self, rows: Sequence[Invoice], *, shop: Shop, **facts: Any) -> None:
        self.shop, self.language = shop, speaks()
        super().__init__(rows, **facts)

    def render_number(self, record: Invoice) -> SafeString:
        """The number opens the document."""
        url = reverse("backoffice:invoice_pdf", args=[self.shop.slug, record.pk])
        return format_html('<a class="number" href="{}">{}</a>', url, record.number)

    def render_kind(self, record: Invoice) -> str:
        """Invoice, receipt or credit note."""
        return str(KINDS[record.kind])

    def render_order(self, record: Invoice) -> SafeString:
        """The order it belongs to."""
        url = reverse("backoffice:order", args=[self.shop.slug, record.order.number])
        return format_html('<a class="link" href="{}">{}</a>', url, record.order.number)

    def render_buyer(self, record: Invoice) -> str:
        """Who stands on the document."""
        return buyer_name(record)

    def render_issued_at(self, record: Invoice) -> str:
        """The day on the shop's clock."""
        return say_date(record.issued_at, self.shop.time_zone, self.language, "day")

    def render_total(self, record: Invoice) -> str:
        """Money of the document's currency."""
        return record.money.format(self.language)

    def render_data(self, record: Invoice) -> SafeString:
        """The same with its figures inside, for programs."""
        url = reverse("backoffice:invoice_pdf", args=[self.shop.slug, record.pk])
        said = '<a class="link" href="{}?format=facturx">PDF<span class="sr-only"> {}</span></a>'
        return format_html(said, url, record.number)


@requires(Can.SEE_ACCOUNTING)
def invoices(request: ShopRequest) -> HttpResponse:
    """Documents, newest first, searched and narrowed as the address says; a page of fifty."""
    form, found = _asked(request)
    rows, older = page_of(found, before=request.GET.get("after", ""))
    grid = InvoiceGrid(rows, shop=request.shop, address=request.GET, after=older)
    context = {"filters": form, "grid": grid, "rows": rows, "query": request.GET.urlencode()}
    context["is_narrowed"] = any(request.GET.get(name) for name in form.fields)
    if is_fragment(request):
        return fragment(request, "accounting/invoices.html#list", context)
    return page(request, "accounting/invoices.html", context, section="invoices")


@requires(Can.SEE_ACCOUNTING)
def invoices_csv(request: ShopRequest) -> HttpResponseBase:
    """All documents that the list would show, VAT by rate, one line a rate."""
    _form, found = _asked(request)
    titles = [
        _("Number"),
        _("Kind"),
        _("Date"),
        _("Order"),
        _("Addressed to"),
        _("Currency"),
        _("VAT rate"),
        _("Net"),
        _("VAT"),
        _("Gross"),
    ]
    today = local(clock.now(), request.shop.time_zone).date().isoformat()
    name = f"{request.shop.slug}-invoices-{today}.csv"
    return csv_answer(name, titles, _rows(found, request.shop))


@requires(Can.SEE_ACCOUNTING)
def invoice_pdf(request: ShopRequest, paper: int) -> HttpResponse:
    """The document as it was issued; `?format=facturx` with its data inside."""
    found = invoice_visible_to(request.actor, request.shop.id, paper)
    if found is None:
        raise Http404
    code = "facturx" if request.GET.get("format") == "facturx" else "pdf"
    message = method_row(request.shop.id, found.order.method).message
    body = render_invoice(found, message=message, code=code)
    answer = HttpResponse(body, content_type=DOCUMENTS.get(code).mime)
    answer["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def buyer_name(invoice: Invoice) -> str:
    """The company, or the person."""
    buyer = invoice.buyer
    name = f"{buyer.get('first_name') or ''} {buyer.get('last_name') or ''}".strip()
    return str(buyer.get("company") or name or buyer.get("email") or "–")


def _asked(request: ShopRequest) -> tuple[InvoiceFilters, QuerySet[Invoice]]:
    form, asked = InvoiceFilters(request.GET), request.GET
    found = matching(invoices_visible_to(request.actor, request.shop.id), asked.get("q", ""))
    return form, narrowed(found, kind=asked.get("kind", ""), year=asked.get("year", ""))


def _rows(found: QuerySet[Invoice], shop: Shop) -> Iterator[Sequence[Any]]:
    for each in found.iterator(chunk_size=1000):
        day = local(each.issued_at, shop.time_zone).date().isoformat()
        head = [each.number, str(KINDS[each.kind]), day, each.order.number, buyer_name(each)]
        for vat in each.vat:
            money = [_plain(vat[name], each) for name in ("net", "tax", "gross")]
            yield [*head, each.currency, vat["rate"], *money]


def _plain(amount: int, invoice: Invoice) -> str:
    return Money(amount, invoice.currency).plain()
