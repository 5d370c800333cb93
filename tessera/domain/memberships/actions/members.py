"""Writing members: one row an organisation for each address, numbered without gaps."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from tessera.domain.customers.models import KEPT
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.queries.standing import member_of_email
from tessera.lib.ids import secret

NEXT = """
INSERT INTO tessera_membercounter (organisation_id, last) VALUES (%s, 1)
ON CONFLICT (organisation_id)
DO UPDATE SET last = tessera_membercounter.last + 1 RETURNING last
"""
TOLD = ("email", *KEPT, "newsletter")
"""What may be said of a member by name."""


def find_or_add(
    organisation_id: int,
    *,
    record: Mapping[str, Any],
    answers: Mapping[str, Any] | None = None,
    person_id: int | None = None,
    at: datetime,
) -> Member:
    """The member of this address, locked; a new one with the next number when there is none.

    Who joins twice at once is one member: the second waits and finds the first. What is said
    anew replaces what was known; what is not said stays.
    """
    address = str(record.get("email") or "")
    found = member_of_email(organisation_id, address)
    if found is None:
        _wait_for_numbers(organisation_id)
        found = member_of_email(organisation_id, address)
    if found is None:
        return add_member(
            organisation_id, record=record, answers=answers, person_id=person_id, at=at
        )
    member = lock_member(found.pk)
    change_member(member, record=record, answers=answers, person_id=person_id)
    return member


def add_member(
    organisation_id: int,
    *,
    record: Mapping[str, Any],
    answers: Mapping[str, Any] | None = None,
    person_id: int | None = None,
    number: int | None = None,
    at: datetime,
) -> Member:
    """One more member; the next number unless one is given (an import brings its own)."""
    member = Member(
        organisation_id=organisation_id,
        number=_next(organisation_id) if number is None else _given(organisation_id, number),
        secret=secret(),
        person_id=person_id,
        answers=dict(answers or {}),
        created_at=at,
    )
    _say(member, record)
    member.save(force_insert=True)
    return member


def change_member(
    member: Member,
    *,
    record: Mapping[str, Any],
    answers: Mapping[str, Any] | None = None,
    person_id: int | None = None,
    note: str | None = None,
) -> None:
    """Write what is said of the member; names that are not given keep what they say."""
    _say(member, record)
    member.answers = {**member.answers, **(answers or {})}
    member.person_id = member.person_id or person_id
    member.note = member.note if note is None else note
    member.save()


def correct_member(
    member: Member, *, record: Mapping[str, Any], answers: Mapping[str, Any] | None = None
) -> None:
    """Write what is said of the member, what is empty too; names that are not given stay."""
    for name in TOLD:
        if name in record:
            setattr(member, name, record[name])
    member.email = member.email.strip().lower()
    member.answers = {**member.answers, **(answers or {})}
    member.save()


def lock_member(member_id: int) -> Member:
    """The member, locked until the transaction ends."""
    return Member.objects.select_for_update().get(id=member_id)


def merge_members(kept: Member, others: Sequence[Member], *, email: str) -> int:
    """Two who are one: the memberships of the others move to the one who stays, with what only
    they knew, under this address; their numbers are not given again. Says how many moved."""
    for other in others:
        for name in (*KEPT, "person_id"):
            setattr(kept, name, getattr(kept, name) or getattr(other, name))
        kept.newsletter = kept.newsletter or other.newsletter
        kept.answers = {**other.answers, **kept.answers}
        kept.note = "\n\n".join(each for each in (kept.note, other.note) if each)
        kept.created_at = min(kept.created_at, other.created_at)
    gone = [each.pk for each in others]
    moved = Membership.objects.filter(member_id__in=gone).update(member=kept)
    Member.objects.filter(id__in=gone).delete()
    kept.email = email.strip().lower() or kept.email
    kept.save()
    return moved


def forget_member(member: Member, *, at: datetime) -> None:
    """Nothing says any more who it was; the number and what was paid stay."""
    for name in TOLD:
        setattr(member, name, False if name == "newsletter" else "")
    member.answers, member.note, member.person_id, member.erased_at = {}, "", None, at
    member.language = "fr"
    member.save()


def _say(member: Member, record: Mapping[str, Any]) -> None:
    for name in TOLD:
        if record.get(name) not in (None, ""):
            setattr(member, name, record[name])
    member.email = member.email.strip().lower()


def _wait_for_numbers(organisation_id: int) -> None:
    """Until the transaction ends nobody else becomes a new member of the organisation."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tessera_membercounter (organisation_id, last) VALUES (%s, 0) "
            "ON CONFLICT (organisation_id) DO UPDATE SET last = tessera_membercounter.last",
            [organisation_id],
        )


def _next(organisation_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [organisation_id])
        return int(cursor.fetchone()[0])


def _given(organisation_id: int, number: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tessera_membercounter (organisation_id, last) VALUES (%s, %s) "
            "ON CONFLICT (organisation_id) DO UPDATE "
            "SET last = greatest(tessera_membercounter.last, excluded.last)",
            [organisation_id, number],
        )
    return number
