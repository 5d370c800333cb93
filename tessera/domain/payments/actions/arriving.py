"""Writing what a bank's file told, and which orders its money was probably meant for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tessera.domain.organisations.rules import Actor
from tessera.domain.payments.matching import Proposal
from tessera.domain.payments.models import BankEntry, BankFile
from tessera.domain.payments.statements import Reading
from tessera.domain.shops.models import Shop

MATCHED = ("match", "meant", "told_by")


def keep_bank_file(  # noqa: PLR0913 - a file with what was read of it
    shop: Shop,
    *,
    name: str,
    digest: str,
    reading: Reading,
    matches: Sequence[Proposal],
    heads: Sequence[str] = (),
    columns: Mapping[str, Any] | None = None,
    by: Actor,
    at: datetime,
) -> tuple[BankFile, int]:
    """Write a file with the money that no file before it told of, and the order that each piece
    probably pays (`matches`, one for each entry); says how much is new."""
    kept = BankFile.objects.create(
        shop=shop,
        name=name[:200],
        format=reading.code,
        digest=digest,
        faults=[[each.where, each.what] for each in reading.statement.faults],
        heads=list(heads),
        columns=dict(columns or {}),
        uploaded_by_id=by.person_id,
        uploaded_at=at,
    )
    rows = [
        BankEntry(
            file=kept,
            shop=shop,
            entry_id=each.entry_id,
            amount=each.amount,
            currency=each.currency,
            booked_on=each.booked_on,
            reference=each.reference,
            debtor=each.debtor,
            message=each.message,
            match=match.kind,
            meant_id=match.owed.order_id if match.owed else None,
            told_by=match.by,
        )
        for each, match in zip(reading.statement.entries, matches, strict=True)
    ]
    BankEntry.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    return kept, kept.entries.count()


def keep_matches(found: Iterable[tuple[BankEntry, Proposal]]) -> int:
    """Note what was found now where it differs from what was kept; says for how many."""
    moved = []
    for entry, match in found:
        meant = match.owed.order_id if match.owed else None
        if (entry.match, entry.meant_id, entry.told_by) != (match.kind, meant, match.by):
            entry.match, entry.meant_id, entry.told_by = match.kind, meant, match.by
            moved.append(entry)
    BankEntry.objects.bulk_update(moved, MATCHED, batch_size=1000)
    return len(moved)
