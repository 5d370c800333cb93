"""The tariffs of one date, as a buyer chooses among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.domain.catalogue.models import EventDate, Tariff
from tessera.domain.catalogue.queries.sellables import price_of, terms_of
from tessera.domain.stock.queries import Left
from tessera.lib.i18n import pick
from tessera.lib.money import Money
from tessera.web.shop.dates import FEW


@dataclass(frozen=True, slots=True)
class Choice:
    """One tariff: what it costs, how many may be taken, and why not."""

    id: int
    name: str
    description: str
    price: str
    amount: int
    note: str
    is_free_price: bool
    least: str
    minimum: int
    maximum: int
    reason: str
    quantity: str = "0"
    own_price: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: in which language and currency, and when."""

    language: str
    currency: str
    at: datetime


@dataclass(slots=True)
class ZoneChoices:
    """The tariffs of one zone."""

    name: str
    colour: str
    choices: list[Choice] = field(default_factory=list)


def choices_of(
    tariffs: Sequence[Tariff],
    chosen: EventDate,
    left: Left,
    *,
    reader: Reader,
    kept: Mapping[str, str],
) -> list[ZoneChoices]:
    """The tariffs sold on the date, by zone, in the organiser's order.

    `kept` is what was typed before, by the names of the form's fields.
    """
    zones: dict[int, ZoneChoices] = {}
    for tariff in tariffs:
        if not left.has_places(date_id=chosen.id, zone_id=tariff.zone_id):
            continue
        zone = zones.setdefault(
            tariff.zone_id, ZoneChoices(pick(tariff.zone.name, reader.language), tariff.zone.colour)
        )
        made = _choice(tariff, chosen, left, reader)
        zone.choices.append(
            replace(
                made,
                quantity=kept.get(f"quantity-{made.id}", "0"),
                own_price=kept.get(f"price-{made.id}", made.least),
            )
        )
    return list(zones.values())


def _choice(tariff: Tariff, chosen: EventDate, left: Left, reader: Reader) -> Choice:
    language = reader.language
    product, price = tariff.product, Money(price_of(tariff) or 0, reader.currency)
    places = left.places_left(
        event_id=tariff.event_id,
        date_id=chosen.id,
        zone_id=tariff.zone_id,
        product_id=product.id,
    )
    units = places // tariff.group_size
    terms = terms_of(tariff, chosen, channel="online", language=language)
    is_free_price = tariff.kind == Tariff.Kind.FREE_PRICE
    reason = _reason(terms.product_window.opens, terms.product_window.closes, units, reader.at)
    maximum = 0 if reason else min(units, product.max_per_order)
    return Choice(
        id=product.id,
        name=pick(product.name, language),
        description=pick(product.description, language),
        price=_price(tariff, price, language),
        amount=price.amount * tariff.group_size,
        note=_note(tariff, places, units, language),
        is_free_price=is_free_price,
        least=price.plain(),
        minimum=max(1, product.min_per_order),
        maximum=maximum,
        reason=reason,
    )


def _reason(opens: datetime | None, closes: datetime | None, units: int, at: datetime) -> str:
    if opens is not None and at < opens:
        return _("Not on sale yet")
    if closes is not None and at >= closes:
        return _("Sale ended")
    return _("Sold out") if units <= 0 else ""


def _price(tariff: Tariff, price: Money, language: str) -> str:
    if tariff.kind == Tariff.Kind.FREE_PRICE:
        return _("from %(price)s, you choose") % {"price": price.format(language)}
    if tariff.kind == Tariff.Kind.GROUP:
        return _("%(size)d tickets at %(price)s") % {
            "size": tariff.group_size,
            "price": price.format(language),
        }
    return price.format(language) if price else _("Free")


def _note(tariff: Tariff, places: int, units: int, language: str) -> str:
    notes = []
    if 0 < places <= FEW and units > 0:
        notes.append(ngettext("%(left)d left", "%(left)d left", places) % {"left": places})
    if tariff.product.min_per_order > 1:
        notes.append(_("from %(least)d an order") % {"least": tariff.product.min_per_order})
    return " · ".join(notes)
