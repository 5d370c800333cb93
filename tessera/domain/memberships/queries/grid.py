"""The list of members: searched, narrowed, sorted and read page by page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from urllib.parse import parse_qs

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tessera.domain.customers.models import NAME
from tessera.domain.customers.queries import MOST_FOUND, beyond_name, called
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.queries.standing import lasts, valid_on
from tessera.domain.memberships.rules import Standing, is_valid, standing
from tessera.lib.paging import Page, page_at, read_mark

SORTS = ("number", "name", "ends")
PAGE = 50
NONE = "none"
"""Asks for members who never had a membership."""
_LONGEST = 18
_MOST_NUMBER = 2_147_483_647


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of members; an empty value asks nothing. The days are those of the end."""

    q: str = ""
    level: int | None = None
    standing: str = ""
    origin: str = ""
    ends_from: date | None = None
    ends_until: date | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))

    @property
    def is_of_memberships(self) -> bool:
        """Whether it asks something of what members have."""
        return any(getattr(self, each.name) for each in fields(self) if each.name != "q")


def members_of(organisation_id: int) -> QuerySet[Member]:
    """The members of an organisation, without those who were forgotten."""
    return Member.objects.filter(organisation_id=organisation_id, erased_at=None)


def asked_from(query: str) -> Asked:
    """What stands in an address after the question mark; what makes no sense asks nothing."""
    told = parse_qs(query.replace("%00", ""), max_num_fields=100)
    one = {name: values[-1].strip().replace("\x00", "") for name, values in told.items()}
    level, where = one.get("level", ""), one.get("standing", "")
    is_id = level.isascii() and level.isdecimal() and len(level) <= _LONGEST
    origin = one.get("origin", "")
    return Asked(
        q=" ".join(one.get("q", "").split())[:200],
        level=int(level) if is_id else None,
        standing=where if where in {*Standing, NONE} else "",
        origin=origin if origin in Membership.Origin.values else "",
        ends_from=_day(one.get("ends_from", "")),
        ends_until=_day(one.get("ends_until", "")),
    )


def narrowed(members: QuerySet[Member], asked: Asked, *, today: date) -> QuerySet[Member]:
    """Those who fit everything that is asked, on that day."""
    found = matching(members, asked.q) if asked.q else members
    if not asked.is_of_memberships:
        return found
    theirs = Membership.objects.filter(member_id=OuterRef("pk"))
    if asked.standing == NONE:
        return found.filter(~Exists(theirs))
    found = found.filter(Exists(theirs.filter(fits(asked, today=today))))
    if asked.standing in (Standing.LAPSED, Standing.ENDED):
        found = found.filter(~Exists(theirs.filter(_goes_on(today))))
    return found


def fits(asked: Asked, *, today: date) -> Q:
    """The memberships that are asked for."""
    if asked.standing == NONE:
        return Q(pk__in=[])
    found = STANDS[asked.standing](today) if asked.standing in STANDS else Q()
    if asked.level is not None:
        found &= Q(level_id=asked.level)
    if asked.origin:
        found &= Q(origin=asked.origin)
    if asked.ends_from:
        found &= Q(ends_on__gte=asked.ends_from)
    if asked.ends_until:
        found &= Q(ends_on__lte=asked.ends_until)
    if asked.ends_from or asked.ends_until:
        found &= Q(ended_on=None)
    return found


def matching(members: QuerySet[Member], words: str) -> QuerySet[Member]:
    """Those of that number, whose last name, company or e-mail begins with the words, or who are
    called so. Accents and capitals do not matter."""
    text = " ".join(words.split())
    if text.isascii() and text.isdecimal():
        number = int(text[:_LONGEST])
        return members.filter(number=number) if number <= _MOST_NUMBER else members.none()
    return called(members, text)


def page_of(
    members: QuerySet[Member],
    *,
    sort: str,
    after: str = "",
    before: str = "",
    size: int = PAGE,
) -> Page[Member]:
    """The rows next to a mark, in the order of `sort`: the newest number, or the first name,
    first. Costs the same on the first page and on the last: nothing is skipped or counted."""
    name, falls = sort.lstrip("-"), sort.startswith("-")
    name, falls = (name, falls) if name in ("number", "name") else ("number", True)
    backwards = bool(before) and not after
    falling = falls != backwards
    found = members.annotate(folded_name=NAME) if name == "name" else members
    mark = read_mark(after or before)
    if mark is not None:
        found = found.filter(_beyond(name, mark, falling=falling))
    keys = ("folded_name", "id") if name == "name" else ("number",)
    return page_at(
        found.order_by(*[F(key).desc() if falling else F(key).asc() for key in keys]),
        size=size,
        is_marked=mark is not None,
        backwards=backwards,
        mark=lambda member: _mark(member, name),
    )


