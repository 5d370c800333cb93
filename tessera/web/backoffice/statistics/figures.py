"""What pictures are drawn from: asked once, within what the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404
from django.urls import reverse

from tessera.domain.catalogue.models import Event
from tessera.domain.catalogue.queries.visible import event_visible_to
from tessera.domain.organisations.rules import Actor, Can
from tessera.domain.reporting.queries.days import Sight, Sold, sight_of, sold_between
from tessera.domain.reporting.queries.names import Named, names_of
from tessera.domain.reporting.queries.sales import first_sale
from tessera.domain.shops.models import Shop
from tessera.domain.shops.queries import visible_to
from tessera.lib import clock
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.statistics.periods import Compared, Period, compared, period_of
from tessera.web.parts.access import ShopRequest

KINDS = ("all", "channel", "method", "tariff", "zone", "date")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to look at: whose sales, over which days, in which currency."""

    actor: Actor
    shop: Shop
    event: Event | None
    period: Period
    currency: str
    language: str
    at: datetime

    @property
    def sight(self) -> Sight:
        """As far as the reader may see."""
        return sight_of(self.actor, self.shop, event_id=self.event.id if self.event else None)

    @property
    def morning(self) -> datetime:
        """When today began, on the shop's clock."""
        zone = ZoneInfo(self.shop.time_zone)
        return datetime.combine(self.at.astimezone(zone).date(), time.min, zone)

    def file(self, name: str, picture: str) -> str:
        """The address of the same figures as a file ("figures_csv")."""
        told = {**self.period.address, "currency": self.currency}
        told |= {"event": self.event.slug} if self.event else {}
        return f"{reverse(f'backoffice:{name}', args=[self.shop.slug, picture])}?{urlencode(told)}"


@dataclass(frozen=True, slots=True)
class Figures:
    """The sales of a period and of the one it is compared with, and the names of what was sold."""

    asked: Asked
    sold: Sequence[Sold]
    compared: Compared
    before: Sequence[Sold]
    named: Named

    def of(self, kind: str) -> list[Sold]:
        """What the headings of one kind sold, those with most tickets first."""
        return [each for each in self.sold if each.kind == kind]


def asked_in(request: ShopRequest, *, event: Event | None = None, usually: str = "30d") -> Asked:
    """What the address asks for; the period is the usual one when it names none."""
    shop, at = request.shop, clock.now()
    first = min((each for each in (shop.opened_at, first_sale(shop)) if each), default=None)
    address = {"period": usually, **request.GET.dict()}
    period = period_of(address, shop=shop, first=first, at=at)
    currency = request.GET.get("currency", "")
    return Asked(
        actor=request.actor,
        shop=shop,
        event=event,
        period=period,
        currency=currency if currency in shop.currencies else shop.currencies[0],
        language=speaks(),
        at=at,
    )


def event_in(request: ShopRequest, slug: str) -> Event | None:
    """The event of this slug, if one is named; there is nothing where the reader sees none."""
    if not slug:
        return None
    event = event_visible_to(request.actor, request.shop.id, slug)
    if event is None:
        raise Http404
    return event


def began(shop: Shop) -> datetime | None:
    """When the sale of a shop began."""
    return shop.opened_at or first_sale(shop)


def figures_of(asked: Asked) -> Figures:
    """Everything that the pictures of sales need, in a handful of questions."""
    period = asked.period
    sold = sold_between(
        asked.sight, first=period.first, last=period.last, kinds=KINDS, by_day=("all",)
    )
    against, sight = _compared(asked)
    then = against.period
    before = sold_between(sight, first=then.first, last=then.last, kinds=("all",), by_day=("all",))
    return Figures(asked, sold, against, before, names_of(sold))


def _compared(asked: Asked) -> tuple[Compared, Sight]:
    """The last edition, if there is one that the reader may see; an event's by its address."""
    edition = _edition_of(asked)
    event = asked.event
    if edition is not None and event is not None:
        event = event_visible_to(asked.actor, edition.id, event.slug)
        edition = edition if event else None
    mine, theirs = (began(asked.shop), began(edition)) if edition else (None, None)
    both = (mine, theirs) if mine and theirs else None
    against = compared(asked.period, shop=asked.shop, edition=edition if both else None, began=both)
    event = event if against.edition else asked.event
    return against, sight_of(asked.actor, against.shop, event_id=event.id if event else None)


def _edition_of(asked: Asked) -> Shop | None:
    wanted = asked.shop.edition_of_id
    if wanted is None or not asked.actor.may_in(Can.SEE_DASHBOARD, wanted):
        return None
    return next((shop for shop in visible_to(asked.actor) if shop.id == wanted), None)
