"""A list of members is taken over: looked at first, then written as a whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.catalogue.models import Level
from tessera.domain.catalogue.queries.plans import levels_of_organisation
from tessera.domain.customers.models import fold
from tessera.domain.forms.errors import BadAnswer
from tessera.domain.forms.making import QuestionFacts
from tessera.domain.forms.rules import read
from tessera.domain.memberships import actions as memberships
from tessera.domain.memberships.actions.importing import change_end
from tessera.domain.memberships.errors import BadImport
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.queries.desk import memberships_of_many
from tessera.domain.memberships.queries.importing import known_members
from tessera.domain.memberships.queries.questions import questions_to_members
from tessera.domain.memberships.rows import Fault, Row
from tessera.domain.memberships.rules import Period
from tessera.domain.organisations.rules import Actor
from tessera.domain.shops.models import Shop
from tessera.flows.steps.members import enter_members, today_in

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"
YES = ("yes", "oui", "ja", "sì", "si", "true", "1", "x")
MOST_LINES = 10_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one line: a new member, one who is changed, nothing, or why not."""

    line: int
    name: str
    what: str
    message: str = ""
    member_id: int | None = None


@dataclass(slots=True)
class _House:
    """Everything that is known before the list is read."""

    today: date
    levels: Mapping[str, Level]
    questions: Mapping[str, QuestionFacts]
    by_email: dict[str, Member]
    by_number: dict[int, Member]
    has: Mapping[int, list[Membership]]
    seen: set[tuple[str, Any]] = field(default_factory=set)


@dataclass(slots=True)
class _Planned:
    """What is to be written for one line."""

    row: Row
    member: Member | None
    level: Level | None
    same: Membership | None
    answers: dict[str, Any]
    what: str


def look_at(
    shop: Shop, rows: Sequence[Row], faults: Sequence[Fault], *, by: Actor, at: datetime
) -> list[Verdict]:
    """What would become of each line; nothing is written."""
    enter_members(shop, by=by)
    found = _plan(shop, rows, faults, at=at)
    return sorted(found[1], key=lambda each: each.line)


@transaction.atomic(durable=True)
def import_members(
    shop: Shop,
    rows: Sequence[Row],
    faults: Sequence[Fault] = (),
    *,
    leaves_out_wrong: bool = False,
    by: Actor,
    at: datetime,
) -> list[Verdict]:
    """Write the whole list: a known number or address is updated, others become members. What a
    line does not say stays.

    Refuses (BadImport) while a line is wrong, unless those are left out; then nothing is written.
    """
    enter_members(shop, by=by)
    planned, verdicts = _plan(shop, rows, faults, at=at)
    wrong = sum(each.what == WRONG for each in verdicts)
    if wrong and not leaves_out_wrong:
        raise BadImport(
            _("%(n)d lines are wrong: correct the file, or leave them out.") % {"n": wrong}
        )
    for each in planned:
        _write(shop, each, at=at)
    counted = {what: sum(each.what == what for each in verdicts) for what in (NEW, CHANGED)}
    activity.record("members.imported", of=("shop", shop.id), shop=shop, by=by, at=at, **counted)
    return sorted(verdicts, key=lambda each: each.line)


def _plan(
    shop: Shop, rows: Sequence[Row], faults: Sequence[Fault], *, at: datetime
) -> tuple[list[_Planned], list[Verdict]]:
    house = _house(shop, rows, today=today_in(shop, at))
    planned: list[_Planned] = []
    verdicts = [Verdict(each.line, each.name, WRONG, each.message) for each in faults]
    for row in rows:
        try:
            each = _planned(row, house)
        except BadImport as refusal:
            verdicts.append(Verdict(row.line, row.name, WRONG, refusal.message))
            continue
        planned.append(each)
        known = each.member
        name = row.name if row.name != "–" or known is None else known.full_name
        verdicts.append(Verdict(row.line, name, each.what, member_id=known.pk if known else None))
    return planned, verdicts


def _house(shop: Shop, rows: Sequence[Row], *, today: date) -> _House:
    emails = {row.record["email"] for row in rows if row.record.get("email")}
    numbers = {row.number for row in rows if row.number is not None}
    known = known_members(shop.organisation_id, emails=emails, numbers=numbers)
    levels = levels_of_organisation(shop.organisation_id)
    return _House(
        today=today,
        levels={fold(name): level for level in levels for name in level.name.values()},
        questions=questions_to_members(shop.organisation_id),
        by_email={each.email.lower(): each for each in known if each.email},
        by_number={each.number: each for each in known},
        has=memberships_of_many([each.pk for each in known]),
    )


