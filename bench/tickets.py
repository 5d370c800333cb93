"""Tickets by the thousand, written as the flows would have written them."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import F

from tessera.domain.catalogue.models import EventDate
from tessera.domain.orders.models import Order, OrderLine, Status
from tessera.domain.stock.models import Claim, Pool
from tessera.domain.tickets.actions import SERIAL_BITS
from tessera.domain.tickets.models import Ticket
from tessera.lib import clock, ids
from tessera.lib.signing import TicketCode, sign
from tests.factories import Programme

AN_ORDER = 4
BATCH = 2000


@transaction.atomic
def write_tickets(programme: Programme, *, how_many: int) -> None:
    """Paid orders of four tickets each on the first date, with claims and a pool that agrees."""
    at = clock.now()
    orders = Order.objects.bulk_create(
        [_order(programme, number) for number in range(how_many // AN_ORDER)], batch_size=BATCH
    )
    pool = Pool.objects.get(date=programme.date, zone=programme.zone)
    claims = Claim.objects.bulk_create(
        [Claim(pools=[pool.id], places=AN_ORDER, date=programme.date) for _ in orders], BATCH
    )
    product = programme.tariff.product
    lines = OrderLine.objects.bulk_create(
        [
            OrderLine(
                order=order,
                product=product,
                date=programme.date,
                claim=claim,
                name=product.name,
                quantity=AN_ORDER,
                unit_price=0,
                vat_rate=0,
            )
            for order, claim in zip(orders, claims, strict=True)
        ],
        batch_size=BATCH,
    )
    Ticket.objects.bulk_create(
        [_ticket(programme, line, place, at) for line in lines for place in range(1, AN_ORDER + 1)],
        batch_size=BATCH,
    )
    Pool.objects.filter(id=pool.id).update(taken=F("taken") + AN_ORDER * len(orders))


def codes_of(date: EventDate, how_many: int) -> list[str]:
    """So many codes of tickets of the date."""
    return list(Ticket.objects.filter(date=date).values_list("code", flat=True)[:how_many])


def _order(programme: Programme, number: int) -> Order:
    at = clock.now()
    return Order(
        shop=programme.shop,
        number=ids.readable(9),
        secret=ids.secret(),
        status=Status.PAID,
        currency="CHF",
        method="free",
        email=f"visitor{number}@bench.example",
        first_name="Visitor",
        last_name=f"Number{number}",
        created_at=at,
        placed_at=at,
        paid_at=at,
    )


def _ticket(programme: Programme, line: OrderLine, place: int, at: datetime) -> Ticket:
    facts = TicketCode(
        serial=secrets.randbits(SERIAL_BITS), date=programme.date.id, product=line.product_id
    )
    return Ticket(
        shop=programme.shop,
        order_id=line.order_id,
        line=line,
        place=place,
        date=programme.date,
        zone=programme.zone,
        product_id=line.product_id,
        serial=facts.serial,
        code=sign(bytes(programme.shop.signing_key), facts),
        issued_at=at,
    )
