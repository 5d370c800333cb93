"""Moving orders from one customer to another, and taking the names out of them."""

from collections.abc import Collection

from tessera.domain.customers.rules import PERSON
from tessera.domain.orders.models import Approval, Cancellation, Order
from tessera.lib.forgetting import scrubbed

NAMES = ("email", *PERSON, "note")


def move_orders(*, of: int, to: int) -> int:
    """The orders (and carts) of one customer are another's; says how many."""
    return Order.objects.filter(customer_id=of).update(customer_id=to)


def forget_buyers(order_ids: Collection[int], *, words: Collection[str]) -> None:
    """Nobody is named in these orders any more; numbers, amounts, VAT and dates stay.

    Reasons and notes of approvals lose the words that name somebody.
    """
    blank = dict.fromkeys(NAMES, "")
    Order.objects.filter(id__in=order_ids).update(**blank, newsletter=False)
    for approval in Approval.objects.filter(order_id__in=order_ids).exclude(note=""):
        approval.note = scrubbed(approval.note, words)
        approval.save(update_fields=["note"])
    for cancellation in Cancellation.objects.filter(order_id__in=order_ids):
        cancellation.reason = scrubbed(cancellation.reason, words)
        cancellation.save(update_fields=["reason"])


def forget_actor(order_ids: Collection[int], *, person_id: int) -> None:
    """What the buyer did to their own orders was done by "the buyer"."""
    for kind in (Approval, Cancellation):
        kind.objects.filter(order_id__in=order_ids, person_id=person_id).update(
            person=None, actor="buyer"
        )
