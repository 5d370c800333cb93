"""One customer: what they bought, which tickets name them, what happened, what erasing takes."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from tessera.domain.activity.models import Activity
from tessera.domain.activity.queries import history_of
from tessera.domain.customers.models import Customer
from tessera.domain.customers.queries import traces_of
from tessera.domain.invoices.models import Invoice
from tessera.domain.mailing.queries import messages_naming
from tessera.domain.orders.models import Order, Status
from tessera.domain.orders.queries.naming import ids_naming
from tessera.domain.payments.models import Payment
from tessera.domain.tickets.models import Ticket
from tessera.domain.tickets.queries import tickets_naming

UNFINISHED = (Status.PENDING, Status.REVIEW, Status.PROCESSING)
CONSENTS = ("customer.newsletter_on", "customer.newsletter_off")
MOST = 50


@dataclass(frozen=True, slots=True)
class Identity:
    """Everything in a shop that names a customer: what erasing must reach."""

    customer_ids: list[int]
    emails: list[str]
    words: list[str]
    order_ids: list[int]
    payment_ids: list[int]
    ticket_ids: list[int]

    def subjects(self) -> dict[str, list[int]]:
        """The things in whose history the customer may be named."""
        return {
            "customer": self.customer_ids,
            "order": self.order_ids,
            "payment": self.payment_ids,
            "ticket": self.ticket_ids,
        }


@dataclass(frozen=True, slots=True)
class Preview:
    """What erasing will take, what speaks against it, and what stays."""

    orders: int
    messages: int
    invoices: int
    named_tickets: int
    elsewhere: list[Ticket]
    unfinished: list[Order]
    coming: list[Ticket]


def identity_of(customer: Customer) -> Identity:
    """The ids and words by which the customer, and who was merged into them, are known."""
    all_of_them = [customer, *traces_of(customer.pk)]
    emails = sorted({each.email.lower() for each in all_of_them if each.email})
    ids = [each.pk for each in all_of_them]
    orders = ids_naming(customer.shop_id, customer_ids=ids, emails=emails)
    told = Order.objects.filter(id__in=orders).values_list(
        "first_name", "last_name", "phone", "street"
    )
    names = {(each.first_name, each.last_name) for each in all_of_them}
    reached = {word for each in all_of_them for word in (each.phone, each.street)}
    for first, last, *others in told:
        names.add((first, last))
        reached.update(others)
    full = {f"{first} {last}" for first, last in names if first and last}
    turned = {f"{last} {first}" for first, last in names if first and last}
    lasts = {last for _, last in names if len(last) > 2}
    return Identity(
        customer_ids=ids,
        emails=emails,
        words=sorted({*full, *turned, *lasts, *filter(None, reached)}),
        order_ids=orders,
        payment_ids=_ids(Payment.objects.filter(order_id__in=orders)),
        ticket_ids=_ids(Ticket.objects.filter(order_id__in=orders)),
    )


def held_by(customer: Customer) -> QuerySet[Ticket]:
    """The tickets that name the customer as holder, whoever bought them."""
    return tickets_naming(
        customer.shop_id, first_name=customer.first_name, last_name=customer.last_name
    )


def preview_of(customer: Customer, *, at: datetime) -> Preview:
    """What erasing the customer will take."""
    known = identity_of(customer)
    orders = Order.objects.filter(id__in=known.order_ids, placed_at__isnull=False)
    named = held_by(customer)
    messages = messages_naming(customer.shop_id, order_ids=known.order_ids, emails=known.emails)
    elsewhere = named.exclude(order_id__in=known.order_ids)
    coming = Ticket.objects.filter(
        order_id__in=known.order_ids, status=Ticket.Status.VALID, date__starts_at__gt=at
    )
    return Preview(
        orders=orders.count(),
        messages=messages.count(),
        invoices=Invoice.objects.filter(order_id__in=known.order_ids).count(),
        named_tickets=named.filter(order_id__in=known.order_ids).count(),
        elsewhere=_told(elsewhere),
        unfinished=list(orders.filter(status__in=UNFINISHED).order_by("id")[:MOST]),
        coming=_told(coming),
    )


def history_of_customer(customer: Customer) -> list[Activity]:
    """What happened to the customer and to those merged into them, newest first."""
    ids = [customer.pk, *(each.pk for each in traces_of(customer.pk))]
    return history_of([("customer", id_) for id_ in ids])


def consent_of(history: list[Activity]) -> Activity | None:
    """Who last noted that the newsletter is wanted or not; None when the buyer did, by ordering."""
    return next((one for one in history if one.verb in CONSENTS), None)


def orders_of(customer: Customer, *, orders: QuerySet[Order]) -> list[Order]:
    """The newest orders among these, with the number of their tickets."""
    theirs = orders.filter(customer_id=customer.pk)
    valid = Count("tickets", filter=Q(tickets__status=Ticket.Status.VALID))
    return list(theirs.annotate(valid_tickets=valid).order_by("-placed_at", "-id")[:MOST])


def terms_accepted_at(customer: Customer) -> datetime | None:
    """When they last accepted the terms of sale."""
    accepted = Order.objects.filter(customer_id=customer.pk, terms_accepted_at__isnull=False)
    return (
        accepted.order_by("-terms_accepted_at").values_list("terms_accepted_at", flat=True).first()
    )


def bought_by(customer: Customer, *, orders: QuerySet[Order]) -> list[Ticket]:
    """The newest tickets of their orders, whoever they name."""
    theirs = orders.filter(customer_id=customer.pk).values("id")
    return _told(Ticket.objects.filter(order_id__in=theirs))


def held_tickets(customer: Customer, *, orders: QuerySet[Order]) -> list[Ticket]:
    """The newest tickets that name them, of orders that may be seen."""
    return _told(held_by(customer).filter(order_id__in=orders.values("id")))


def _told(tickets: QuerySet[Ticket]) -> list[Ticket]:
    found = tickets.select_related("order", "date__event", "product", "zone")
    return list(found.order_by("-date__starts_at", "-id")[:MOST])


def _ids(found: QuerySet) -> list[int]:
    return list(found.values_list("id", flat=True))
