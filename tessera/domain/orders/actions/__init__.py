"""Writing orders and their lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from tessera.domain.customers.rules import PERSON
from tessera.domain.orders.models import Approval, Cancellation, Order, OrderLine, Status
from tessera.domain.orders.rules import Quote
from tessera.domain.organisations.rules import Actor
from tessera.domain.shops.models import Shop
from tessera.lib import rows
from tessera.lib.ids import order_number, secret

BUYER_FIELDS = ("email", *PERSON, "language", "newsletter")

PLACED = (
    "status",
    "placed_at",
    "number",
    "method",
    "quote",
    "total",
    "due_at",
    "held_until",
    "terms_accepted_at",
    "customer",
    "person",
    "code",
    "is_test",
)


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line to write, with the claim that holds its places if it is of a date."""

    product_id: int
    date_id: int | None
    claim_id: int | None
    name: Mapping[str, str]
    quantity: int
    group_size: int
    unit_price: int
    vat_rate: Decimal


def open_cart(shop: Shop, *, currency: str, language: str, channel: str, at: datetime) -> Order:
    """A new, unsaved cart with a secret of its own: `keep` writes it."""
    return Order(
        shop=shop,
        secret=secret(),
        currency=currency,
        language=language,
        channel=channel,
        is_test=shop.is_test,
        created_at=at,
    )


def keep(order: Order, *fields: str) -> None:
    """Write an order: a new one whole, an old one these fields only."""
    if order.pk is None:
        rows.add(order)
    else:
        rows.change(order, fields)


def new_lines(order: Order, lines: Iterable[NewLine]) -> list[OrderLine]:
    """Lines of the order, unsaved: priced first, then written by `write_lines`."""
    return [
        OrderLine(
            order=order,
            product_id=line.product_id,
            date_id=line.date_id,
            claim_id=line.claim_id,
            name=dict(line.name),
            quantity=line.quantity,
            group_size=line.group_size,
            unit_price=line.unit_price,
            vat_rate=line.vat_rate,
        )
        for line in lines
    ]


def write_lines(order: Order, lines: Sequence[OrderLine]) -> None:
    """Write new lines of an order that is written."""
    for line in lines:
        line.order = order
    rows.add(*lines)


def remove_lines(lines: Iterable[OrderLine]) -> None:
    """Take lines out of a cart; their claims are released by the caller."""
    OrderLine.objects.filter(id__in=[line.id for line in lines]).delete()


def set_claims(claims: Mapping[int, int]) -> None:
    """Give lines (by id) new claims: a hold was taken again."""
    lines = list(OrderLine.objects.filter(id__in=claims))
    for line in lines:
        line.claim_id = claims[line.id]
    OrderLine.objects.bulk_update(lines, ["claim"])


def set_prices(lines: Sequence[OrderLine]) -> None:
    """Write the unit prices of these lines: their hold was made anew."""
    OrderLine.objects.bulk_update(lines, ["unit_price"])


def write_quote(order: Order, priced: Quote) -> None:
    """Keep the quote on the order (unsaved: `keep` writes it), with what is said of its code."""
    kept = {name: order.quote[name] for name in ("code", "agreed") if name in order.quote}
    order.quote, order.total = priced.as_json() | kept, priced.total


def note_agreed(order: Order) -> None:
    """Say on the order (unsaved) that later charges were agreed to with it: who takes the payment
    need not look for that in every order."""
    order.quote = {**order.quote, "agreed": True}


def note_buyer(order: Order, buyer: Mapping[str, Any]) -> tuple[str, ...]:
    """Put the buyer's details on the order (unsaved); says which fields it touched."""
    told = tuple(name for name in BUYER_FIELDS if name in buyer)
    for name in told:
        setattr(order, name, buyer[name])
    return told


def buyer_of(order: Order) -> dict[str, Any]:
    """The buyer's details as the order has them."""
    return {name: getattr(order, name) for name in BUYER_FIELDS}


def keep_whole(order: Order) -> None:
    """Write every column of an order that is written."""
    order.save()


def place(order: Order, *, status: str, at: datetime) -> None:
    """Give the order its number and legal existence, and write what placing decided.

    Whether it is a test is decided by the shop as it is now.
    """
    order.is_test = order.shop.is_test
    order.status, order.placed_at, order.number = status, at, order_number(order.id)
    rows.change(order, PLACED)


def note_approval(order: Order, *, by: Actor, at: datetime, note: str = "") -> Approval:
    """Write who validated."""
    return Approval.objects.create(
        order=order, person_id=by.person_id, actor=by.label, note=note, at=at
    )


def note_cancellation(order: Order, *, reason: str, by: Actor, at: datetime) -> Cancellation:
    """Write who ended the order and why."""
    return Cancellation.objects.create(
        order=order, person_id=by.person_id, actor=by.label, reason=reason, at=at
    )


def set_status(order: Order, status: Status, **facts: Any) -> None:
    """Move the order to a status and write these other columns with it."""
    order.status = status
    for name, value in facts.items():
        setattr(order, name, value)
    rows.change(order, ["status", *facts])


def claims_of(lines: Sequence[OrderLine]) -> list[int]:
    """The claims that the lines still hold."""
    return [line.claim_id for line in lines if line.claim_id is not None]


def count_received(order: Order, amount: int) -> None:
    """Count money that arrived (unsaved: written with the status, or by `keep`)."""
    order.received += amount


def subtract_received(order: Order, amount: int) -> None:
    """Count money that left again; the order is locked by the caller."""
    order.received -= amount
    order.save(update_fields=["received"])


def let_claims_go(order_ids: Iterable[int]) -> list[int]:
    """The lines of these orders keep no place any more; the caller releases the claims told."""
    lines = OrderLine.objects.filter(order_id__in=list(order_ids), claim__isnull=False)
    claims = [claim for claim in lines.values_list("claim_id", flat=True) if claim is not None]
    lines.update(claim=None)
    return claims


def end_holds(order_ids: Iterable[int]) -> None:
    """These orders hold nothing until any time."""
    Order.objects.filter(id__in=list(order_ids)).update(held_until=None)


def delete_carts(order_ids: Iterable[int]) -> int:
    """Forget carts; a placed order is never deleted. Says how many went."""
    gone = Order.objects.filter(id__in=list(order_ids), placed_at=None).delete()
    return gone[1].get("tessera.Order", 0)
