"""The next edition of a shop is made from this one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.catalogue.actions.editions import copy_programme
from tessera.domain.catalogue.actions.plan_copies import copy_plans
from tessera.domain.checkin.actions.copying import copy_gates
from tessera.domain.forms import actions as forms
from tessera.domain.offers.actions import offers
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.payments.actions.choosing import copy_methods
from tessera.domain.shops import actions as shops
from tessera.domain.shops.models import Shop
from tessera.domain.shops.queries import free_address, is_address_taken, lock_shop
from tessera.domain.shops.rules import require_address
from tessera.domain.stock.actions.copying import copy_pools
from tessera.flows.steps.offer_desk import count_offer
from tessera.lib.errors import NotAllowed

KEPT = (
    "description",
    "currencies",
    "languages",
    "time_zone",
    "contact_name",
    "contact_email",
    "contact_phone",
    "website",
    "street",
    "postcode",
    "city",
    "country",
    "terms",
    "vat_rate",
    "vat_number",
    "is_vat_liable",
    "iban",
    "bank_holder",
    "logo",
    "picture",
    "texts",
    "colours",
    "display_font",
    "hold_minutes",
)
"""What the next edition has from this one."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What the copy is called, where it lives ("" makes the address from the name), and by how
    many days everything is later."""

    name: Mapping[str, str]
    days: int
    slug: str = ""


@transaction.atomic(durable=True)
def duplicate_shop(shop_id: int, edition: Edition, *, by: Actor, at: datetime) -> Shop:
    """A draft in test mode with the settings, ways to pay, gates, events, dates, zones, tariffs,
    prices, plans (in preview), forms and offers (drafts, without codes) of the shop; without
    orders, customers, answers and what was archived or called off. Levels and members are the
    organisation's: they are the same.

    Refuses (BadAddress) an address that cannot be had, and (NotAllowed) who is limited to
    some shops.
    """
    require(by, Can.EDIT_SETTINGS)
    require(by, Can.EDIT_PROGRAMME)
    source = lock_shop(shop_id)
    require_in(by, organisation_id=source.organisation_id, shop_id=source.id)
    if by.shops is not None:
        raise NotAllowed(_("Your profile is limited to some shops. Ask an administrator."))
    slug = edition.slug or free_address(next(iter(edition.name.values())))
    require_address(slug, is_taken=is_address_taken(slug))
    target = shops.create_shop(
        source.organisation,
        slug=slug,
        name=edition.name,
        edition_of=source,
        is_test=True,
        **{name: getattr(source, name) for name in KEPT},
    )
    copy_methods(target, source)
    move = _by_days(edition.days, source.time_zone)
    copied = copy_programme(source, target, move=move)
    plans = copy_plans(source, target, move=move)
    if source.takes_members:
        shops.change(target, {"takes_members": True})
    copy_gates(source, target, zones=copied.zones)
    copy_pools(
        events=copied.events, dates=copied.dates, zones=copied.zones, products=copied.products
    )
    products = {**copied.products, **plans}
    forms.copy_forms(source, target, products=products, at=at)
    things = {"event": copied.events, "zone": copied.zones, "product": products}
    for offer in offers.copy_offers(source, target, things=things, move=move, at=at):
        count_offer(offer, at=at)
    activity.record(
        "shop.duplicated",
        of=("shop", target.id),
        shop=target,
        by=by,
        at=at,
        source=source.slug,
        dates=len(copied.dates),
    )
    return target


def _by_days(days: int, time_zone: str) -> Callable[[datetime], datetime]:
    """So many days later at the same time by the clock on the wall, summer or winter."""
    zone = ZoneInfo(time_zone)

    def moved(moment: datetime) -> datetime:
        later = moment.astimezone(zone).replace(tzinfo=None) + timedelta(days=days)
        return later.replace(tzinfo=zone).astimezone(UTC)

    return moved
