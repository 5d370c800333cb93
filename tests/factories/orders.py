"""Orders as the flows would leave them, without walking through the flows."""

from datetime import datetime, timedelta
from typing import Any

from tessera.domain.catalogue.models import Tariff
from tessera.domain.orders import actions as orders
from tessera.domain.orders.models import Order, OrderLine, Status
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.orders.rules import LineToPrice, quote
from tessera.domain.payments.models import Payment
from tessera.domain.stock.actions import Want, claim
from tessera.domain.stock.queries import left_for
from tessera.domain.tickets.actions import issue
from tessera.domain.tickets.queries import facts_of, valid_tickets_of_order
from tessera.domain.tickets.rules import TicketFacts
from tessera.lib import clock, ids
from tests.factories.events import Programme

BEA = {"email": "bea@test.example", "first_name": "Bea", "last_name": "Buyer"}


def make_cart(
    made: Programme,
    *,
    quantity: int = 2,
    tariff: Tariff | None = None,
    at: datetime | None = None,
    **facts: Any,
) -> Order:
    """A cart that holds places of the first date for fifteen minutes, with Bea's details."""
    at = at or clock.now()
    until = at + timedelta(minutes=15)
    values = {"currency": "CHF", "language": "en", "channel": "online", **facts}
    order = orders.open_cart(
        made.shop,
        currency=values.pop("currency"),
        language=values.pop("language"),
        channel=values.pop("channel"),
        at=at,
    )
    for name, value in {**BEA, "held_until": until, **values}.items():
        setattr(order, name, value)
    orders.keep(order)
    line = _line(order, made, tariff or made.tariff, quantity, until)
    priced = quote(
        [LineToPrice(line.id, line.tickets, line.unit_price, line.vat_rate)],
        currency=order.currency,
    )
    orders.write_quote(order, priced)
    orders.keep(order, "quote", "total")
    return order


def make_order(
    made: Programme, *, status: str = Status.PAID, at: datetime | None = None, **facts: Any
) -> Order:
    """A placed order: paid (its tickets issued, its payment received) unless said otherwise."""
    at = at or clock.now()
    method = facts.pop("method", "invoice")
    order = make_cart(made, at=at, **facts)
    order.held_until, order.method, order.terms_accepted_at = None, method, at
    orders.place(order, status=status, at=at)
    for line in order.lines.select_related("claim"):
        if line.claim is not None:
            line.claim.held_until = None if status == Status.PAID else at + timedelta(days=30)
            line.claim.save(update_fields=["held_until"])
    if status == Status.PAID:
        make_payment(order, status=Payment.Status.RECEIVED, at=at)
        orders.set_status(order, Status.PAID, received=order.total, paid_at=at)
        issue(order, lines=lines_of(order.id), at=at)
    return order


def make_payment(
    order: Order, *, status: str = Payment.Status.OPEN, at: datetime | None = None, **facts: Any
) -> Payment:
    """An attempt to pay the whole order by its method."""
    at = at or clock.now()
    received = at if status == Payment.Status.RECEIVED else None
    values: dict[str, Any] = {
        "method": order.method or "invoice",
        "amount": order.total,
        "currency": order.currency,
        "reference": ids.secret(),
        "created_at": at,
        "received_at": received,
    }
    return Payment.objects.create(order=order, status=status, **{**values, **facts})


def printed_on(order: Order) -> list[TicketFacts]:
    """What each valid ticket of the order says."""
    return facts_of(valid_tickets_of_order(order.pk), order=order)


def _line(
    order: Order, made: Programme, tariff: Tariff, quantity: int, until: datetime
) -> OrderLine:
    product, zone_id = tariff.product, tariff.zone_id
    left = left_for(events=[made.event.id], dates=[made.date.id], products=[product.id])
    pools = left.pools_for(
        event_id=made.event.id, date_id=made.date.id, zone_id=zone_id, product_id=product.id
    )
    taken = claim(
        [Want(pools=pools, places=quantity * tariff.group_size, date_id=made.date.id)], until=until
    )
    new = orders.NewLine(
        product_id=product.id,
        date_id=made.date.id,
        claim_id=taken[0].id,
        name=product.name,
        quantity=quantity,
        group_size=tariff.group_size,
        unit_price=product.prices.get(currency=order.currency).amount,
        vat_rate=made.shop.vat_rate if product.vat_rate is None else product.vat_rate,
    )
    lines = orders.new_lines(order, [new])
    orders.write_lines(order, lines)
    return lines[0]
