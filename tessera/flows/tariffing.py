"""What is sold: tariffs are made, edited, copied, moved, removed."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.catalogue import actions as catalogue
from tessera.domain.catalogue.errors import BadTariff, WasSold
from tessera.domain.catalogue.models import Event, Tariff, Zone
from tessera.domain.catalogue.queries.events import all_dates_of, zones_of
from tessera.domain.catalogue.queries.plans import levels_of_organisation
from tessera.domain.catalogue.queries.sellables import wait_for_takers
from tessera.domain.catalogue.queries.tariffs import (
    facts_of,
    products_of_zone,
    tariff_in,
    zones_in_shop,
)
from tessera.domain.catalogue.rules import TariffFacts, require_tariff
from tessera.domain.forms import actions as forms
from tessera.domain.orders.queries.programme import is_product_ordered
from tessera.domain.organisations.rules import Actor
from tessera.domain.stock import actions as stock
from tessera.domain.stock.errors import TooSmall
from tessera.flows.steps.counts import count
from tessera.flows.steps.programme import enter_event, tell
from tessera.lib.errors import NotFound


@transaction.atomic(durable=True)
def create_tariffs(
    event_id: int, *, zone_ids: Collection[int], facts: TariffFacts, by: Actor, at: datetime
) -> list[Tariff]:
    """The same tariff in each of these zones, last in its list: one of its own each, with its own
    quota.

    Refuses (BadTariff, StepsOutOfOrder) what could not be sold as it is said.
    """
    event = enter_event(event_id, by=by)
    zones = [zone for zone in zones_of(event) if zone.id in zone_ids]
    if not zones:
        raise BadTariff(_("Choose at least one zone."), field="zones")
    _require(event, facts)
    made = [_make(zone, facts, by=by) for zone in zones]
    _tell("tariff.created", made, by=by, at=at)
    return made


@transaction.atomic(durable=True)
def edit_tariff(
    event_id: int, *, product_id: int, facts: TariffFacts, by: Actor, at: datetime
) -> Tariff:
    """Write what is said of the tariff, for what is taken from now on: orders keep their price,
    carts too as long as their hold lives.

    Refuses (TooSmall) a quota below what is sold or held; (BadTariff, StepsOutOfOrder) what could
    not be sold as it is said.
    """
    event = enter_event(event_id, by=by)
    tariff = _enter(event, product_id, by=by)
    _require(event, facts)
    before = facts_of(tariff)
    _count(tariff, facts)
    catalogue.change_tariff(tariff, facts)
    changed = [name for name in TariffFacts.__slots__ if _differs(name, before, facts)]
    _tell("tariff.edited", [tariff], by=by, at=at, fields=changed)
    return tariff


@transaction.atomic(durable=True)
def copy_tariff(
    event_id: int, *, product_id: int, zone_ids: Collection[int], by: Actor, at: datetime
) -> list[Tariff]:
    """The same tariff in other zones, of this event or of others of the shop; there it serves
    every date. Nothing of the copies is sold.

    Refuses (BadTariff) when no zone is chosen; (NotFound) events that the actor may not edit.
    """
    event = enter_event(event_id, by=by)
    facts = facts_of(_enter(event, product_id, by=by))
    zones = zones_in_shop(event.shop_id, zone_ids)
    if not zones:
        raise BadTariff(_("Choose at least one zone."), field="zones")
    for other in sorted({zone.event_id for zone in zones} - {event.id}):
        enter_event(other, by=by)
    made = [
        _make(zone, facts if zone.event_id == event.id else replace(facts, date_ids=None), by=by)
        for zone in zones
    ]
    forms.copy_uses(
        (product_id, each.product_id) for each in made if each.event.shop_id == event.shop_id
    )
    _tell("tariff.created", made, by=by, at=at, copied_from=product_id)
    return made


@transaction.atomic(durable=True)
def move_tariff(event_id: int, *, product_id: int, to: int, by: Actor, at: datetime) -> None:
    """Show the tariff at another place of its zone's list (0 is the first)."""
    event = enter_event(event_id, by=by)
    tariff = _enter(event, product_id, by=by)
    order = [each for each in products_of_zone(tariff.zone) if each != product_id]
    order.insert(max(0, to), product_id)
    catalogue.place_products(order)
    _tell("tariff.moved", [tariff], by=by, at=at)


@transaction.atomic(durable=True)
def delete_tariff(event_id: int, *, product_id: int, by: Actor, at: datetime) -> None:
    """Remove a tariff that nobody ever bought or put in a cart.

    Refuses (WasSold) another: it can be made a draft.
    """
    event = enter_event(event_id, by=by)
    tariff = _enter(event, product_id, by=by)
    wait_for_takers(product_id)
    if is_product_ordered(product_id):
        raise WasSold(
            _(
                "Tickets of this tariff were sold or lie in a cart: it cannot be removed. "
                "Make it a draft instead."
            )
        )
    _tell("tariff.deleted", [tariff], by=by, at=at)
    catalogue.delete_tariff(tariff)


def _make(zone: Zone, facts: TariffFacts, *, by: Actor) -> Tariff:
    if by.zones is not None and zone.id not in by.zones:
        raise NotFound(_("There is no such zone."))
    tariff = catalogue.make_tariff(zone, facts, position=len(products_of_zone(zone)))
    catalogue.place_products(products_of_zone(zone))
    if facts.count is not None:
        stock.open_pool(capacity=facts.count, product_id=tariff.product_id)
    return tariff


def _enter(event: Event, product_id: int, *, by: Actor) -> Tariff:
    tariff = tariff_in(event, product_id)
    if tariff is None or (by.zones is not None and tariff.zone_id not in by.zones):
        raise NotFound(_("There is no such tariff."))
    return tariff


def _require(event: Event, facts: TariffFacts) -> None:
    if not any(facts.name.values()):
        raise BadTariff(_("Give the tariff a name."), field="name")
    require_tariff(facts, currencies=event.shop.currencies)
    if facts.level_ids is not None:
        levels = {level.pk for level in levels_of_organisation(event.shop.organisation_id)}
        if not facts.level_ids or not set(facts.level_ids) <= levels:
            raise BadTariff(_("Choose among the levels of your members."), field="level_ids")
    if facts.date_ids is not None:
        known = {date.id for date in all_dates_of(event)}
        if not set(facts.date_ids) <= known:
            raise BadTariff(_("Choose among the dates of this event."), field="dates")


def _count(tariff: Tariff, facts: TariffFacts) -> None:
    try:
        count(tariff.product, capacity=facts.count)
    except TooSmall as refusal:
        raise TooSmall(
            _(
                "%(taken)d tickets of this tariff are sold or held already: its quota cannot be "
                "lower than that."
            )
            % {"taken": refusal.facts["taken"]},
            **refusal.facts,
        ) from refusal


def _tell(
    verb: str, tariffs: Iterable[Tariff], *, by: Actor, at: datetime, **facts: object
) -> None:
    for tariff in tariffs:
        tell(
            verb,
            tariff.event,
            by=by,
            at=at,
            product=tariff.product_id,
            name=tariff.product.name,
            zone=tariff.zone.name,
            **facts,
        )


def _differs(name: str, before: TariffFacts, after: TariffFacts) -> bool:
    old, new = getattr(before, name), getattr(after, name)
    if name == "shown_to":
        return set(old) != set(new)
    return bool(old != new)
