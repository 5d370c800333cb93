"""Past orders as rows, whole and consistent with the pools: what the flows would have written."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from django.db import connection

from tessera.domain.activity.models import Activity
from tessera.domain.customers.models import Customer
from tessera.domain.orders.models import Approval, Cancellation, Order, OrderLine, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.payments.models import Payment, PaymentMethod, Refund
from tessera.domain.payments.terms import plan
from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop
from tessera.domain.stock.models import Claim
from tessera.domain.tickets.actions import SERIAL_BITS
from tessera.domain.tickets.models import Ticket
from tessera.flows.steps.pricing import price
from tessera.lib.ids import order_number, readable, secret
from tessera.lib.signing import TicketCode, sign
from tessera.ops.demo.history import happenings
from tessera.ops.demo.names import Somebody, people
from tessera.ops.demo.papers import Papers, terms
from tessera.ops.demo.plan import Bought, Purchase
from tessera.ops.demo.pools import Pools
from tessera.ops.demo.sold import Sold, ended_at

BATCH = 2000
INVOICE_PAID_AFTER = (2.0, 16.0)
LEFT_TO_REACT = 6
"""So many of the newest orders are news to the worker: their mails stand in the outbox."""

STATUSES = {
    "paid": Status.PAID,
    "pending": Status.PENDING,
    "expired": Status.EXPIRED,
    "cancelled": Status.CANCELLED,
    "failed": Status.FAILED,
}


class Books:
    """Writes the past into the tables of one shop."""

    def __init__(self, shop: Shop, *, buyer: Person, random: Random, at: datetime) -> None:
        self.shop, self.buyer, self.random, self.at = shop, buyer, random, at
        self.methods = {row.code: row for row in PaymentMethod.objects.filter(shop=shop)}
        self.team = {
            member.profile.ready_made: member.person
            for member in TeamMember.objects.filter(organisation=shop.organisation).select_related(
                "profile", "person"
            )
        }
        self.pools = Pools(shop)

    def write(self, purchases: Sequence[Purchase]) -> None:
        """Customers, orders, lines, claims, pools, payments, tickets and what happened."""
        sold = [
            Sold(purchase, self._order(purchase, number))
            for purchase, number in zip(purchases, _order_ids(len(purchases)), strict=True)
        ]
        self._name_buyers(sold)
        self._lines(sold)
        self._quote(sold)
        Order.objects.bulk_create([each.order for each in sold], batch_size=BATCH)
        self._claims(sold)
        self._payments(sold)
        self._tickets(sold)
        self._endings(sold)
        self._activity(sold)
        Papers(self.shop, by=self.team["administrator"], at=self.at).write(sold)

    def _order(self, purchase: Purchase, number: int) -> Order:
        at, fate = purchase.at, purchase.fate
        invoiced = purchase.method == "invoice"
        paid_at = at + timedelta(seconds=self.random.randrange(20, 90))
        if invoiced:
            after = timedelta(days=self.random.uniform(*INVOICE_PAID_AFTER))
            paid_at = at + min(after, (self.at - at) * self.random.uniform(0.2, 0.9))
        due_at = self._due(purchase) if invoiced else None
        return Order(
            id=number,
            shop=self.shop,
            number=order_number(number),
            secret=secret(),
            status=STATUSES[fate],
            channel=purchase.channel,
            currency=purchase.currency,
            sold_by=self._seller(purchase),
            method=purchase.method,
            due_at=due_at,
            held_until=due_at if fate == "pending" else None,
            terms_accepted_at=at,
            created_at=at - timedelta(seconds=self.random.randrange(90, 900)),
            placed_at=at,
            paid_at=paid_at if fate in {"paid", "cancelled"} else None,
        )

    def _due(self, purchase: Purchase) -> datetime:
        first = min(bought.night.date.starts_at for bought in purchase.lines)
        return plan(terms(self.shop), first_date=first, at=purchase.at).ends_at

    def _seller(self, purchase: Purchase) -> Person | None:
        profile = {"counter": "clerk", "reseller": "reseller"}.get(purchase.channel)
        return self.team[profile] if profile else None

    def _name_buyers(self, sold: Sequence[Sold]) -> None:
        crowd = people(self.random, max(1, len(sold) * 11 // 20))
        bea = self._bea(crowd[0])
        chosen: list[Somebody | None] = []
        for each in sold:
            is_anonymous = each.purchase.channel != "online" and self.random.random() < 0.6
            index = int(len(crowd) * self.random.random() ** 1.5)
            chosen.append(None if is_anonymous else crowd[index])
        for place in self._beas_orders(sold):
            chosen[place] = bea
        first_seen: dict[Somebody, datetime] = {}
        for each, somebody in zip(sold, chosen, strict=True):
            if somebody is not None:
                first_seen.setdefault(somebody, each.purchase.at)
        customers = self._customers(first_seen, bea)
        for each, somebody in zip(sold, chosen, strict=True):
            if somebody is not None:
                each.order.customer = customers[somebody]
                for name, value in asdict(somebody).items():
                    setattr(each.order, name, value)
                each.order.country = "CH"

    def _bea(self, like: Somebody) -> Somebody:
        return Somebody(
            email=self.buyer.email,
            civility="mrs",
            first_name=self.buyer.first_name,
            last_name=self.buyer.last_name,
            phone="+41 79 555 03 17",
            street=like.street,
            postcode=like.postcode,
            city=like.city,
            language="fr",
            newsletter=True,
        )

    def _beas_orders(self, sold: Sequence[Sold]) -> list[int]:
        """One for what is running now, and four others."""
        online = [
            place
            for place, each in enumerate(sold)
            if each.purchase.channel == "online" and each.purchase.fate == "paid"
        ]
        running = (
            place
            for place in online
            if any(line.night.is_running for line in sold[place].purchase.lines)
        )
        return [*islice(running, 1), *self.random.sample(online, min(4, len(online)))]

    def _customers(
        self, first_seen: dict[Somebody, datetime], bea: Somebody
    ) -> dict[Somebody, Customer]:
        rows = [
            Customer(
                shop=self.shop,
                country="CH",
                person=self.buyer if somebody is bea else None,
                newsletter_at=at if somebody.newsletter else None,
                **asdict(somebody),
            )
            for somebody, at in first_seen.items()
        ]
        made = Customer.objects.bulk_create(rows, batch_size=BATCH)
        for row, at in zip(made, first_seen.values(), strict=True):
            row.created_at = at
        Customer.objects.bulk_update(made, ["created_at"], batch_size=500)
        return dict(zip(first_seen, made, strict=True))

    def _lines(self, sold: Sequence[Sold]) -> None:
        for each in sold:
            each.lines = [self._line(each.order, bought) for bought in each.purchase.lines]

    def _line(self, order: Order, bought: Bought) -> OrderLine:
        return OrderLine(
            order=order,
            product_id=bought.offer.product_id,
            date=bought.night.date,
            name=dict(bought.offer.name),
            quantity=bought.quantity,
            group_size=bought.offer.group_size,
            unit_price=bought.unit_price,
            vat_rate=bought.offer.vat_rate,
        )

    def _quote(self, sold: Sequence[Sold]) -> None:
        for each in sold:
            price(each.order, each.lines, method=self.methods[each.purchase.method])
            if each.purchase.fate in {"paid", "cancelled"}:
                each.order.received = each.order.total if each.purchase.fate == "paid" else 0

    def _claims(self, sold: Sequence[Sold]) -> None:
        keeping = [each for each in sold if each.purchase.keeps_places]
        pairs = [
            (line, bought, each.order.held_until)
            for each in keeping
            for line, bought in zip(each.lines, each.purchase.lines, strict=True)
        ]
        claims = [
            Claim(
                pools=self.pools.of(bought),
                places=bought.tickets,
                date_id=bought.night.date.id,
                held_until=until,
            )
            for _, bought, until in pairs
        ]
        made = Claim.objects.bulk_create(claims, batch_size=BATCH)
        for (line, _, _), claim in zip(pairs, made, strict=True):
            line.claim = claim
        OrderLine.objects.bulk_create([line for each in sold for line in each.lines], BATCH)
        self.pools.take(claims)

    def _payments(self, sold: Sequence[Sold]) -> None:
        for each in sold:
            each.payment = self._payment(each)
        Payment.objects.bulk_create([each.payment for each in sold if each.payment], BATCH)

    def _payment(self, sold: Sold) -> Payment:
        order, fate = sold.order, sold.purchase.fate
        is_card = order.method == "stripe"
        failed = fate == "failed"
        return Payment(
            order=order,
            method=order.method,
            status=PAYMENT_STATUSES[fate],
            amount=order.total,
            currency=order.currency,
            reference=f"{order.number}-{readable(8)}",
            provider_id=f"pi_{secrets.token_hex(12)}" if is_card else "",
            error_code="card_declined" if failed else "",
            error_message="Your card was declined." if failed else "",
            validated_by=self._validator(order) if fate == "paid" else None,
            created_at=sold.purchase.at,
            received_at=order.paid_at,
        )

    def _validator(self, order: Order) -> Person | None:
        if order.method == "invoice":
            return self.team["administrator"]
        return order.sold_by if order.method == "on_site" else None

    def _tickets(self, sold: Sequence[Sold]) -> None:
        key = bytes(self.shop.signing_key)
        rows = [
            self._ticket(key, each, line, bought, place)
            for each in sold
            if each.order.paid_at is not None
            for line, bought in zip(each.lines, each.purchase.lines, strict=True)
            for place in range(1, bought.tickets + 1)
        ]
        Ticket.objects.bulk_create(rows, batch_size=BATCH)

    def _ticket(
        self, key: bytes, sold: Sold, line: OrderLine, bought: Bought, place: int
    ) -> Ticket:
        facts = TicketCode(
            serial=secrets.randbits(SERIAL_BITS),
            date=bought.night.date.id,
            product=bought.offer.product_id,
        )
        gone = sold.purchase.fate == "cancelled"
        return Ticket(
            shop=self.shop,
            order=sold.order,
            line=line,
            place=place,
            date=bought.night.date,
            zone_id=bought.offer.zone_id,
            product_id=bought.offer.product_id,
            serial=facts.serial,
            code=sign(key, facts),
            status=Ticket.Status.CANCELLED if gone else Ticket.Status.VALID,
            issued_at=sold.order.paid_at or sold.purchase.at,
            cancelled_at=ended_at(sold) if gone else None,
        )

    def _endings(self, sold: Sequence[Sold]) -> None:
        alice = self.team["administrator"]
        cancelled = [each for each in sold if each.purchase.fate == "cancelled"]
        Cancellation.objects.bulk_create(
            Cancellation(
                order=each.order,
                person=alice,
                actor=alice.full_name,
                reason=self.random.choice(REASONS),
                at=ended_at(each),
            )
            for each in cancelled
        )
        Refund.objects.bulk_create(
            Refund(
                payment=each.payment,
                amount=each.order.total,
                status=Refund.Status.DONE,
                reason="given_back",
                reference=f"{each.order.number}-R{readable(3)}",
                created_at=ended_at(each),
                tries=1,
                done_at=ended_at(each),
            )
            for each in cancelled
            if each.order.total
        )
        Approval.objects.bulk_create(
            Approval(order=each.order, person=alice, actor=alice.full_name, at=each.order.paid_at)
            for each in sold
            if each.order.paid_at is not None and each.order.method == "invoice"
        )

    def _activity(self, sold: Sequence[Sold]) -> None:
        news = {each.order.id for each in sold[-LEFT_TO_REACT:]}
        rows = [row for each in sold for row in happenings(each, self.team["administrator"])]
        for row in rows:
            row.organisation_id, row.shop = self.shop.organisation_id, self.shop
            row.subject = "order"
            row.reacted_at = None if row.subject_id in news else row.at
        rows.sort(key=lambda row: row.at)
        Activity.objects.bulk_create(rows, batch_size=BATCH)


PAYMENT_STATUSES = {
    "paid": Payment.Status.RECEIVED,
    "cancelled": Payment.Status.RECEIVED,
    "pending": Payment.Status.OPEN,
    "expired": Payment.Status.CANCELLED,
    "failed": Payment.Status.FAILED,
}
REASONS = ["Malade, certificat reçu", "Doublon", "Demande du client", "Erreur de date"]


def _order_ids(how_many: int) -> list[int]:
    """Row ids of orders to come: their numbers are made of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('tessera_order', 'id'))"
            " FROM generate_series(1, %s)",
            [how_many],
        )
        return [row[0] for row in cursor.fetchall()]
