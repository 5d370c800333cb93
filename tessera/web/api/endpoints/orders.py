"""Orders: read, and placed."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.orders.queries.grid import order_visible_to, orders_visible_to, page_of
from tessera.domain.organisations.rules import Can
from tessera.domain.payments.arrivals import waiting_payment
from tessera.domain.payments.errors import NotPayable
from tessera.domain.tickets.models import Ticket
from tessera.domain.tickets.queries import tickets_of_order
from tessera.flows import paying
from tessera.flows.steps.links import order_url
from tessera.flows.steps.validating import Banked
from tessera.lib import clock
from tessera.lib.errors import NotFound
from tessera.lib.i18n import local
from tessera.lib.ids import readable_serial
from tessera.web.api import schemas
from tessera.web.api.access import shop_of
from tessera.web.api.endpoints.programme import AFTER, MOST
from tessera.web.api.ordering import order_at_once
from tessera.web.api.paging import order_mark, read_order_mark
from tessera.web.api.scopes import needs

router = Router(tags=["Orders"])
MINE = "/shops/{shop}/orders"


@router.get(
    MINE, response=schemas.Orders, operation_id="orders", openapi_extra=needs(Can.SEE_ORDERS)
)
def orders(request: HttpRequest, shop: str, limit: int = MOST, after: str = AFTER) -> Any:
    """Placed orders, newest first. A key without `see_customers` sees none but its own sales."""
    actor, found = shop_of(request, shop, Can.SEE_ORDERS)
    mark = read_order_mark(after)
    page = page_of(orders_visible_to(actor, found.id), sort="-placed", after=mark, size=limit)
    return {"items": page.rows, "next": order_mark(page.after)}


@router.get(
    f"{MINE}/{{number}}",
    response=schemas.Order,
    operation_id="order",
    openapi_extra=needs(Can.SEE_ORDERS),
)
def order(request: HttpRequest, shop: str, number: schemas.Number) -> Any:
    """One order with lines and tickets."""
    actor, found = shop_of(request, shop, Can.SEE_ORDERS)
    one = order_visible_to(actor, found.id, number)
    if one is None:
        raise NotFound("There is no such order, or this key may not see it.")
    return _whole(one)


@router.post(
    MINE,
    response={201: schemas.Order},
    operation_id="place_order",
    openapi_extra=needs(Can.SELL_AT_COUNTER),
)
def place_order(request: HttpRequest, shop: str, new: schemas.NewOrder) -> Any:
    """Place an order. Free ones are paid at once, invoices wait; others are paid on `page`."""
    actor, found = shop_of(request, shop, Can.SELL_AT_COUNTER)
    placed = order_at_once(found, new, by=actor, at=clock.now())
    return Status(201, _whole(placed))


@router.post(
    f"{MINE}/{{number}}/payments",
    response={201: schemas.Order},
    operation_id="validate_payment",
    openapi_extra=needs(Can.VALIDATE_PAYMENTS),
)
def validate_payment(
    request: HttpRequest, shop: str, number: schemas.Number, new: schemas.NewPayment
) -> Any:
    """Say that the money of an order on invoice (or to be paid on site) is here. A part leaves it
    waiting for the rest."""
    actor, found = shop_of(request, shop, Can.VALIDATE_PAYMENTS)
    one = order_visible_to(actor, found.id, number)
    if one is None:
        raise NotFound("There is no such order, or this key may not see it.")
    payment = waiting_payment(one.pk)
    if payment is None:
        raise NotPayable("This order does not wait for a payment that is validated by hand.")
    at = clock.now()
    came = Banked(
        payment.amount if new.amount is None else new.amount,
        payment.currency,
        new.booked_on or local(at, found.time_zone).date(),
        new.reference,
    )
    paid = paying.validate_payment(payment.pk, by=actor, at=at, note=new.note, banked=came)
    return Status(201, _whole(paid.order))


def _whole(order: Order) -> dict[str, Any]:
    """The order with what hangs on it."""
    own = schemas.Order.model_fields.keys() - {"code", "discounts", "lines", "tickets", "page"}
    return {
        **{name: getattr(order, name) for name in own},
        "code": order.quote["code"]["text"] if order.code_id else None,
        "discounts": order.quote.get("discounts", []),
        "lines": [_line(line) for line in lines_of(order.pk)],
        "tickets": [_ticket(ticket) for ticket in tickets_of_order(order.pk)],
        "page": order_url(order),
    }


def _line(line: OrderLine) -> dict[str, Any]:
    return {
        "product": line.product_id,
        "date": line.date_id,
        "name": line.name,
        "quantity": line.quantity,
        "tickets": line.tickets,
        "unit_price": line.unit_price,
        "discount": line.discount,
        "discounts": line.discounts,
        "vat_rate": f"{line.vat_rate:.2f}",
        "amount": line.amount,
    }


def _ticket(ticket: Ticket) -> dict[str, Any]:
    return {
        "number": readable_serial(ticket.serial),
        "code": ticket.code,
        "date": ticket.date_id,
        "zone": ticket.zone_id,
        "product": ticket.product_id,
        "seat": ticket.seat,
        "status": ticket.status,
    }
