"""What an ended order gives back: its places, its tickets, its open payments."""

from collections.abc import Sequence
from datetime import datetime

from tessera.domain.orders import actions as orders
from tessera.domain.orders.actions import profits
from tessera.domain.orders.models import Order
from tessera.domain.payments import actions as payments
from tessera.domain.stock import actions as stock
from tessera.domain.tickets import actions as tickets
from tessera.flows.steps.membership import end_memberships


def free_places(batch: Sequence[Order]) -> int:
    """Give back every place of these orders, which keep their lines. Says how many claims.

    What they hold of the numbers of offers goes after the places: everybody takes in that order.
    """
    claims = orders.let_claims_go([order.id for order in batch])
    freed = stock.release(claims) if claims else 0
    profiting = [order.id for order in batch if order.quote.get("discounts")]
    if profiting:
        stock.release(profits.let_offers_go(profiting))
    return freed


def undo(order: Order, *, at: datetime) -> None:
    """Give back the places, cancel the tickets, end memberships, close payments not asked for.

    What a provider was asked for is withdrawn by the next poll, which may use the network.
    """
    free_places([order])
    tickets.cancel(order, at=at)
    if order.is_paid:
        end_memberships(order, reason="order cancelled", at=at)
    payments.cancel_unasked(order)
