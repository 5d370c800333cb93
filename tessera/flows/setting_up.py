"""A shop is made, step by step, and its settings are changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.catalogue import actions as catalogue
from tessera.domain.catalogue.models import Event, Product, Visibility
from tessera.domain.catalogue.queries.events import slugs_like
from tessera.domain.organisations.queries.team import organisation_of
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.payments.actions import choosing as payments
from tessera.domain.reporting.queries.opening import use_of_currency
from tessera.domain.shops import actions as shops
from tessera.domain.shops.errors import BadSettings
from tessera.domain.shops.models import Shop
from tessera.domain.shops.queries import free_address, is_address_taken, lock_shop
from tessera.domain.shops.rules import require_address, require_same_address, require_unused
from tessera.domain.stock import actions as stock
from tessera.lib.errors import NotAllowed

STEPS = ("shop", "contact", "look", "event", "summary")
METHODS = ("free", "on_site", "invoice")
"""The ways to pay that every new shop has: they need nobody outside."""


@dataclass(frozen=True, slots=True)
class NewShop:
    """What a new shop is called, where it lives and what it speaks; "" makes the address."""

    name: str
    languages: Sequence[str]
    currencies: Sequence[str]
    slug: str = ""


@transaction.atomic(durable=True)
def start_shop(new: NewShop, *, by: Actor, at: datetime, **contact: str) -> Shop:
    """A draft in test mode with the simple ways to pay; its making goes on with the contact.

    Refuses (BadAddress) an address that cannot be had, and (NotAllowed) who is limited to
    some shops: they would not see it.
    """
    require(by, Can.EDIT_SETTINGS)
    if by.shops is not None:
        raise NotAllowed(_("Your profile is limited to some shops. Ask an administrator."))
    slug = new.slug or free_address(new.name)
    require_address(slug, is_taken=is_address_taken(slug))
    shop = shops.create_shop(
        organisation_of(by),
        slug=slug,
        name={new.languages[0]: new.name},
        currencies=new.currencies,
        languages=new.languages,
        is_test=True,
        wizard_step="contact",
        **contact,
    )
    payments.add_methods(shop, METHODS)
    activity.record("shop.created", of=("shop", shop.id), shop=shop, by=by, at=at)
    return shop


@transaction.atomic(durable=True)
def change_shop(shop_id: int, facts: Mapping[str, Any], *, by: Actor, at: datetime) -> Shop:
    """Write settings of the shop; `wizard_step` among them moves its making on.

    Refuses another address once the shop was open, or one that cannot be had (BadAddress);
    the loss of a currency in use (CurrencyInUse).
    """
    require(by, Can.EDIT_SETTINGS)
    shop = lock_shop(shop_id)
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.id)
    _require_address(shop, facts.get("slug", shop.slug))
    for currency in set(shop.currencies) - set(facts.get("currencies", shop.currencies)):
        prices, orders = use_of_currency(shop.id, currency)
        require_unused(currency, prices=prices, orders=orders)
    _note(shop, shops.change(shop, facts), by=by, at=at)
    return shop


@dataclass(frozen=True, slots=True)
class Pictures:
    """New logo and picture: bytes to keep, None to take away; what is not named stays."""

    changes: Mapping[str, bytes | None]


@transaction.atomic(durable=True)
def dress_shop(
    shop_id: int, facts: Mapping[str, Any], *, pictures: Pictures, by: Actor, at: datetime
) -> Shop:
    """Give the shop its colours, its letters and its pictures.

    Refuses (BadPicture) a file that is no picture; nothing is changed then.
    """
    require(by, Can.EDIT_SETTINGS)
    shop = lock_shop(shop_id)
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.id)
    for kind, data in pictures.changes.items():
        shops.set_picture(shop, kind, data)
    changed = shops.change(shop, facts)
    _note(shop, [*changed, *pictures.changes], by=by, at=at)
    return shop


@dataclass(frozen=True, slots=True)
class FirstEvent:
    """The shortest event that can be sold: one date, one zone, one tariff.

    `prices` holds an amount (minor units) for each currency.
    """

    name: str
    venue: str
    starts_at: datetime
    duration_minutes: int
    places: int
    tariff: str
    prices: Mapping[str, int]


@transaction.atomic(durable=True)
def add_first_event(shop_id: int, first: FirstEvent, *, by: Actor, at: datetime) -> Event:
    """A visible event with one date, one zone and one tariff on sale, with its places counted.

    Refuses (BadSettings) a date that is over.
    """
    require(by, Can.EDIT_PROGRAMME)
    shop = lock_shop(shop_id)
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.id)
    if first.starts_at <= at:
        raise BadSettings(_("Choose a date to come."), field="starts_at")
    event = _event(shop, first)
    activity.record("event.created", of=("event", event.id), shop=shop, by=by, at=at)
    _note(shop, shops.change(shop, {"wizard_step": "summary"}), by=by, at=at)
    shops.bump_catalogue(shop.id)
    return event


def _require_address(shop: Shop, slug: str) -> None:
    if slug == shop.slug:
        return
    require_same_address(shop.slug, slug, was_open=shop.was_open)
    require_address(slug, is_taken=is_address_taken(slug, but=shop.id))


def _note(shop: Shop, changed: Sequence[str], *, by: Actor, at: datetime) -> None:
    told = [name for name in changed if name != "wizard_step"]
    if told:
        activity.record(
            "shop.edited", of=("shop", shop.id), shop=shop, by=by, at=at, fields=sorted(told)
        )
        shops.bump_catalogue(shop.id)


def _free_slug(shop: Shop, name: str) -> str:
    """Who goes back and sends the step once more makes a second event, not a mistake."""
    stem = slugify(name)[:70].strip("-") or "event"
    taken = slugs_like(shop.id, stem) | {"new"}
    return next(slug for n in count(1) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken)


def _event(shop: Shop, first: FirstEvent) -> Event:
    language = shop.languages[0]
    event = catalogue.create_event(
        shop,
        slug=_free_slug(shop, first.name),
        name={language: first.name},
        venue=first.venue,
        street=shop.street,
        postcode=shop.postcode,
        city=shop.city,
        country=shop.country,
        duration_minutes=first.duration_minutes,
        status=Visibility.VISIBLE,
    )
    ends_at = first.starts_at + timedelta(minutes=first.duration_minutes)
    date = catalogue.add_date(event, starts_at=first.starts_at, ends_at=ends_at)
    zone = catalogue.add_zone(
        event, name={language: first.venue or first.name}, capacity=first.places
    )
    catalogue.add_tariff(
        zone,
        name={language: first.tariff},
        prices=first.prices,
        status=Product.Status.PUBLISHED,
    )
    stock.open_pool(capacity=first.places, date_id=date.id, zone_id=zone.id)
    return event
