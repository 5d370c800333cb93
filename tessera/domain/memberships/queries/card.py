"""What a member's card says, for the card itself and for who checks it."""

from dataclasses import dataclass
from datetime import date, datetime

from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.queries.standing import lasts
from tessera.domain.memberships.rules import Standing, is_valid, standing
from tessera.lib.i18n import local


@dataclass(frozen=True, slots=True)
class Card:
    """Who, of which level, until when, and whether that is good today."""

    name: str
    number: int
    level: dict[str, str]
    colour: str
    since: date
    until: date | None
    is_good: bool
    standing: Standing


def card_by_secret(
    organisation_id: int, secret: str, *, time_zone: str = "Europe/Zurich", at: datetime
) -> Card | None:
    """The card behind a secret; of several levels the highest that is good. Nothing for none."""
    member = Member.objects.filter(
        organisation_id=organisation_id, secret=secret, erased_at=None
    ).first()
    return card_of(member, on=local(at, time_zone).date()) if member else None


def card_of(member: Member, *, on: date) -> Card | None:
    """What the member's card says on that day; nothing for who never had a membership."""
    found = list(Membership.objects.filter(member=member).select_related("level"))
    if not found:
        return None
    best = max(found, key=lambda each: (is_valid(lasts(each), on=on), each.level.rank, each.pk))
    return Card(
        name=member.full_name,
        number=member.number,
        level=best.level.name,
        colour=best.level.colour,
        since=min(each.starts_on for each in found),
        until=best.grace_until or best.ends_on,
        is_good=is_valid(lasts(best), on=on),
        standing=standing(lasts(best), today=on),
    )
