"""The codes with which an invoice is paid: Swiss QR-bill and EPC QR."""

import re
from collections.abc import Mapping
from typing import Any

from stdnum import iban

from tessera.domain.invoices.models import Invoice
from tessera.lib.lazily import Lazily
from tessera.lib.references import is_qr_iban

qrbill = Lazily("qrbill")

HOUSE = re.compile(r"^(?P<street>.*\S)\s+(?P<number>\d+\s?[a-zA-Z]?([/-]\d+[a-zA-Z]?)?)$")
LARGEST = 99_999_999_999
SWISS = ("CH", "LI")


def swiss_code(invoice: Invoice) -> str:
    """What the code of a QR-bill says (SPC 0200, structured addresses), or "".

    For CHF and EUR to a Swiss account, when seller and amount allow one. An incomplete buyer
    is left out: the payer writes it by hand.
    """
    account = str(invoice.seller.get("iban") or "")
    if not _takes(invoice, account, ("CHF", "EUR")) or account[:2] not in SWISS:
        return ""
    try:
        bill = qrbill.QRBill(
            account=account,
            creditor=_party(invoice.seller, name=str(invoice.seller.get("holder") or "")),
            amount=invoice.money.plain(),
            currency=invoice.currency,
            debtor=_debtor(invoice.buyer),
            reference_number=invoice.reference or None,
            additional_information=invoice.number,
            language=invoice.language[:2] if invoice.language[:2] in ("fr", "de", "it") else "en",
        )
    except ValueError:
        return ""
    return str(bill.qr_data())


def epc_code(invoice: Invoice) -> str:
    """What an EPC QR code says (EPC069-12, version 002), or "": for EUR to an IBAN of SEPA."""
    account = str(invoice.seller.get("iban") or "")
    if not _takes(invoice, account, ("EUR",)) or is_qr_iban(account):
        return ""
    lines = [
        "BCD",
        "002",
        "1",
        "SCT",
        "",
        str(invoice.seller.get("holder") or "")[:70],
        account,
        f"EUR{invoice.money.plain()}",
        "",
        invoice.reference,
        "" if invoice.reference else invoice.number,
    ]
    return "\n".join(lines)


def _takes(invoice: Invoice, account: str, currencies: tuple[str, ...]) -> bool:
    return (
        invoice.currency in currencies
        and invoice.kind == Invoice.Kind.INVOICE
        and 0 < invoice.total <= LARGEST
        and iban.is_valid(account)
    )


def _party(facts: Mapping[str, Any], *, name: str) -> dict[str, str]:
    street, number = _street(str(facts.get("street") or ""))
    return {
        "name": name[:70],
        "street": street[:70],
        "house_num": number[:16],
        "pcode": str(facts.get("postcode") or "")[:16],
        "city": str(facts.get("city") or "")[:35],
        "country": str(facts.get("country") or "CH"),
    }


def _debtor(buyer: Mapping[str, Any]) -> dict[str, str] | None:
    name = buyer.get("company") or f"{buyer.get('first_name')} {buyer.get('last_name')}".strip()
    if not (name and buyer.get("postcode") and buyer.get("city")):
        return None
    return _party(buyer, name=str(name))


def _street(text: str) -> tuple[str, str]:
    found = HOUSE.match(text.strip())
    return (found["street"], found["number"]) if found else (text.strip(), "")
