"""Members, and what they paid, as rows of a file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from tessera.domain.forms.making import QuestionFacts
from tessera.domain.forms.rules import say
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.queries import grid
from tessera.domain.memberships.queries.desk import memberships_of_many
from tessera.domain.memberships.queries.figures import (
    level_of,
    paid_of,
    payments_of_members,
)
from tessera.domain.memberships.queries.questions import questions_to_members
from tessera.domain.memberships.queries.standing import lasts
from tessera.domain.memberships.rows import OWN
from tessera.domain.memberships.rules import standing
from tessera.domain.orders.models import OrderLine
from tessera.domain.orders.queries.files import Told
from tessera.domain.organisations.rules import Actor, Can
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import pick
from tessera.lib.money import Money

Words = Mapping[str, Mapping[str, str]]
CHOSEN = ("one_of", "several_of", "consent")


KINDS = ("members", "member_payments")


def found(actor: Actor, shop: Shop, *, kind: str, query: str) -> QuerySet[Any]:
    """What the address asks for: members, as they stand `on` the day it names, or what was paid
    for memberships from a day (`from`) until before another (`before`)."""
    if kind == "member_payments":
        return _payments_found(actor, shop, query)
    every = grid.members_of(shop.organisation_id)
    if not actor.may_in(Can.SEE_MEMBERS, shop.id):
        return every.none()
    return grid.narrowed(every, grid.asked_from(query), today=_day(query, "on"))


def rows(
    found: QuerySet[Any],
    columns: Sequence[str],
    *,
    shop: Shop,
    kind: str,
    query: str,
    told: Told,
) -> Iterator[Sequence[Any]]:
    """The rows of what was found."""
    if kind == "member_payments":
        return _payment_rows(found, told=told)
    return _member_rows(found, columns, shop=shop, today=_day(query, "on"), told=told)


def _day(query: str, name: str) -> date:
    told = parse_qs(query, max_num_fields=100)
    return date.fromisoformat(told[name][-1])


def _member_rows(
    members: QuerySet[Member], columns: Sequence[str], *, shop: Shop, today: date, told: Told
) -> Iterator[Sequence[Any]]:
    """Every member with what counts that day of what they have; memory stays flat."""
    questions = questions_to_members(shop.organisation_id)
    values = [_value(name, told.words, questions, told.language) for name in columns]
    for block in grid.in_blocks(members):
        has = memberships_of_many([each.pk for each in block])
        for member in block:
            shown = grid.shown_of(has[member.pk], today=today)
            where = str(standing(lasts(shown), today=today)) if shown else grid.NONE
            yield [value(member, shown, where) for value in values]


def _payments_found(actor: Actor, shop: Shop, query: str) -> QuerySet[OrderLine]:
    zone = ZoneInfo(shop.time_zone)
    begins, ends = (
        datetime.combine(_day(query, name), time.min, zone) for name in ("from", "before")
    )
    return payments_of_members(actor, shop.id, begins=begins, ends=ends)


def _payment_rows(lines: Iterable[OrderLine], *, told: Told) -> Iterator[Sequence[Any]]:
    zone, words, language = ZoneInfo(told.time_zone), told.words, told.language
    for line in lines:
        order, paid, level = line.order, paid_of(line), level_of(line)
        yield [
            order.paid_at.astimezone(zone).date() if order.paid_at else None,
            order.number,
            words.get("status", {}).get(order.status, order.status),
            f"{order.first_name} {order.last_name}".strip() or order.company,
            order.email,
            pick(line.name, language),
            pick(level.name, language) if level else "",
            words.get("method", {}).get(order.method, order.method),
            order.currency,
            Money(paid.net, order.currency).decimal(),
            paid.rate,
            Money(paid.vat, order.currency).decimal(),
            Money(paid.gross, order.currency).decimal(),
        ]


Value = Callable[[Member, Membership | None, str], Any]


def _value(name: str, words: Words, questions: Mapping[str, QuestionFacts], language: str) -> Value:
    said = words.get(name, {})
    of_membership: dict[str, Callable[[Membership], Any]] = {
        "level": lambda each: pick(each.level.name, language),
        "plan": lambda each: pick(each.plan.product.name, language) if each.plan else "",
        "starts_on": lambda each: each.starts_on,
        "ends_on": lambda each: each.ended_on or each.ends_on,
        "origin": lambda each: said.get(each.origin, each.origin),
    }
    if name in of_membership:
        tell = of_membership[name]
        return lambda _member, shown, _where: tell(shown) if shown else None
    if name == "standing":
        return lambda _member, _shown, where: said.get(where, where)
    if name.startswith(OWN):
        return _answer(name.removeprefix(OWN), questions, language)
    return lambda member, _shown, _where: said.get(
        str(getattr(member, name)), getattr(member, name)
    )


def _answer(code: str, questions: Mapping[str, QuestionFacts], language: str) -> Value:
    question = questions.get(code)

    def tell(member: Member, _shown: Membership | None, _where: str) -> Any:
        value = member.answers.get(code)
        if value in (None, "", []) or question is None:
            return value if isinstance(value, str) else ""
        return say(question, value, language) if question.kind in CHOSEN else str(value)

    return tell