def ends_page_of(
    organisation_id: int,
    asked: Asked,
    *,
    sort: str,
    marks: Mapping[str, str],
    today: date,
) -> Page[Membership]:
    """What ends, in the order of its end, with its member: of those who fit. What was renewed or
    ended before its time does not."""
    after, before = marks.get("after", ""), marks.get("before", "")
    backwards = bool(before) and not after
    falling = sort.startswith("-") != backwards
    found = Membership.objects.filter(
        fits(asked, today=today),
        ended_on=None,
        ends_on__isnull=False,
        member__organisation_id=organisation_id,
        member__erased_at=None,
    ).filter(~Exists(Membership.objects.filter(follows_id=OuterRef("pk"))))
    if asked.q:
        named = matching(members_of(organisation_id), asked.q)
        found = found.filter(member_id__in=list(named.values_list("id", flat=True)[:MOST_FOUND]))
    mark = read_mark(after or before)
    day = _day(mark[0]) if mark is not None else None
    if mark is not None and day is not None:
        less = "lt" if falling else "gt"
        further = Q(**{f"ends_on__{less}": day}) | Q(**{f"id__{less}": mark[1]})
        found = found.filter(Q(**{f"ends_on__{less}e": day}) & further)
    order = [F(key).desc() if falling else F(key).asc() for key in ("ends_on", "id")]
    return page_at(
        found.select_related("member").order_by(*order),
        size=PAGE,
        is_marked=mark is not None,
        backwards=backwards,
        mark=lambda each: f"{each.pk}~{each.ends_on}",
    )


def shown_of(memberships: Sequence[Membership], *, today: date) -> Membership | None:
    """Of all that a member has the one that counts on that day: what gives benefits (the highest
    level of several), else what is to come, else the last."""
    valid = [each for each in memberships if is_valid(lasts(each), on=today)]
    if valid:
        return max(valid, key=lambda each: (each.level.rank, each.starts_on))
    coming = [each for each in memberships if standing(lasts(each), today=today) == "future"]
    return min(coming, key=lambda each: each.starts_on) if coming else next(iter(memberships), None)


def in_blocks(members: QuerySet[Member], *, chunk: int = 1000) -> Iterator[list[Member]]:
    """All of them, by number, by a cursor of the database: memory stays flat."""
    block: list[Member] = []
    for member in members.order_by("number").iterator(chunk_size=chunk):
        block.append(member)
        if len(block) == chunk:
            yield block
            block = []
    yield block


def _is_open(today: date) -> Q:
    return Q(ended_on=None) | Q(ended_on__gt=today)


def _within(today: date) -> Q:
    return Q(starts_on__lte=today) & _is_open(today) & (Q(ends_on=None) | Q(ends_on__gte=today))


def _past(today: date) -> Q:
    no_grace = Q(grace_until=None) | Q(grace_until__lt=today)
    return Q(ends_on__lt=today) & no_grace & _is_open(today)


def _goes_on(today: date) -> Q:
    return valid_on(today) | (Q(starts_on__gt=today) & _is_open(today))


STANDS: Mapping[str, Callable[[date], Q]] = {
    Standing.ACTIVE: lambda today: _within(today) & Q(stops=False),
    Standing.LEAVING: lambda today: _within(today) & Q(stops=True),
    Standing.FUTURE: lambda today: Q(starts_on__gt=today) & _is_open(today),
    Standing.GRACE: lambda today: Q(ends_on__lt=today, grace_until__gte=today) & _is_open(today),
    Standing.LAPSED: lambda today: _past(today) & Q(stops=False),
    Standing.ENDED: lambda today: Q(ended_on__lte=today) | (_past(today) & Q(stops=True)),
}
"""The memberships that stand so on a day; `rules.standing` says the same of one."""


def _beyond(name: str, mark: tuple[str, int], *, falling: bool) -> Q:
    value, id_ = mark
    less = "lt" if falling else "gt"
    if name == "number":
        return Q(**{f"number__{less}": min(id_, _MOST_NUMBER)})
    return beyond_name(mark, falling=falling)


def _mark(member: Member, name: str) -> str:
    if name == "number":
        return f"{member.number}~"
    return f"{member.pk}~{getattr(member, 'folded_name', '')}"


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 < found.year < 3000 else None
