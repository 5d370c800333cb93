"""Money that is still to come, and when the first came. Amounts in minor units."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, Sum

from tessera.domain.orders.queries.grid import WAITING, orders_visible_to
from tessera.domain.organisations.rules import Actor
from tessera.domain.reporting.queries.rows import ask
from tessera.domain.shops.models import Shop

FIRST_SALE = """
SELECT min(placed_at) FROM tessera_order
WHERE shop_id = %(shop)s AND placed_at IS NOT NULL AND is_test = %(is_test)s
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is still to be collected in one currency."""

    currency: str
    orders: int
    amount: int
    late: int


def waiting_for_money(actor: Actor, shop: Shop, *, at: datetime) -> list[Waiting]:
    """The orders the actor may see that wait for their money, a sum for each currency."""
    waiting = orders_visible_to(actor, shop.id).filter(status__in=WAITING, is_test=shop.is_test)
    found = (
        waiting.order_by()
        .values("currency")
        .annotate(
            orders=Count("id"),
            amount=Sum(F("total") - F("received")),
            late=Count("id", filter=Q(due_at__lt=at)),
        )
        .order_by("-amount")
    )
    return [Waiting(**each) for each in found]


def first_sale(shop: Shop) -> datetime | None:
    """When the first order of the shop was placed; a test in a shop that sells is none."""
    facts = {"shop": shop.id, "is_test": shop.is_test}
    found: datetime | None = ask(FIRST_SALE, facts)[0][0]
    return found
