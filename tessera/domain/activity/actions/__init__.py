"""Writing down what happened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tessera.domain.activity.models import Activity
from tessera.domain.organisations.rules import Actor
from tessera.domain.shops.models import Shop
from tessera.lib import rows


def record(
    verb: str, *, of: tuple[str, int], shop: Shop, by: Actor, at: datetime, **facts: Any
) -> Activity:
    """Note that `by` did `verb` ("order.paid") to the thing `of` ("order", 7)."""
    noted = Activity(
        organisation_id=shop.organisation_id,
        shop=shop,
        verb=verb,
        subject=of[0],
        subject_id=of[1],
        person_id=by.person_id,
        actor=by.label,
        facts=facts,
        at=at,
    )
    rows.add(noted)
    return noted


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing of many that happened at once: `verb` was done to the thing `of`."""

    verb: str
    of: tuple[str, int]
    shop: Shop
    facts: Mapping[str, Any]


def record_all(happened: Iterable[Happened], *, by: Actor, at: datetime) -> None:
    """The same for many things at once."""
    Activity.objects.bulk_create(
        [
            Activity(
                organisation_id=each.shop.organisation_id,
                shop=each.shop,
                verb=each.verb,
                subject=each.of[0],
                subject_id=each.of[1],
                person_id=by.person_id,
                actor=by.label,
                facts=dict(each.facts),
                at=at,
            )
            for each in happened
        ]
    )


def record_in_organisation(
    verb: str, *, of: tuple[str, int], by: Actor, at: datetime, **facts: Any
) -> Activity:
    """Note what `by` did to a thing that belongs to no shop: the team, its profiles and codes."""
    noted = Activity(
        organisation_id=by.organisation_id or 0,
        verb=verb,
        subject=of[0],
        subject_id=of[1],
        person_id=by.person_id,
        actor=by.label,
        facts=facts,
        at=at,
    )
    rows.add(noted)
    return noted


def take_unreacted(*, most: int = 100) -> list[Activity]:
    """Lock the oldest activities nobody has reacted to yet; other workers skip them."""
    waiting = Activity.objects.filter(reacted_at=None).order_by("id")
    return list(
        waiting.select_related("shop").select_for_update(of=("self",), skip_locked=True)[:most]
    )


def mark_reacted(ids: list[int], *, at: datetime) -> None:
    """The reactions to these are done."""
    Activity.objects.filter(id__in=ids).update(reacted_at=at)


def react_again(activity_id: int) -> None:
    """Let the reactions to it be made once more; what is in the outbox already stays once."""
    Activity.objects.filter(id=activity_id).update(reacted_at=None)
