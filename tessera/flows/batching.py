"""One action on many orders: each in its own transaction, with a report of what became of each."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.payments.methods import part_named
from tessera.domain.payments.models import Payment
from tessera.domain.payments.queries import payments_of
from tessera.domain.reporting import actions as reporting
from tessera.domain.reporting.errors import NotYours, TooMany
from tessera.domain.reporting.models import Batch
from tessera.domain.reporting.queries.kept import (
    batches_to_forget,
    find_batch,
    lock_batch,
    numbers_of,
)
from tessera.domain.shops.models import Shop
from tessera.flows.approving import authorise_order, refuse_order
from tessera.flows.cancelling import cancel_order
from tessera.flows.paying import validate_payment
from tessera.flows.sending import resend_tickets
from tessera.flows.steps.acting import actor_for
from tessera.lib.errors import NotFound, Refusal
from tessera.lib.i18n import speaking
from tessera.lib.jobs import job

AT_ONCE = 50
"""More orders than these are done in the background."""
MOST = 5000
Act = Callable[[int, Batch, Actor], object]

RIGHTS = {
    Batch.Action.VALIDATE.value: Can.VALIDATE_PAYMENTS,
    Batch.Action.RESEND.value: Can.EDIT_ORDERS,
    Batch.Action.CANCEL.value: Can.EDIT_ORDERS,
    Batch.Action.AUTHORISE.value: Can.EDIT_ORDERS,
    Batch.Action.REFUSE.value: Can.EDIT_ORDERS,
}


@transaction.atomic(durable=True)
def open_batch(
    shop: Shop,
    *,
    action: str,
    order_ids: Sequence[int],
    note: str = "",
    by: Actor,
    at: datetime,
) -> Batch:
    """Note what is to be done to which orders; a long list is begun by a worker.

    Refuses (NotAllowed) who lacks the right of the action, (TooMany) more orders than at once.
    """
    require(by, RIGHTS[action])
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.id)
    if by.person_id is None:
        raise NotYours(_("Only people act on many orders; programs use the API."))
    if len(order_ids) > MOST:
        said = ngettext(
            "At most %(count)d order can be changed at once. Narrow the list first.",
            "At most %(count)d orders can be changed at once. Narrow the list first.",
            MOST,
        )
        raise TooMany(said % {"count": MOST}, most=MOST)
    batch = reporting.open_batch(
        shop.id,
        person_id=by.person_id,
        at=at,
        action=action,
        note=note,
        order_ids=list(order_ids),
        language=get_language() or "en",
    )
    activity.record(
        "orders.changed_together",
        of=("shop", shop.id),
        shop=shop,
        by=by,
        at=at,
        action=action,
        orders=len(order_ids),
        note=note,
    )
    if len(order_ids) > AT_ONCE:
        run_batch.later(batch_id=batch.id)
    return batch


@job(attempts=5)
def run_batch(*, batch_id: int) -> None:
    """Do what is left to do; safe to repeat: an order that was tried is not tried again.

    It counts as done when it was asked for.
    """
    batch = find_batch(batch_id)
    if batch is None or batch.is_over:
        return
    by = actor_for(batch.person_id, organisation_id=batch.shop.organisation_id)
    with speaking(batch.language):
        numbers = numbers_of(batch.order_ids)
        for order_id in batch.order_ids[len(batch.report) :]:
            told = _tried(order_id, batch, by)
            _note(batch.id, [numbers.get(order_id, ""), *told])
    _close(batch.id)


def forget_batches(*, at: datetime) -> int:
    """Delete the reports of long ago. Says how many."""
    total = 0
    while gone := _forget_some(at):
        total += gone
    return total


def _tried(order_id: int, batch: Batch, by: Actor | None) -> tuple[bool, str]:
    """Whether it was done, and why not."""
    if by is None:
        return False, _("You no longer work here.")
    try:
        ACTS[batch.action](order_id, batch, by)
    except Refusal as refusal:
        return False, refusal.message
    return True, ""


def _validate(order_id: int, batch: Batch, by: Actor) -> None:
    payment = next((each for each in payments_of(order_id) if _waits(each)), None)
    if payment is None:
        raise NotFound(_("No payment of this order waits for somebody to validate it."))
    validate_payment(payment.id, by=by, at=batch.created_at, note=batch.note)


def _waits(payment: Payment) -> bool:
    part = part_named(payment.method)
    open_ = (Payment.Status.OPEN, Payment.Status.PROCESSING)
    return part is not None and part.waits and payment.status in open_


def _resend(order_id: int, batch: Batch, by: Actor) -> None:
    resend_tickets(order_id, by=by, at=batch.created_at)


def _cancel(order_id: int, batch: Batch, by: Actor) -> None:
    cancel_order(order_id, reason=batch.note, by=by, at=batch.created_at)


def _authorise(order_id: int, batch: Batch, by: Actor) -> None:
    authorise_order(order_id, by=by, at=batch.created_at, note=batch.note)


def _refuse(order_id: int, batch: Batch, by: Actor) -> None:
    refuse_order(order_id, reason=batch.note, by=by, at=batch.created_at)


ACTS: dict[str, Act] = {
    Batch.Action.VALIDATE.value: _validate,
    Batch.Action.RESEND.value: _resend,
    Batch.Action.CANCEL.value: _cancel,
    Batch.Action.AUTHORISE.value: _authorise,
    Batch.Action.REFUSE.value: _refuse,
}


@transaction.atomic(durable=True)
def _note(batch_id: int, line: list[object]) -> None:
    batch = lock_batch(batch_id)
    if batch is not None:
        reporting.note_batch(batch, report=[*batch.report, line], status=Batch.Status.RUNNING)


@transaction.atomic(durable=True)
def _close(batch_id: int) -> None:
    batch = lock_batch(batch_id)
    if batch is not None:
        reporting.note_batch(batch, status=Batch.Status.DONE, finished_at=Now())


@transaction.atomic(durable=True)
def _forget_some(at: datetime) -> int:
    old = batches_to_forget(at=at)
    reporting.forget_batches(old)
    return len(old)
