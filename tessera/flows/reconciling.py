"""Bank files: read once, reviewed by people, booked line by line."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.invoices.arrivals import proposals_for
from tessera.domain.orders.models import Order, Status
from tessera.domain.orders.queries.orders import lock_order
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.payments import actions as payments
from tessera.domain.payments.actions import arriving
from tessera.domain.payments.arrivals import (
    chosen_ids,
    file_by_digest,
    find_file,
    lock_chosen,
    lock_entries,
    seen_among,
    waiting_entries,
    waiting_payment,
)
from tessera.domain.payments.errors import NotWaiting
from tessera.domain.payments.models import BankFile
from tessera.domain.payments.statements import Columns, Reading, read_file
from tessera.domain.shops.models import Shop
from tessera.flows.steps.acting import actor_for
from tessera.flows.steps.validating import Banked, validate
from tessera.lib.errors import Refusal
from tessera.lib.i18n import speaking
from tessera.lib.jobs import job

AT_ONCE = 200
"""More lines than these are booked in the background."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an upload: how much money is new, and how much earlier files told of."""

    file: BankFile
    new: int
    known: int
    is_again: bool = False


def take_bank_file(  # noqa: PLR0913 - a file, what its columns are, and who brings it
    shop: Shop,
    *,
    name: str,
    data: bytes,
    heads: Sequence[str] = (),
    columns: Columns | None = None,
    by: Actor,
    at: datetime,
) -> Taken:
    """Keep what a file of the bank says; nothing is booked by this. The same file twice is one.

    Refuses (UnreadableFile) what is no bank file, is broken as a whole, or is too big.
    """
    require(by, Can.VALIDATE_PAYMENTS)
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.id)
    digest = sha256(data).hexdigest()
    known = _known(shop, digest)
    if known is not None:
        return known
    reading, table = read_file(data, columns=columns), (heads, columns or {})
    try:
        return _keep(shop, name=name, digest=digest, reading=reading, table=table, by=by, at=at)
    except IntegrityError:  # a colleague, or a second click, was quicker
        known = _known(shop, digest)
        if known is None:
            raise
        return known


def _known(shop: Shop, digest: str) -> Taken | None:
    file = file_by_digest(shop.id, digest)
    return None if file is None else Taken(file, 0, file.entries.count(), is_again=True)


@transaction.atomic(durable=True)
def choose_entries(file: BankFile, *, picks: Mapping[int, int], by: Actor, at: datetime) -> int:
    """Note which order (by id) each of these entries (by id) pays, to be booked by `book_chosen`.

    Says how many still waited. What another booked or set aside meanwhile is left alone, so are
    orders that the actor does not see. A long list is booked by a worker.
    """
    require(by, Can.VALIDATE_PAYMENTS)
    require_in(by, organisation_id=file.shop.organisation_id, shop_id=file.shop_id)
    if by.person_id is None:
        raise NotWaiting(_("Only people say what a bank file pays; programs use the API."))
    seen = seen_among(by, file.shop, set(picks.values()))
    chosen = [each for each in lock_entries(file, list(picks)) if picks[each.id] in seen]
    for each in chosen:
        each.order_id = picks[each.id]
    payments.choose_entries(chosen, by=by)
    if len(chosen) > AT_ONCE:
        book_chosen.later(file_id=file.id, at=at.isoformat(), language=get_language() or "en")
    return len(chosen)


@job(attempts=5)
def book_chosen(*, file_id: int, at: str, language: str = "en") -> None:
    """Book what was chosen of a file, each line on its own; safe to repeat. `at` is in ISO."""
    file = find_file(file_id)
    if file is None:
        return
    with speaking(language):
        for entry_id in chosen_ids(file):
            try:
                _book(
                    entry_id,
                    organisation_id=file.shop.organisation_id,
                    at=datetime.fromisoformat(at),
                )
            except Refusal as refusal:
                _note_refusal(entry_id, why=refusal.message)


@transaction.atomic(durable=True)
def match_again(file: BankFile, *, by: Actor) -> int:
    """Look once more which orders the money that still waits was meant for; says how many now lead
    elsewhere than before. Nothing is booked by this."""
    require(by, Can.VALIDATE_PAYMENTS)
    require_in(by, organisation_id=file.shop.organisation_id, shop_id=file.shop_id)
    waiting = waiting_entries(file)
    return arriving.keep_matches(proposals_for(waiting, shop=file.shop, by=by))


@transaction.atomic(durable=True)
def set_aside(
    file: BankFile, *, entry_ids: Collection[int], aside: bool = True, by: Actor, at: datetime
) -> int:
    """Entries that pay no order of ours are not asked about any more, or again. Says how many."""
    require(by, Can.VALIDATE_PAYMENTS)
    require_in(by, organisation_id=file.shop.organisation_id, shop_id=file.shop_id)
    ours = set(file.entries.filter(id__in=entry_ids).values_list("id", flat=True))
    count = payments.set_entries(ours, aside=aside, by=by)
    if count:
        activity.record(
            "bank_entries.set_aside" if aside else "bank_entries.taken_back",
            of=("shop", file.shop_id),
            shop=file.shop,
            by=by,
            at=at,
            file=file.id,
            count=count,
        )
    return count


@transaction.atomic(durable=True)
def _keep(  # noqa: PLR0913 - what was read, and who brought it
    shop: Shop,
    *,
    name: str,
    digest: str,
    reading: Reading,
    table: tuple[Sequence[str], Columns],
    by: Actor,
    at: datetime,
) -> Taken:
    heads, columns = table
    found = proposals_for(reading.statement.entries, shop=shop, by=by)
    file, new = arriving.keep_bank_file(
        shop,
        name=name,
        digest=digest,
        reading=reading,
        matches=[match for _entry, match in found],
        heads=heads,
        columns=columns,
        by=by,
        at=at,
    )
    activity.record(
        "bank_file.read",
        of=("shop", shop.id),
        shop=shop,
        by=by,
        at=at,
        file=file.id,
        name=file.name,
        entries=new,
        faults=len(file.faults),
    )
    return Taken(file, new, len(reading.statement.entries) - new)


@transaction.atomic(durable=True)
def _book(entry_id: int, *, organisation_id: int, at: datetime) -> None:
    """One line: its money is counted and the line is done, or neither."""
    entry = lock_chosen(entry_id)
    if entry is None:
        return
    by = actor_for(entry.chosen_by_id or 0, organisation_id=organisation_id)
    if by is None:
        raise NotWaiting(_("Who chose this no longer works here. Choose again."))
    if entry.order_id is None:
        raise NotWaiting(_("No order is chosen for this line."))
    order = lock_order(entry.order_id)
    payment = waiting_payment(order.id)
    if payment is None:
        raise NotWaiting(_why_not(order))
    came = Banked(entry.amount, entry.currency, entry.booked_on, entry.entry_id)
    note = _("Bank file, booked on %(day)s") % {"day": entry.booked_on.isoformat()}
    payments.note_booked(entry, validate(payment.id, by=by, at=at, note=note, banked=came))


def _why_not(order: Order) -> str:
    told = {"number": order.number}
    if order.status == Status.PAID:
        return (
            _("Order %(number)s is paid already: give this money back, then set the line aside.")
            % told
        )
    return _("Order %(number)s does not wait for a transfer: look at its payments.") % told


@transaction.atomic(durable=True)
def _note_refusal(entry_id: int, *, why: str) -> None:
    entry = lock_chosen(entry_id)
    if entry is not None:
        payments.note_not_booked(entry, why=why)
