"""Reading documents of orders."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q, QuerySet, Sum

from tessera.domain.invoices.models import Invoice
from tessera.domain.invoices.rules import Sold, Taxed, remaining
from tessera.domain.orders.models import Order
from tessera.domain.organisations.rules import Actor
from tessera.lib.ready import Ready

_documents = Ready[Invoice](
    lambda order: Invoice.objects.filter(order_id=order).select_related("corrects").order_by("id"),
    int,
)


def invoice_of(order_id: int) -> Invoice | None:
    """The invoice of the order that stands, or was issued last."""
    found = Invoice.objects.filter(order_id=order_id, kind=Invoice.Kind.INVOICE)
    return found.order_by("-id").first()


def invoiced_among(order_ids: Collection[int]) -> set[int]:
    """Those of these orders that have an invoice."""
    found = Invoice.objects.filter(order_id__in=order_ids, kind=Invoice.Kind.INVOICE)
    return set(found.values_list("order_id", flat=True))


def credit_note_of(refund_id: int) -> Invoice | None:
    """The credit note of money that went back, with what it corrects, if one was issued."""
    return Invoice.objects.select_related("corrects").filter(refund_id=refund_id).first()


def credit_note_named(order_id: int, number: str) -> Invoice | None:
    """The credit note of the order with this number, with what it corrects, or nothing."""
    found = Invoice.objects.filter(order_id=order_id, kind=Invoice.Kind.CREDIT_NOTE, number=number)
    return found.select_related("corrects").first()


def documents_of(order_id: int) -> list[Invoice]:
    """Everything that was issued for the order, oldest first."""
    return _documents(order_id)


def invoices_visible_to(actor: Actor, shop_id: int) -> QuerySet[Invoice]:
    """The documents of a shop that the actor may see, newest first."""
    found = Invoice.objects.filter(shop_id=shop_id, organisation_id=actor.organisation_id or 0)
    if actor.shops is not None:
        found = found.filter(shop_id__in=actor.shops)
    return found.select_related("order").order_by("-issued_at", "-id")


def matching(found: QuerySet[Invoice], words: str) -> QuerySet[Invoice]:
    """Those whose number, reference, order or buyer begins with the words."""
    plain = words.strip()
    if not plain:
        return found
    return found.filter(
        Q(number__istartswith=plain)
        | Q(reference=plain.replace(" ", "").upper())
        | Q(order__number=plain.upper())
        | Q(order__last_name__istartswith=plain)
        | Q(order__email__istartswith=plain)
    )


def credited_of(invoice: Invoice) -> int:
    """How much of the invoice was credited already (minor units, above zero)."""
    found = invoice.credit_notes.aggregate(sum=Sum("total"))["sum"]
    return -int(found or 0)


def vat_left(invoice: Invoice) -> list[Taxed]:
    """The VAT that was not credited yet; without VAT, the total at no rate."""
    notes = [each for note in invoice.credit_notes.order_by("id") for each in vat_in(note)]
    whole = vat_in(invoice) or [Taxed("0.00", invoice.total, 0, invoice.total)]
    return remaining(whole, notes)


def lines_in(invoice: Invoice) -> list[Sold]:
    """What the document says was sold."""
    return [Sold(**each) for each in invoice.lines]


def vat_in(invoice: Invoice) -> list[Taxed]:
    """The VAT of the document, rate by rate."""
    return [Taxed(**each) for each in invoice.vat]


def seller_of(order: Order) -> dict[str, Any]:
    """Who sells, as it is today: the shop's contact, account and VAT number."""
    shop = order.shop
    return {
        "name": shop.contact_name or shop.organisation.name,
        "street": shop.street,
        "postcode": shop.postcode,
        "city": shop.city,
        "country": shop.country,
        "email": shop.contact_email,
        "phone": shop.contact_phone,
        "website": shop.website,
        "vat_number": shop.vat_number,
        "iban": "".join(shop.iban.split()).upper(),
        "holder": shop.bank_holder or shop.contact_name or shop.organisation.name,
    }


BUYER = (
    "civility",
    "first_name",
    "last_name",
    "company",
    "street",
    "postcode",
    "city",
    "country",
    "email",
)


def buyer_of(order: Order) -> Mapping[str, Any]:
    """Who bought, as the order says today."""
    return {name: getattr(order, name) for name in BUYER}


def narrowed(found: QuerySet[Invoice], *, kind: str, year: str) -> QuerySet[Invoice]:
    """Those of a kind and of a year; what is neither is not asked."""
    if kind in Invoice.Kind.values:
        found = found.filter(kind=kind)
    return found.filter(year=int(year)) if year.isdigit() and len(year) == 4 else found


def page_of(found: QuerySet[Invoice], *, before: str, most: int = 50) -> tuple[list[Invoice], str]:
    """Fifty documents, newest first, and the mark of the next page ("" for none)."""
    ordered = found.order_by("-id")
    if before.isdigit() and len(before) < 19:
        ordered = ordered.filter(id__lt=int(before))
    rows = list(ordered[: most + 1])
    return rows[:most], str(rows[most - 1].pk) if len(rows) > most else ""


def invoice_visible_to(actor: Actor, shop_id: int, invoice_id: int) -> Invoice | None:
    """One document of the shop with its order, shop and what it corrects, or nothing."""
    found = invoices_visible_to(actor, shop_id).filter(id=invoice_id)
    return found.select_related("order", "shop", "corrects").first()
