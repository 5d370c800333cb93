"""Events as cards of the home page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.domain.catalogue.models import Event
from tessera.lib.i18n import pick
from tessera.web.shop.dates import Badge, Row


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in its widths; `small` is the first to load."""

    small: str
    srcset: str
    large: str
    alt: str


@dataclass(frozen=True, slots=True)
class Card:
    """One event with its next date and how many more there are."""

    slug: str
    name: str
    subtitle: str
    category: str
    picture: Picture | None
    next: Row
    more: str
    price: str
    badge: Badge


def picture_of(event: Event, language: str) -> Picture | None:
    """The event's picture, or nothing. Beside the file stand its widths: name-480.webp …"""
    if not event.picture:
        return None
    address = event.picture.url
    stem = address.removesuffix(".webp")
    return Picture(
        small=f"{stem}-480.webp",
        srcset=", ".join(
            [f"{stem}-{width}.webp {width}w" for width in (480, 720, 960)] + [f"{address} 1600w"]
        ),
        large=f"{stem}-960.webp",
        alt=pick(event.picture_alt, language),
    )


def cards_of(
    rows: Sequence[Row], events: Mapping[int, Event], least: Mapping[int, str], *, language: str
) -> list[Card]:
    """One card an event, in the order of their next dates."""
    by_slug: dict[str, list[Row]] = {}
    for row in rows:
        by_slug.setdefault(row.event_slug, []).append(row)
    known = {event.slug: event for event in events.values()}
    return [
        _card(known[slug], mine, least.get(known[slug].id, ""), language)
        for slug, mine in by_slug.items()
    ]


def _card(event: Event, rows: list[Row], price: str, language: str) -> Card:
    best = next((row for row in rows if row.badge.can_buy), rows[0])
    more = len(rows) - 1
    return Card(
        slug=event.slug,
        name=pick(event.name, language),
        subtitle=pick(event.subtitle, language),
        category=event.category,
        picture=picture_of(event, language),
        next=rows[0],
        more=ngettext("and %(more)d more date", "and %(more)d more dates", more) % {"more": more}
        if more
        else "",
        price=price,
        badge=_badge(rows, best),
    )


def _badge(rows: list[Row], best: Row) -> Badge:
    if best.badge.can_buy:
        if len(rows) > 1:
            return Badge("ok", _("Places available"))
        return best.badge
    return best.badge
