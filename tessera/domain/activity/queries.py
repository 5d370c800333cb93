"""Reading what happened."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from tessera.domain.activity.models import Activity
from tessera.domain.organisations.rules import Actor, Can
from tessera.domain.shops.models import Shop
from tessera.lib.paging import Page, page_at

NOBODY = ("system", "buyer")
"""Who acts without being a person of the team."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 18


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the log; an empty value asks nothing. Days are days of the shop."""

    who: str = ""
    subject: str = ""
    of: tuple[str, int] | None = None
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))


def history(subject: str, subject_id: int) -> list[Activity]:
    """Everything that happened to one thing, newest first."""
    found = Activity.objects.filter(subject=subject, subject_id=subject_id)
    return list(found.select_related("person").order_by("-id"))


def last_of(subject: str, subject_id: int, *, verb: str) -> Activity | None:
    """The last time that this happened to the thing, or nothing."""
    found = Activity.objects.filter(subject=subject, subject_id=subject_id, verb=verb)
    return found.order_by("-id").first()


def history_of(things: list[tuple[str, int]]) -> list[Activity]:
    """Everything that happened to any of these things ("order", 7), newest first."""
    named = Q()
    for subject, subject_id in things:
        named |= Q(subject=subject, subject_id=subject_id)
    found = Activity.objects.filter(named) if things else Activity.objects.none()
    return list(found.select_related("person").order_by("-id"))


def activity_of_shop(actor: Actor, shop: Shop) -> QuerySet[Activity]:
    """What happened in a shop that the actor has entered.

    Who is limited to events, zones, channels or ways to pay sees what they did themselves.
    """
    if not actor.may_in(Can.SEE_ACTIVITY, shop.id):
        return Activity.objects.none()
    found = Activity.objects.filter(shop_id=shop.id)
    limits = (actor.events, actor.zones, actor.channels, actor.methods)
    if any(limit is not None for limit in limits):
        found = found.filter(person_id=actor.person_id or 0)
    return found


def activity_of_team(actor: Actor) -> QuerySet[Activity]:
    """What happened to the organisation and its team; nothing for who is limited to some shops."""
    is_limited = actor.shops is not None or actor.events is not None
    if is_limited or not actor.may(Can.SEE_ACTIVITY):
        return Activity.objects.none()
    return Activity.objects.filter(shop=None, organisation_id=actor.organisation_id or 0)


def asked_from(query: str) -> Asked:
    """What stands in an address after the question mark; what makes no sense asks nothing."""
    told = parse_qs(query, max_num_fields=100)
    one = {name: values[-1].strip().replace("\x00", "") for name, values in told.items()}
    who = one.get("who", "")
    return Asked(
        who=who if who in NOBODY or _is_id(who) else "",
        subject=one.get("subject", "")[:30],
        of=_thing(one.get("of", "")),
        since=_day(one.get("since", "")),
        until=_day(one.get("until", "")),
    )


def narrowed(found: QuerySet[Activity], asked: Asked, *, time_zone: str) -> QuerySet[Activity]:
    """Those that fit everything that is asked."""
    zone = ZoneInfo(time_zone)
    if asked.who in NOBODY:
        found = found.filter(person=None, actor=asked.who)
    elif asked.who:
        found = found.filter(person_id=int(asked.who))
    if asked.subject:
        found = found.filter(subject=asked.subject)
    if asked.of:
        found = found.filter(subject=asked.of[0], subject_id=asked.of[1])
    if asked.since:
        found = found.filter(at__gte=datetime.combine(asked.since, time.min, zone))
    if asked.until:
        end = datetime.combine(asked.until + timedelta(days=1), time.min, zone)
        found = found.filter(at__lt=end)
    return found


def page_of(
    found: QuerySet[Activity], *, after: str = "", before: str = "", size: int = 50
) -> Page[Activity]:
    """The rows next to a mark, newest first: nothing is skipped, nothing counted."""
    backwards = bool(before) and not after
    mark = _read_mark(after or before)
    if mark is not None:
        at, id_ = mark
        less = "gt" if backwards else "lt"
        further = Q(**{f"at__{less}": at}) | Q(**{f"id__{less}": id_})
        found = found.filter(Q(**{f"at__{less}e": at}) & further)
    order = ("at", "id") if backwards else ("-at", "-id")
    return page_at(
        found.select_related("person").order_by(*order),
        size=size,
        is_marked=mark is not None,
        backwards=backwards,
        mark=_mark,
    )


def _mark(one: Activity) -> str:
    return f"{one.pk}~{(one.at - _EPOCH) // timedelta(microseconds=1)}"


def _read_mark(text: str) -> tuple[datetime, int] | None:
    id_, _, moment = text.partition("~")
    if not (_is_id(id_) and _is_id(moment)):
        return None
    return _EPOCH + timedelta(microseconds=int(moment[:17])), int(id_)


def _thing(text: str) -> tuple[str, int] | None:
    subject, _, id_ = text.rpartition("-")
    return (subject[:30], int(id_)) if subject and _is_id(id_) else None


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 < found.year < 3000 else None
