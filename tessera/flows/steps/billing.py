"""Documents of an order: what was sold, to whom, and how it is to be paid."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from tessera.domain.invoices import actions as invoices
from tessera.domain.invoices.errors import NothingToInvoice
from tessera.domain.invoices.models import Invoice
from tessera.domain.invoices.queries import buyer_of, credited_of, documents_of, seller_of, vat_left
from tessera.domain.invoices.rules import Sold, Taxed, credited, taxes
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.payments.models import Refund
from tessera.domain.payments.queries import going_back
from tessera.lib.i18n import local, pick, say_date, speaking
from tessera.lib.references import reference_for


def bill_new(order: Order, lines: Sequence[OrderLine], *, at: datetime) -> Invoice:
    """The invoice of an order that is placed in this transaction."""
    return _issue(order, lines, kind=Invoice.Kind.INVOICE, at=at)


def bill(order: Order, lines: Sequence[OrderLine], *, at: datetime) -> Invoice:
    """The invoice of an order that waits for a transfer; the same one when it exists already."""
    return _of_kind(order, Invoice.Kind.INVOICE) or bill_new(order, lines, at=at)


def receipt(order: Order, lines: Sequence[OrderLine], *, at: datetime) -> Invoice:
    """The receipt of a paid order, or its invoice if it has one; the same one when asked again.

    Refuses (NothingToInvoice) an order that is not paid or cost nothing.
    """
    found = _of_kind(order, Invoice.Kind.INVOICE) or _of_kind(order, Invoice.Kind.RECEIPT)
    if found is not None:
        return found
    if not order.is_paid or not order.total:
        raise NothingToInvoice(_("There is a receipt once something was paid."))
    return _issue(order, lines, kind=Invoice.Kind.RECEIPT, at=at)


def credit(
    order: Order, refund: Refund, lines: Sequence[OrderLine], *, reason: str, at: datetime
) -> Invoice | None:
    """The credit note of money that goes back; it corrects the invoice, or a receipt.

    Nothing for money that no document speaks of: what was paid too much, or for no order.
    """
    paper = _to_correct(order, lines, at=at)
    if paper is None:
        return None
    left = paper.total - credited_of(paper)
    before = order.received - (going_back(order.pk) - refund.amount)
    amount = min(refund.amount - max(before - left, 0), left)
    if amount < 1:
        return None
    vat = credited(vat_left(paper), amount=amount)
    document = invoices.Document(
        kind=Invoice.Kind.CREDIT_NOTE,
        seller=paper.seller,
        buyer=paper.buyer,
        lines=_credit_lines(order, vat),
        vat=vat,
        total=-amount,
        language=paper.language,
        corrects=paper,
        refund=refund,
        reason=reason,
    )
    return invoices.issue(order, document, year=_year(order, at), at=at)


def _to_correct(order: Order, lines: Sequence[OrderLine], *, at: datetime) -> Invoice | None:
    found = _of_kind(order, Invoice.Kind.INVOICE) or _of_kind(order, Invoice.Kind.RECEIPT)
    if found is None and order.paid_at is not None and order.total:
        return _issue(order, lines, kind=Invoice.Kind.RECEIPT, at=at)
    return found


def _credit_lines(order: Order, vat: Sequence[Taxed]) -> list[Sold]:
    with speaking(order.language):
        name = _("Given back of order %(number)s") % {"number": order.number}
    return [Sold(name, "", 1, each.gross, each.gross, each.rate) for each in vat]


def _year(order: Order, at: datetime) -> int:
    return 0 if order.is_test else local(at, order.shop.time_zone).year


def _of_kind(order: Order, kind: Invoice.Kind) -> Invoice | None:
    return next((each for each in documents_of(order.pk) if each.kind == kind), None)


def _issue(
    order: Order, lines: Sequence[OrderLine], *, kind: Invoice.Kind, at: datetime
) -> Invoice:
    seller, is_invoice = seller_of(order), kind == Invoice.Kind.INVOICE
    has_account = is_invoice and bool(seller["iban"])
    document = invoices.Document(
        kind=kind,
        seller=seller,
        buyer=buyer_of(order),
        lines=_lines(order, lines),
        vat=taxes(order.quote.get("vat", ())),
        total=order.total,
        language=order.language,
        reference=_reference(order, str(seller["iban"])) if has_account else "",
        due_at=order.due_at if is_invoice else None,
    )
    return invoices.issue(order, document, year=_year(order, at), at=at)


def _reference(order: Order, account: str) -> str:
    return reference_for(account, number=order.pk, text=order.number or "")


def _lines(order: Order, lines: Sequence[OrderLine]) -> list[Sold]:
    with speaking(order.language):
        sold = [_line(order, line) for line in lines]
        sold += [_fee(order, str(code), int(amount)) for code, amount in _fees(order)]
    return sold


def _fees(order: Order) -> Sequence[tuple[str, int]]:
    found: Sequence[tuple[str, int]] = order.quote.get("fees", ())
    return found


def _line(order: Order, line: OrderLine) -> Sold:
    language, tariff = order.language, line.tariff
    event = pick(tariff.event.name, language) if tariff else ""
    zone = pick(tariff.zone.name, language) if tariff else ""
    date = say_date(line.date.starts_at, order.shop.time_zone, language) if line.date else ""
    return Sold(
        name=pick(line.name, language),
        detail=" · ".join(part for part in (event, date, zone) if part),
        quantity=line.tickets,
        unit=line.unit_price,
        amount=line.amount,
        rate=f"{line.vat_rate:.2f}",
    )


def _fee(order: Order, code: str, amount: int) -> Sold:
    name = {"payment": _("Fee of the payment method")}.get(code, code)
    return Sold(name, "", 1, amount, amount, f"{order.shop.vat_rate:.2f}")
