"""What offers ask about who buys; nobody is asked where no offer wants to know."""

from collections.abc import Sequence
from datetime import datetime

from tessera.domain.customers.models import Customer
from tessera.domain.customers.queries import customer_of_email, customer_of_person
from tessera.domain.memberships.queries.standing import levels_of
from tessera.domain.offers.effects import Past
from tessera.domain.offers.rules import Facts, Line, LiveOffer, Rule
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.orders.queries.profits import has_ordered, lines_bought
from tessera.lib.i18n import local


def facts_of(order: Order, offers: Sequence[LiveOffer], *, at: datetime) -> Facts:
    """Who buys, as far as these offers ask: known by the login, else by the e-mail of the cart."""
    asked = {offer.audience for offer in offers}
    customer = _customer(order) if any(offer.needs_customer for offer in offers) else None
    return Facts(
        channel=order.channel,
        currency=order.currency,
        at=at,
        customer_id=customer.pk if customer else None,
        has_ordered=Rule.KNOWN in asked
        and customer is not None
        and has_ordered(order.shop_id, customer.pk),
        newsletter=customer is not None and customer.newsletter,
        levels=_levels(order, at=at) if Rule.MEMBERS in asked else frozenset(),
        past=_past(order, customer, offers) if customer else {},
    )


def _customer(order: Order) -> Customer | None:
    found = customer_of_person(order.shop_id, order.person_id) if order.person_id else None
    return found or customer_of_email(order.shop_id, order.email)


def _levels(order: Order, *, at: datetime) -> frozenset[int]:
    """The levels of who has logged in; an e-mail that anybody may type proves no membership."""
    if order.person_id is None:
        return frozenset()
    day = local(at, order.shop.time_zone).date()
    return levels_of(order.person_id, order.shop.organisation_id, on=day)


def _past(order: Order, customer: Customer, offers: Sequence[LiveOffer]) -> dict[int, Past]:
    remembering = [offer for offer in offers if offer.remembers]
    if not remembering:
        return {}
    bought = lines_bought(order.shop_id, customer.pk)
    return {offer.id: _past_of(offer, bought) for offer in remembering}


def _past_of(offer: LiveOffer, bought: Sequence[OrderLine]) -> Past:
    since = offer.starts_at
    mine = [
        line
        for line in bought
        if offer.serves(_line(line))
        and (since is None or (line.order.placed_at is not None and line.order.placed_at >= since))
    ]
    profited = sum(
        int(each["tickets"])
        for line in mine
        for each in line.discounts
        if each["offer"] == offer.id
    )
    return Past(sum(line.tickets for line in mine), profited)


def _line(line: OrderLine) -> Line:
    tariff = line.tariff
    event, zone = (tariff.event_id, tariff.zone_id) if tariff else (None, None)
    return Line(line.product_id, event, zone, line.product.kind, line.tickets, line.unit_price)