def _planned(row: Row, house: _House) -> _Planned:
    member = _member(row, house)
    level = None
    if row.level:
        level = house.levels.get(fold(row.level))
        if level is None:
            raise BadImport(_("There is no level “%(name)s”.") % {"name": row.level[:40]})
    answers = {code: _answer(code, text, house) for code, text in row.answers.items()}
    same = _same(row, member, level, house) if member is not None and level else None
    what = NEW if member is None else CHANGED
    if member is not None and _says_nothing_new(row, member, same, level, answers):
        what = SAME
    return _Planned(row, member, level, same, answers, what)


def _member(row: Row, house: _House) -> Member | None:
    """Whom the line is about; nobody yet for a new one."""
    email = row.record.get("email", "")
    for key in (("email", email), ("number", row.number)):
        if key[1]:
            if key in house.seen:
                raise BadImport(_("An earlier line is about the same member."))
            house.seen.add(key)
    by_number = house.by_number.get(row.number) if row.number is not None else None
    by_email = house.by_email.get(email) if email else None
    if by_number and by_email and by_number.pk != by_email.pk:
        told = {"email": email, "number": by_email.number}
        raise BadImport(_("%(email)s is the address of member %(number)d.") % told)
    found = by_number or by_email
    if found is None and row.name == "–":
        raise BadImport(_("No member has this number, and there is no name."))
    if found is not None and found.erased_at is not None:
        raise BadImport(_("This member was forgotten."))
    return found


def _same(row: Row, member: Member, level: Level, house: _House) -> Membership | None:
    """What the member has of the level from that day on; refuses (BadImport) days that overlap
    with others, or that an order says."""
    starts = row.starts_on or house.today
    for each in house.has.get(member.pk, []):
        if each.level_id != level.pk or each.ended_on is not None:
            continue
        if each.starts_on == starts or row.starts_on is None:
            if _moves_end(row, each) and each.origin == Membership.Origin.ORDER:
                raise BadImport(_("An order says until when they have this level."))
            return each
        ends_before = each.ends_on is not None and each.ends_on < starts
        begins_after = row.ends_on is not None and each.starts_on > row.ends_on
        if not (ends_before or begins_after):
            raise BadImport(_("They have this level on these days already."))
    return None


def _answer(code: str, text: str, house: _House) -> Any:
    question = house.questions.get(code)
    if question is None:
        return text
    known = {
        fold(said): str(each["code"])
        for each in question.options
        for said in each["label"].values()
    }
    raw: Any = text
    if question.kind == "several_of":
        raw = [known.get(fold(part.strip()), part.strip()) for part in text.split(",")]
    elif question.kind == "one_of":
        raw = known.get(fold(text), text)
    elif question.kind == "consent":
        raw = text.lower() in YES
    try:
        return read(question, raw)
    except BadAnswer as refusal:
        raise BadImport(refusal.message) from refusal


def _says_nothing_new(
    row: Row,
    member: Member,
    same: Membership | None,
    level: Level | None,
    answers: Mapping[str, Any],
) -> bool:
    is_same = all(getattr(member, name) == text for name, text in row.record.items())
    is_same = is_same and (not row.note or member.note == row.note)
    is_same = is_same and all(member.answers.get(code) == said for code, said in answers.items())
    return is_same and (level is None or (same is not None and not _moves_end(row, same)))


def _moves_end(row: Row, same: Membership) -> bool:
    """Whether the line says another last day; what it does not say stays."""
    return row.ends_on is not None and row.ends_on != same.ends_on


def _write(shop: Shop, planned: _Planned, *, at: datetime) -> None:
    row, member = planned.row, planned.member
    if planned.what == SAME:
        return
    if member is None:
        told = {"language": shop.languages[0], **row.record}
        member = memberships.add_member(
            shop.organisation_id, record=told, answers=planned.answers, number=row.number, at=at
        )
        if row.note:
            memberships.change_member(member, record={}, note=row.note)
    else:
        member = memberships.lock_member(member.pk)
        memberships.change_member(
            member, record=row.record, answers=planned.answers, note=row.note or None
        )
    if planned.level is None:
        return
    if planned.same is not None:
        if _moves_end(row, planned.same):
            change_end(planned.same, row.ends_on)
        return
    what = memberships.Start(
        days=Period(row.starts_on or today_in(shop, at), row.ends_on),
        level_id=planned.level.pk,
        origin=Membership.Origin.IMPORT,
    )
    memberships.start(member, what, at=at)
