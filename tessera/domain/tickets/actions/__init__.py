"""Making tickets, once."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.db import connection

from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.tickets.models import Ticket
from tessera.lib import rows
from tessera.lib.signing import TicketCode, sign

SERIAL_BITS = 63
"""What PostgreSQL's bigint holds without a sign; too many to guess."""

Holders = Mapping[tuple[int, int], tuple[str, str]]
"""First and last names, by line and place."""

ISSUED = "SELECT line_id, place FROM tessera_ticket WHERE line_id = ANY(%s::bigint[])"


def issue(
    order: Order, *, lines: Iterable[OrderLine], holders: Holders | None = None, at: datetime
) -> int:
    """One signed ticket for every place of the lines that have a date; safe to repeat.

    `holders` are the names they are in, by line and place. Who comes second makes nothing: a line
    yields each of its places once. The lines come with `product.tariff`, and the caller has
    locked the order. Says how many it made.
    """
    dated = [line for line in lines if line.date_id is not None]
    issued = _places_issued(dated) if order.paid_at else set()  # none is issued before
    missing = [
        _ticket(order, line, place=place, holder=(holders or {}).get((line.pk, place)), at=at)
        for line in dated
        for place in _places(line)
        if (line.pk, place) not in issued
    ]
    rows.add(*missing, or_leave=True)
    return len(missing)


def cancel(order: Order, *, at: datetime) -> int:
    """No ticket of the order opens a door any more. Says how many did until now."""
    valid = Ticket.objects.filter(order=order, status=Ticket.Status.VALID)
    return valid.update(status=Ticket.Status.CANCELLED, cancelled_at=at)


def name_holder(ticket: Ticket, *, first_name: str, last_name: str) -> None:
    """The ticket is in this name."""
    ticket.holder_first_name, ticket.holder_last_name = first_name, last_name
    ticket.save(update_fields=["holder_first_name", "holder_last_name"])


def _places_issued(lines: Sequence[OrderLine]) -> set[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(ISSUED, [[line.pk for line in lines]])
        return set(cursor.fetchall())


def _places(line: OrderLine) -> Iterator[int]:
    return iter(range(1, line.tickets + 1))


def _ticket(
    order: Order, line: OrderLine, *, place: int, holder: tuple[str, str] | None, at: datetime
) -> Ticket:
    assert line.date_id is not None
    first_name, last_name = holder or ("", "")
    serial = secrets.randbits(SERIAL_BITS)
    facts = TicketCode(serial=serial, date=line.date_id, product=line.product_id)
    return Ticket(
        shop_id=order.shop_id,
        order=order,
        line=line,
        place=place,
        date_id=line.date_id,
        zone_id=line.product.tariff.zone_id,
        product_id=line.product_id,
        serial=serial,
        code=sign(order.shop.signing_key, facts),
        holder_first_name=first_name,
        holder_last_name=last_name,
        issued_at=at,
    )
