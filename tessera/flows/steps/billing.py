"""Documents of an order: what was sold, to whom, and how it is to be paid."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from tessera.domain.invoices import actions as invoices
from tessera.domain.invoices.errors import NothingToInvoice
from tessera.domain.invoices.models import Invoice
from tessera.domain.invoices.queries import buyer_of, credited_of, documents_of, seller_of, vat_left
from tessera.domain.invoices.rules import Sold, credited, taxes
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.payments.models import Refund
from tessera.domain.payments.queries import going_back
from tessera.lib.i18n import local, pick, say_date, speaking
from tessera.lib.money import Money
from tessera.lib.references import reference_for


def bill_new(order: Order, lines: Sequence[OrderLine], *, at: datetime) -> Invoice:
    """The invoice of an order that is placed in this transaction."""
    return _issue(order, lines, kind=Invoice.Kind.INVOICE, at=at)


def bill(order: Order, lines: Sequence[OrderLine], *, at: datetime) -> Invoice:
    """The invoice of an order that waits for a transfer; the same one while it asks for the same.

    One that asked for another total is credited, and a new one is issued.
    """
    paper = _latest(order)
    if paper is not None and _left(paper) == paper.total == order.total:
        return paper
    correct(order, at=at)
    return bill_new(order, lines, at=at)


def correct(order: Order, *, at: datetime) -> Invoice | None:
    """Credit what is left of an invoice that asked for another total than the order costs now."""
    paper = _latest(order)
    if paper is None or paper.kind != Invoice.Kind.INVOICE or paper.total == order.total:
        return None
    return _void(order, paper, _left(paper), reason="changed", at=at)


def end(order: Order, *, reason: str, at: datetime) -> Invoice | None:
    """Credit what an invoice asks for that nobody will pay any more: its order has ended.

    Money that came is credited when it goes back. Nothing without an invoice.
    """
    paper = _latest(order)
    if paper is None or paper.kind != Invoice.Kind.INVOICE:
        return None
    kept = order.received - going_back(order.pk)
    return _void(order, paper, _left(paper) - max(kept, 0), reason=reason, at=at)


def renew(order: Order, lines: Sequence[OrderLine], *, at: datetime) -> Invoice | None:
    """A new invoice for an order that late money brings back, when its first one was credited."""
    paper = _latest(order)
    if paper is None or _left(paper) == paper.total:
        return None
    return bill(order, lines, at=at)


def receipt(order: Order, lines: Sequence[OrderLine], *, at: datetime) -> Invoice:
    """The receipt of a paid order, or its invoice if it has one; the same one when asked again.

    Refuses (NothingToInvoice) an order that is not paid or cost nothing.
    """
    found = _latest(order)
    if found is not None and not _is_of_another_total(found, order):
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
    return _credit(order, refund, paper, reason=reason, at=at) if paper else None


def credit_issued(order: Order, refund: Refund, *, at: datetime) -> Invoice | None:
    """The same for money that goes back by itself, where a document was issued before."""
    paper = _latest(order)
    return _credit(order, refund, paper, reason="", at=at) if paper else None


def _credit(
    order: Order, refund: Refund, paper: Invoice, *, reason: str, at: datetime
) -> Invoice | None:
    left = _left(paper)
    before = order.received - (going_back(order.pk) - refund.amount)
    amount = min(refund.amount - max(before - left, 0), left)
    with speaking(paper.language):
        name = _("Given back of order %(number)s") % {"number": order.number}
    return _note(order, paper, amount, name=name, reason=reason, refund=refund, at=at)


def _void(
    order: Order, paper: Invoice, amount: int, *, reason: str, at: datetime
) -> Invoice | None:
    with speaking(paper.language):
        name = _("No longer asked for: order %(number)s") % {"number": order.number}
        why = {
            "changed": _("The total of your order has changed."),
            "cancelled": _("Your order was cancelled."),
            "expired": _("Your order was not paid in time."),
        }[reason]
    return _note(order, paper, amount, name=name, reason=why, at=at)


def _note(  # noqa: PLR0913 - a credit note says what it corrects, by how much, and why
    order: Order,
    paper: Invoice,
    amount: int,
    *,
    name: str,
    reason: str,
    refund: Refund | None = None,
    at: datetime,
) -> Invoice | None:
    if amount < 1:
        return None
    vat = credited(vat_left(paper), amount=amount)
    document = invoices.Document(
        kind=Invoice.Kind.CREDIT_NOTE,
        seller=paper.seller,
        buyer=paper.buyer,
        lines=[Sold(name, "", 1, each.gross, each.gross, each.rate) for each in vat],
        vat=vat,
        total=-amount,
        language=paper.language,
        corrects=paper,
        refund=refund,
        reason=reason,
    )
    return invoices.issue(order, document, year=_year(order, at), at=at)


def _to_correct(order: Order, lines: Sequence[OrderLine], *, at: datetime) -> Invoice | None:
    found = _latest(order)
    has_none = found is None or _is_of_another_total(found, order)
    if has_none and order.paid_at is not None and order.total:
        return _issue(order, lines, kind=Invoice.Kind.RECEIPT, at=at)
    return found


def _latest(order: Order) -> Invoice | None:
    """The paper that stands, if any does: those before it were credited."""
    papers = [each for each in documents_of(order.pk) if each.kind != Invoice.Kind.CREDIT_NOTE]
    return papers[-1] if papers else None


def _left(paper: Invoice) -> int:
    return paper.total - credited_of(paper)


def _is_of_another_total(paper: Invoice, order: Order) -> bool:
    """Whether it was credited because the order costs something else since."""
    return paper.total != order.total and _left(paper) == 0


def _year(order: Order, at: datetime) -> int:
    return 0 if order.is_test else local(at, order.shop.time_zone).year


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
        detail=" · ".join(part for part in (event, date, zone, *_off(order, line)) if part),
        quantity=line.tickets,
        unit=line.unit_price,
        amount=line.amount,
        rate=f"{line.vat_rate:.2f}",
    )


def _off(order: Order, line: OrderLine) -> list[str]:
    """Each offer by its name, and what it takes off."""
    return [
        f"{pick(each['name'], order.language)}: "
        f"{Money(-int(each['amount']), order.currency).format(order.language)}"
        for each in line.discounts
        if each["amount"]
    ]


def _fee(order: Order, code: str, amount: int) -> Sold:
    name = {"payment": _("Fee of the payment method")}.get(code, code)
    return Sold(name, "", 1, amount, amount, f"{order.shop.vat_rate:.2f}")
