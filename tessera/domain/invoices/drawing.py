"""What a template draws of an invoice: figures in words, payment codes as pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tessera.domain.invoices import slips
from tessera.domain.invoices.models import Invoice
from tessera.domain.invoices.queries import lines_in, vat_in
from tessera.domain.shops.looks import Look, look_of
from tessera.lib.barcodes import qr_svg
from tessera.lib.i18n import pick, say_date, speaking
from tessera.lib.money import Money
from tessera.lib.references import spaced

FONTS = {"fraunces": "Fraunces", "inter": "Inter"}


def drawing_of(
    invoice: Invoice, *, message: Mapping[str, str] | None = None
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Everything a template needs, in the language of the invoice, and the files beside it.

    `message` is the organiser's own, for the end of the document, by language.
    """
    language, look = invoice.language, look_of(invoice.shop, invoice.language)
    with speaking(language):
        drawing = {
            "language": language[:2],
            "shop": _shop(look),
            "words": _words(language),
            "title": _title(invoice),
            "number": invoice.number,
            "facts": _facts(invoice),
            "seller": invoice.seller,
            "addressee": addressee(invoice.buyer),
            "greeting": greeting(invoice.buyer),
            "intro": _intro(invoice),
            "message": pick(message, language),
            "lines": [_line(each, invoice) for each in lines_in(invoice)],
            "vat": [_vat(each, invoice) for each in vat_in(invoice)],
            "total": invoice.money.format(language),
            "is_test": not invoice.year,
            "account": _account(invoice),
            "slip": _slip(invoice),
        }
    return drawing, ({"logo": look.logo} if look.logo else {})


def addressee(buyer: Mapping[str, Any]) -> list[str]:
    """Name and postal address, line by line; the company first."""
    name = f"{buyer.get('first_name') or ''} {buyer.get('last_name') or ''}".strip()
    town = f"{buyer.get('postcode') or ''} {buyer.get('city') or ''}".strip()
    abroad = buyer.get("country") or ""
    lines = [buyer.get("company"), name, buyer.get("street"), town]
    if abroad and abroad != "CH" and town:
        lines[-1] = f"{abroad}-{town}"
    return [str(line) for line in lines if line]


def greeting(buyer: Mapping[str, Any]) -> str:
    """How the buyer is addressed: “Madame Dupont” when civility and name are known."""
    name = str(buyer.get("last_name") or "").strip()
    if name and buyer.get("civility") == "mrs":
        return _("Dear Ms %(name)s,") % {"name": name}
    if name and buyer.get("civility") == "mr":
        return _("Dear Mr %(name)s,") % {"name": name}
    return _("Dear customer,")


def _shop(look: Look) -> dict[str, Any]:
    shop = asdict(look)
    shop["display_font"] = FONTS.get(look.display_font, "Inter")
    shop["has_logo"] = bool(shop.pop("logo"))
    return shop


def _title(invoice: Invoice) -> str:
    return {
        Invoice.Kind.INVOICE: _("Invoice"),
        Invoice.Kind.CREDIT_NOTE: _("Credit note"),
        Invoice.Kind.RECEIPT: _("Receipt"),
    }[Invoice.Kind(invoice.kind)]


def _facts(invoice: Invoice) -> list[tuple[str, str]]:
    zone, language = invoice.shop.time_zone, invoice.language
    facts = [(_("Issued on"), say_date(invoice.issued_at, zone, language, "day"))]
    facts.append((_("Order"), invoice.order.number or ""))
    if invoice.corrects is not None:
        is_receipt = invoice.corrects.kind == Invoice.Kind.RECEIPT
        said = _("Corrects receipt") if is_receipt else _("Corrects invoice")
        facts.append((said, invoice.corrects.number))
    if invoice.due_at is not None:
        facts.append((_("To be paid by"), say_date(invoice.due_at, zone, language, "day")))
    if invoice.seller.get("vat_number"):
        facts.append((_("VAT number"), str(invoice.seller["vat_number"])))
    return facts


def _intro(invoice: Invoice) -> str:
    if invoice.kind == Invoice.Kind.INVOICE:
        return _("Thank you for your order. Here is what it holds.")
    if invoice.kind == Invoice.Kind.RECEIPT:
        return _("Thank you. We have received your payment for the following.")
    said = _("We credit you the following.")
    return f"{said} {invoice.reason}" if invoice.reason else said


