"""The tariffs of one date, as a buyer chooses among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.domain.catalogue.models import EventDate, Tariff
from tessera.domain.catalogue.queries.programme import cheapest, public_tariffs
from tessera.domain.catalogue.queries.sellables import price_at, serves, steps_of, terms_of
from tessera.domain.catalogue.rules import Step, steps_ahead
from tessera.domain.stock.queries import Left, taken_of
from tessera.lib.i18n import pick, say_date
from tessera.lib.money import Money
from tessera.web.shop.dates import FEW


@dataclass(frozen=True, slots=True)
class Choice:
    """One tariff: what it costs, how many may be taken, and why not."""

    id: int
    name: str
    description: str
    price: str
    then: str
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
    """Who reads: in which language and currency, when, and by which clock. `opened` are the
    products for members that are open to them."""

    language: str
    currency: str
    at: datetime
    time_zone: str = "UTC"
    opened: frozenset[int] = frozenset()


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
        has_places = left.has_places(date_id=chosen.id, zone_id=tariff.zone_id)
        if not has_places or not serves(tariff, chosen.id):
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


def least_prices(event_ids: Sequence[int], *, currency: str, at: datetime) -> dict[int, int]:
    """The lowest price of each event at the moment, in minor units."""
    told = cheapest(event_ids, currency=currency)
    changing = [event for event, amount in told.items() if amount is None]
    least = {event: amount for event, amount in told.items() if amount is not None}
    tariffs = public_tariffs(changing, currency=currency) if changing else []
    counts = any(step.after_sold is not None for each in tariffs for step in steps_of(each))
    sold = taken_of([each.product_id for each in tariffs]) if counts else {}
    for each in tariffs:
        price = price_at(each, at=at, sold=sold.get(each.product_id, 0)) or 0
        least[each.event_id] = min(price, least.get(each.event_id, price))
    return least


def _choice(tariff: Tariff, chosen: EventDate, left: Left, reader: Reader) -> Choice:
    language = reader.language
    product, sold = tariff.product, left.sold_of(tariff.product_id)
    price = Money(price_at(tariff, at=reader.at, sold=sold) or 0, reader.currency)
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
    if product.level_ids is not None and product.id not in reader.opened:
        reason = reason or _("For members")
    maximum = 0 if reason else min(units, product.max_per_order)
    return Choice(
        id=product.id,
        name=pick(product.name, language),
        description=pick(product.description, language),
        price=_price(tariff, price, language),
        then=_then(tariff, sold, reader),
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


def _then(tariff: Tariff, sold: int, reader: Reader) -> str:
    """What it will cost next, where a step is ahead: after a date, or after few more are sold."""
    ahead = steps_ahead(steps_of(tariff), at=reader.at, sold=sold)
    said = []
    for step in ahead:
        if step.after_sold is not None and step.after_sold - sold <= FEW:
            remain = step.after_sold - sold
            few = ngettext(
                "only %(left)d at this price, then %(price)s",
                "only %(left)d at this price, then %(price)s",
                remain,
            )
            said.append(few % {"left": remain, "price": _step(step, reader)})
    dated = [step for step in ahead if step.starts_at is not None]
    if dated and dated[0].starts_at is not None:
        day = say_date(dated[0].starts_at, reader.time_zone, reader.language, "short")
        said.append(
            _("then %(price)s, from %(day)s") % {"price": _step(dated[0], reader), "day": day}
        )
    return said[0] if said else ""


def _step(step: Step, reader: Reader) -> str:
    return Money(step.amount, reader.currency).format(reader.language)


def _note(tariff: Tariff, places: int, units: int, language: str) -> str:
    notes = []
    if 0 < places <= FEW and units > 0:
        notes.append(ngettext("%(left)d left", "%(left)d left", places) % {"left": places})
    if tariff.product.min_per_order > 1:
        notes.append(_("from %(least)d an order") % {"least": tariff.product.min_per_order})
    return " · ".join(notes)
