"""What the team corrects in an order: the buyer, the note, the names on tickets."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.customers import actions as customers
from tessera.domain.orders import actions as orders
from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.orders import lock_order
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.tickets import actions as tickets
from tessera.domain.tickets.models import Ticket
from tessera.domain.tickets.queries import ticket_of_order
from tessera.flows.steps.answers import rename_holder
from tessera.lib.errors import NotFound

BUYER = (
    "civility",
    "first_name",
    "last_name",
    "company",
    "email",
    "phone",
    "street",
    "postcode",
    "city",
    "country",
    "language",
)


@transaction.atomic(durable=True)
def correct_buyer(
    order_id: int, *, buyer: Mapping[str, Any], with_customer: bool, by: Actor, at: datetime
) -> Order:
    """The order names its buyer so from now on; if wished, so does the customer it belongs to.

    What stood there before is kept in the history. Nothing is sent by this.
    """
    order = _order(order_id, by=by)
    told = {name: buyer[name] for name in BUYER if name in buyer}
    changes = {
        name: [getattr(order, name), value]
        for name, value in told.items()
        if getattr(order, name) != value
    }
    if with_customer:
        _tell_customer(order, told, at=at)
    if not changes:
        return order
    orders.keep(order, *orders.note_buyer(order, told))
    activity.record(
        "order.buyer_corrected",
        of=("order", order.id),
        shop=order.shop,
        by=by,
        at=at,
        changes=changes,
        with_customer=with_customer,
    )
    return order


@transaction.atomic(durable=True)
def write_note(order_id: int, *, note: str, by: Actor, at: datetime) -> Order:
    """What the team wants to remember of the order; the buyer never sees it."""
    order = _order(order_id, by=by)
    text = note.strip()
    if text == order.note:
        return order
    before, order.note = order.note, text
    orders.keep(order, "note")
    activity.record(
        "order.noted",
        of=("order", order.id),
        shop=order.shop,
        by=by,
        at=at,
        note=text,
        before=before,
    )
    return order


@transaction.atomic(durable=True)
def name_holder(
    order_id: int,
    ticket_id: int,
    *,
    first_name: str,
    last_name: str,
    by: Actor,
    at: datetime,
) -> Ticket:
    """The ticket is in this name. Its code stays the same: what is printed still opens the door.

    Refuses (NotFound) a ticket of another order.
    """
    order = _order(order_id, by=by)
    ticket = ticket_of_order(order.id, ticket_id)
    if ticket is None:
        raise NotFound(_("There is no such ticket in this order."))
    before = f"{ticket.holder_first_name} {ticket.holder_last_name}".strip()
    after = f"{first_name} {last_name}".strip()
    if before == after:
        return ticket
    told = {"first_name": first_name.strip(), "last_name": last_name.strip()}
    tickets.name_holder(ticket, **told)
    rename_holder(ticket, **told, by=by, at=at)
    activity.record(
        "ticket.renamed",
        of=("order", order.id),
        shop=order.shop,
        by=by,
        at=at,
        ticket=ticket.id,
        changes={"holder": [before, after]},
    )
    return ticket


def _order(order_id: int, *, by: Actor) -> Order:
    require(by, Can.EDIT_ORDERS)
    order = lock_order(order_id)
    require_in(by, organisation_id=order.shop.organisation_id, shop_id=order.shop_id)
    return order


def _tell_customer(order: Order, buyer: Mapping[str, Any], *, at: datetime) -> None:
    """Refuses (EmailTaken) an e-mail that is another customer's, (IsErased) one who was erased."""
    if order.customer is not None:
        customers.correct(order.customer, buyer)
    elif buyer.get("email"):
        order.customer = customers.remember(order.shop_id, buyer=buyer, at=at)
        orders.keep(order, "customer")