def _line(line: Any, invoice: Invoice) -> dict[str, Any]:
    return {
        "name": line.name,
        "detail": line.detail,
        "quantity": str(line.quantity),
        "unit": Money(line.unit, invoice.currency).format(invoice.language),
        "amount": Money(line.amount, invoice.currency).format(invoice.language),
        "rate": percent(line.rate, invoice.language),
    }


def _vat(each: Any, invoice: Invoice) -> dict[str, str]:
    def said(amount: int) -> str:
        return Money(amount, invoice.currency).format(invoice.language)

    return {
        "rate": percent(each.rate, invoice.language),
        "net": said(each.net),
        "tax": said(each.tax),
        "gross": said(each.gross),
    }


def percent(rate: str, language: str) -> str:
    """A rate as people write it: 8.1 %."""
    short = rate.rstrip("0").rstrip(".") if "." in rate else rate
    return f"{short or '0'}\u00a0%".replace(".", "," if language.startswith("fr") else ".")


def _account(invoice: Invoice) -> list[tuple[str, str]]:
    iban = str(invoice.seller.get("iban") or "")
    if invoice.kind != Invoice.Kind.INVOICE or not iban:
        return []
    return [
        (_("Account"), " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))),
        (_("In favour of"), str(invoice.seller.get("holder") or "")),
        (_("Reference"), spaced(invoice.reference) if invoice.reference else invoice.number),
    ]


def _slip(invoice: Invoice) -> dict[str, Any] | None:
    swiss = slips.swiss_code(invoice)
    if swiss:
        return _swiss_slip(invoice, swiss)
    epc = slips.epc_code(invoice)
    return {"kind": "epc", "qr": qr_svg(epc)} if epc else None


def _swiss_slip(invoice: Invoice, said: str) -> dict[str, Any]:
    seller, iban = invoice.seller, str(invoice.seller["iban"])
    payable = _party(seller, str(seller.get("holder") or ""))
    return {
        "kind": "swiss",
        "qr": qr_svg(said),
        "account": [" ".join(iban[at : at + 4] for at in range(0, len(iban), 4)), *payable],
        "reference": spaced(invoice.reference),
        "more": invoice.number,
        "debtor": _payer(invoice.buyer),
        "currency": invoice.currency,
        "amount": f"{invoice.money.decimal():,.2f}".replace(",", " "),
    }


def _payer(buyer: Mapping[str, Any]) -> list[str]:
    if not (buyer.get("postcode") and buyer.get("city")):
        return []
    name = buyer.get("company") or f"{buyer.get('first_name')} {buyer.get('last_name')}"
    return _party(buyer, str(name).strip())


def _party(facts: Mapping[str, Any], name: str) -> list[str]:
    town = f"{facts.get('postcode')} {facts.get('city')}"
    parts: Sequence[str] = (name, str(facts.get("street") or ""), town)
    return [part for part in parts if part]


@lru_cache(maxsize=16)
def _words(language: str) -> dict[str, str]:
    """What is printed on every paper of this language, which is the one that is spoken now."""
    return {
        "quantity": _("Quantity"),
        "what": _("What"),
        "price": _("Price"),
        "amount": _("Amount"),
        "vat": _("VAT"),
        "net": _("Net"),
        "tax": _("Tax"),
        "gross": _("Gross"),
        "total": _("Total"),
        "how_to_pay": _("How to pay"),
        "scan_to_pay": _("Scan with the app of your bank"),
        "included": _("VAT included"),
        "page": _("Page"),
        "questions": _("Questions?"),
        "test": _("Test: not to be paid"),
        # The words of the payment slip are those of the standard (IG QR-bill, annex D).
        "receipt": pgettext("payment slip", "Receipt"),
        "payment_part": _("Payment part"),
        "payable_to": _("Account / Payable to"),
        "reference": _("Reference"),
        "more": _("Additional information"),
        "payable_by": _("Payable by"),
        "payable_by_blank": _("Payable by (name/address)"),
        "currency": _("Currency"),
        "acceptance": _("Acceptance point"),
        "separate": _("Separate before paying in"),
    }
