"""What a steward chooses before the first scan: shop, dates, entrance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as date_of_day
from datetime import datetime, timedelta

from babel.dates import format_date
from django.http import QueryDict
from django.utils.translation import gettext as _

from tessera.domain.catalogue.models import EventDate
from tessera.domain.checkin.queries import dates_to_scan, gate_within, gates_of
from tessera.domain.organisations.rules import Actor, Can
from tessera.domain.shops.models import Shop
from tessera.domain.shops.queries import visible_to
from tessera.lib.i18n import local, pick, say_date
from tessera.lib.money import LOCALES
from tessera.web.scanner.passes import Pass

TONIGHT = timedelta(hours=18)
NEAR = timedelta(days=1)
DAY = "EEEE d MMMM"


@dataclass(frozen=True, slots=True)
class DateChoice:
    """One date on the list."""

    id: int
    event: str
    hour: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Day:
    """The dates of one day, under the day's name; `is_near` within the next two days."""

    name: str
    is_near: bool
    dates: list[DateChoice]


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen in one shop, and what was. A gate without id is every entrance."""

    shop: Shop
    by: Actor
    days: list[Day]
    gates: list[tuple[int, str]]
    date_ids: frozenset[int]
    gate_id: int = 0


def shops_to_scan(actors: Sequence[Actor]) -> dict[Shop, Actor]:
    """Every shop in which the person may scan, with the actor that may."""
    return {
        shop: actor
        for actor in actors
        if actor.may(Can.SCAN)
        for shop in visible_to(actor)
        if actor.may_in(Can.SCAN, shop.id)
    }


def choice_in(
    shop: Shop, by: Actor, *, given: QueryDict | None, language: str, at: datetime
) -> Choice:
    """The dates and gates of the shop; tonight's dates are chosen until the steward says more."""
    dates = dates_to_scan(shop.id, by, at=at)
    if given is None:
        chosen = frozenset(date.id for date in dates if abs(date.starts_at - at) < TONIGHT)
    else:
        chosen = frozenset(int(each) for each in given.getlist("date") if each.isdecimal())
    gate = given.get("gate", "") if given else ""
    return Choice(
        shop=shop,
        by=by,
        days=_days(dates, chosen, shop, language=language, at=at),
        gates=[(found.id, pick(found.name, language)) for found in gates_of(shop.id)],
        date_ids=chosen,
        gate_id=int(gate) if gate.isdecimal() else 0,
    )


def open_door(choice: Choice, *, device: int = 0) -> Pass | None:
    """The pass of what was chosen; nothing if no date, or a stranger's, was."""
    gate = gate_within(
        choice.shop, choice.by, date_ids=choice.date_ids, gate_id=choice.gate_id or None
    )
    if gate is None:
        return None
    chosen = (date.event for day in choice.days for date in day.dates if date.is_chosen)
    return Pass(
        gate=gate,
        by=choice.by,
        time_zone=choice.shop.time_zone,
        title=", ".join(dict.fromkeys(chosen))[:120],
        gate_name=dict(choice.gates).get(choice.gate_id, _("All entrances")),
        device=device,
    )


def _days(
    dates: list[EventDate], chosen: frozenset[int], shop: Shop, *, language: str, at: datetime
) -> list[Day]:
    today = local(at, shop.time_zone).date()
    days: dict[date_of_day, list[DateChoice]] = {}
    for found in dates:
        day = local(found.starts_at, shop.time_zone).date()
        hour = say_date(found.starts_at, shop.time_zone, language, "time")
        event = pick(found.event.name, language)
        days.setdefault(day, []).append(DateChoice(found.id, event, hour, found.id in chosen))
    return [
        Day(_name(day, today, language), day <= today + NEAR, found) for day, found in days.items()
    ]


def _name(day: date_of_day, today: date_of_day, language: str) -> str:
    name = format_date(day, DAY, locale=LOCALES.get(language, "en"))
    if day == today:
        return _("Today, %(day)s") % {"day": name}
    return name[:1].upper() + name[1:]
