"""Factur-X: the same letter as PDF/A-3, with its figures inside for programs (EN 16931)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.invoices.documents import InvoiceDocument, Sheet
from tessera.domain.invoices.models import Invoice
from tessera.domain.invoices.queries import lines_in, vat_in
from tessera.domain.invoices.rules import Sold, Taxed, nets
from tessera.lib.i18n import local, speaking
from tessera.lib.lazily import Lazily
from tessera.lib.money import Money
from tessera.lib.pdf import Template

facturx: Any = Lazily("facturx")
TEMPLATE = Template(Path(__file__).with_name("letter.typ"), standard="a-3a")
TYPES = {"invoice": "380", "credit_note": "381", "receipt": "380"}
"""UNTDID 1001."""
TRANSFER, PIECE = "30", "C62"
"""Payment by credit transfer (UNTDID 4461); one of something (UN/ECE recommendation 20)."""


class FacturX(InvoiceDocument):
    """One file for people and programs; validated against the schema of EN 16931."""

    code = "facturx"
    name = gettext_lazy("Factur-X (PDF with data)")

    def render(self, sheet: Sheet) -> bytes:
        """Refuses (an error of the library) figures that the schema does not allow."""
        letter = TEMPLATE.render(sheet.drawing, files=sheet.files)
        with speaking(sheet.invoice.language):
            xml = xml_of(sheet.invoice)
        made: bytes = facturx.generate_from_binary(
            letter, xml, flavor="factur-x", level="en16931", check_xsd=True, check_schematron=False
        )
        return made


def xml_of(invoice: Invoice) -> bytes:
    """The figures as UN/CEFACT Cross Industry Invoice."""
    made: bytes = facturx.generate_xml(
        _facts(invoice), flavor="factur-x", level="en16931", check_xsd=True, check_schematron=False
    )
    return made


def _facts(invoice: Invoice) -> dict[str, Any]:
    vat, lines = [_above_zero(each) for each in vat_in(invoice)], lines_in(invoice)
    net, tax = sum(each.net for each in vat), sum(each.tax for each in vat)
    total, paid = abs(invoice.total), invoice.kind != Invoice.Kind.INVOICE
    facts: dict[str, Any] = {
        "BT-1": invoice.number,
        "BT-2": _day(invoice, invoice.issued_at),
        "BT-3": TYPES[invoice.kind],
        "BT-5": invoice.currency,
        "BT-13": invoice.order.number,
        "BT-72": _day(invoice, invoice.issued_at),
        "BT-106": _money(net, invoice),
        "BT-109": _money(net, invoice),
        "BT-110": _money(tax, invoice),
        "BT-112": _money(total, invoice),
        "BT-113": _money(total if paid else 0, invoice),
        "BT-115": _money(0 if paid else total, invoice),
        "BG-4": _party(invoice.seller, str(invoice.seller["name"])),
        "BG-7": _party(invoice.buyer, _buyer_name(invoice.buyer)),
        "BG-23": [_breakdown(each, invoice) for each in vat],
        "BG-25": _lines(lines, vat, invoice),
    }
    if invoice.corrects is not None:
        facts["BG-3"] = [
            {
                "BT-25": invoice.corrects.number,
                "BT-26": _day(invoice, invoice.corrects.issued_at),
            }
        ]
    return facts | _terms(invoice)


def _terms(invoice: Invoice) -> dict[str, Any]:
    if invoice.kind != Invoice.Kind.INVOICE:
        return {}
    terms: dict[str, Any] = {"BT-20": _("By transfer.")}
    if invoice.due_at is not None:
        terms["BT-9"] = _day(invoice, invoice.due_at)
    if invoice.seller.get("iban"):
        terms |= {
            "BT-81": TRANSFER,
            "BT-84": str(invoice.seller["iban"]),
            "BT-85": str(invoice.seller.get("holder") or ""),
        }
    if invoice.reference:
        terms["BT-83"] = invoice.reference
    return terms


def _lines(lines: list[Sold], vat: list[Taxed], invoice: Invoice) -> list[dict[str, Any]]:
    return [
        _line(number, line, net, invoice)
        for number, (line, net) in enumerate(zip(lines, nets(lines, vat), strict=True), start=1)
    ]


def _line(number: int, line: Sold, net: int, invoice: Invoice) -> dict[str, Any]:
    price = Decimal(Money(net, invoice.currency).plain()) / line.quantity
    said = {
        "BT-126": str(number),
        "BT-129": str(line.quantity),
        "BT-130": PIECE,
        "BT-131": _money(net, invoice),
        "BT-146": f"{price:.4f}",
        "BT-153": line.name,
        "BT-154": line.detail,
    }
    return said | _category(line.rate, invoice, code="BT-151", rate="BT-152")


def _breakdown(each: Taxed, invoice: Invoice) -> dict[str, Any]:
    said = {"BT-116": _money(each.net, invoice), "BT-117": _money(each.tax, invoice)}
    said |= _category(each.rate, invoice, code="BT-118", rate="BT-119")
    if said["BT-118"] == "O":
        said |= {"BT-120": _("Not subject to VAT"), "BT-121": "VATEX-EU-O"}
    return said


def _category(percent: str, invoice: Invoice, *, code: str, rate: str) -> dict[str, Any]:
    """Standard, zero, or outside the scope of the tax (UNTDID 5305), under the names asked for."""
    if Decimal(percent):
        return {code: "S", rate: percent}
    if invoice.seller.get("vat_number"):
        return {code: "Z", rate: "0.00"}
    return {code: "O"}


def _above_zero(each: Taxed) -> Taxed:
    return Taxed(each.rate, abs(each.net), abs(each.tax), abs(each.gross))


def _party(facts: Mapping[str, Any], name: str) -> dict[str, Any]:
    said = {
        "name": name,
        "addr_l1": str(facts.get("street") or ""),
        "postcode": str(facts.get("postcode") or ""),
        "city": str(facts.get("city") or ""),
        "country_code": str(facts.get("country") or "CH"),
        "vat_identifier": "".join(str(facts.get("vat_number") or "").split()),
    }
    return {key: value for key, value in said.items() if value}


def _buyer_name(buyer: Mapping[str, Any]) -> str:
    name = f"{buyer.get('first_name') or ''} {buyer.get('last_name') or ''}".strip()
    return str(buyer.get("company") or name or buyer.get("email") or "–")


def _day(invoice: Invoice, moment: Any) -> date:
    return local(moment, invoice.shop.time_zone).date()


def _money(amount: int, invoice: Invoice) -> str:
    return Money(amount, invoice.currency).plain()
