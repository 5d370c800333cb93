"""The paper of past orders: invoices, when they are due, who was reminded, what was given back."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from tessera.domain.activity.models import Activity
from tessera.domain.catalogue.models import Product
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.payments.actions import granting
from tessera.domain.payments.models import Refund
from tessera.domain.payments.terms import Plan, Terms, end_of_day, plan, reminded
from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop
from tessera.domain.stock import actions as stock
from tessera.flows.steps import billing
from tessera.ops.demo.sold import Sold, ended_at

DAYS, REMINDERS = 10, 1
PAUSED_FOR = timedelta(days=8)
MORE_DAYS = 7


def terms(shop: Shop) -> Terms:
    """What the theatre's invoices ask for, as its way to pay says."""
    return Terms(DAYS, REMINDERS, shop.time_zone)


class Papers:
    """Writes what belongs to the invoices of one shop."""

    def __init__(self, shop: Shop, *, by: Person, at: datetime) -> None:
        self.shop, self.by, self.at = shop, by, at
        found = Product.objects.filter(shop=shop)
        self.products = found.select_related("tariff__event", "tariff__zone").in_bulk()

    def write(self, sold: Sequence[Sold]) -> None:
        """Documents in the order of time, so that their numbers ascend; then the deadlines."""
        papers = [(each.purchase.at, each, False) for each in sold if _is_billed(each.order)]
        papers += [(ended_at(each), each, True) for each in sold if _was_given_back(each)]
        for moment, each, is_credit in sorted(papers, key=lambda paper: paper[0]):
            if is_credit:
                self._credit(each, at=moment)
            else:
                billing.bill_new(each.order, self._lines(each), at=moment)
        waiting = [each for each in sold if each.purchase.fate == "pending"]
        Activity.objects.bulk_create(row for each in waiting for row in self._deadline(each))

    def _lines(self, sold: Sold) -> list[OrderLine]:
        for line in sold.lines:
            line.product = self.products[line.product_id]
        return sold.lines

    def _credit(self, sold: Sold, *, at: datetime) -> None:
        refund = Refund.objects.get(payment=sold.payment)
        billing.credit(sold.order, refund, self._lines(sold), reason="", at=at)

    def _deadline(self, sold: Sold) -> Iterator[Activity]:
        """Until when it is to be paid; of those that are late one rests, others have more time."""
        order, agreed = sold.order, terms(self.shop)
        first = min(bought.night.date.starts_at for bought in sold.purchase.lines)
        now = plan(agreed, first_date=first, at=sold.purchase.at)
        deadline = granting.grant(order, agreed, now)
        if now.next_at is not None and now.next_at < self.at:
            reminded_at = now.next_at
            now = reminded(agreed, now, at=reminded_at)
            granting.follow(deadline, now)
            facts = {"nth": now.reminded, "days": DAYS, "until": now.ends_at.isoformat()}
            yield self._said("order.reminded", order, None, reminded_at, facts)
        if now.ends_at > self.at:
            return
        if self._is_oldest(order):
            paused_at = now.ends_at - PAUSED_FOR
            granting.follow(deadline, now, paused_at=paused_at)
            Order.objects.filter(id=order.id).update(held_until=None)
            yield self._said("order.deadline_paused", order, self.by, paused_at, {})
        else:
            until = end_of_day(self.at, MORE_DAYS, self.shop.time_zone)
            granting.follow(deadline, Plan(None, until, now.reminded))
            Order.objects.filter(id=order.id).update(due_at=until, held_until=until)
            stock.keep([line.claim_id for line in sold.lines if line.claim_id], until=until)
            moment = now.ends_at - timedelta(hours=9)
            facts = {"until": until.isoformat()}
            yield self._said("order.deadline_changed", order, self.by, moment, facts)

    def _is_oldest(self, order: Order) -> bool:
        waiting = Order.objects.filter(shop=self.shop, status="pending", method="invoice")
        oldest = waiting.order_by("placed_at").first()
        return oldest is not None and oldest.id == order.id

    def _said(
        self, verb: str, order: Order, person: Person | None, at: datetime, facts: dict[str, object]
    ) -> Activity:
        return Activity(
            verb=verb,
            organisation_id=self.shop.organisation_id,
            shop=self.shop,
            subject="order",
            subject_id=order.id,
            person=person,
            actor=person.full_name if person else "system",
            facts=facts,
            at=at,
            reacted_at=at,
        )


def _is_billed(order: Order) -> bool:
    return order.method == "invoice"


def _was_given_back(sold: Sold) -> bool:
    return sold.purchase.fate == "cancelled" and sold.order.total > 0
