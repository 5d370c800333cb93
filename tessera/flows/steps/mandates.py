"""Accounts that may be charged later: kept once with the payment, and given up with what they
were kept for."""

from collections.abc import Collection
from datetime import datetime

from tessera.domain.memberships.actions import mandates as memberships
from tessera.domain.memberships.models import Joining, Member, Membership
from tessera.domain.memberships.queries.mandates import agreed_in, unused_of
from tessera.domain.orders.models import Order, Status
from tessera.domain.payments.actions import mandates
from tessera.domain.payments.mandates import mandate_of_order, mandates_of, mandates_with
from tessera.domain.payments.methods import Kept
from tessera.domain.payments.models import Mandate, Payment

LIVING = (Status.PENDING, Status.PROCESSING, Status.FAILED, Status.EXPIRED)
"""What becomes of an order with such a status when it is paid is not settled yet."""


def agreement_in(order: Order) -> str:
    """The text by which the buyer of the order allowed later charges; "" for most, unasked."""
    return agreed_in(order.pk) if order.quote.get("agreed") else ""


def keep_account(order: Order, payment: Payment, kept: Kept | None, *, at: datetime) -> bool:
    """Keep the account of a payment, once, whoever tells of it first and how often; what the order
    yielded already renews itself by it. Both are locked by the caller. Says whether it is new.

    Nothing is kept without the agreement, nor of money that goes back.
    """
    is_paid = order.status == Status.PAID and payment.status == Payment.Status.RECEIVED
    if kept is None or payment.mandate_id is not None or not (is_paid or order.status in LIVING):
        return False
    said = agreement_in(order)
    if not said:
        return False
    payment.order = order
    mandate = mandates.keep_mandate(payment, kept, said=said, at=at)
    if is_paid:
        memberships.tie(order.pk, mandate)
    return True


def mandate_for(order: Order, joining: Joining) -> Mandate | None:
    """By what the membership of this plan renews itself."""
    return mandate_of_order(order.pk) if joining.agreed else None


def end_unused(mandate_ids: Collection[int | None], *, at: datetime) -> int:
    """Give up those of these accounts by which nothing renews itself any more. Says how many."""
    known = [each for each in mandate_ids if each is not None]
    return mandates.end_mandates(unused_of(known), at=at) if known else 0


def forget_accounts(mandate_ids: Collection[int], *, at: datetime) -> None:
    """Whose accounts these were goes, and so does what renews itself by them."""
    memberships.untie(mandate_ids)
    mandates.end_mandates(mandate_ids, at=at)
    mandates.forget_mandates(mandate_ids)


def forget_accounts_of(member: Member, had: Collection[Membership], *, at: datetime) -> None:
    """The accounts of a member go, and those by which only what they `had` was renewed; it has
    ended by now."""
    kept = {each.mandate_id for each in had if each.mandate_id is not None}
    kept |= set(mandates_with([each.order_id for each in had if each.order_id is not None]))
    own = mandates_of(member.organisation_id, emails=[member.email], person_id=member.person_id)
    forget_accounts({*own, *unused_of(kept)}, at=at)
