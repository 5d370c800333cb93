"""The shop and its programme: events, dates, zones, tariffs and the pools they sell from."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tessera.domain.catalogue.actions import keep_picture
from tessera.domain.catalogue.models import (
    Event,
    EventDate,
    Price,
    PriceStep,
    Product,
    Tariff,
    Visibility,
    Zone,
)
from tessera.domain.checkin.models import Gate
from tessera.domain.organisations.models import Organisation
from tessera.domain.payments.models import PaymentMethod
from tessera.domain.shops import actions as shops
from tessera.domain.shops.models import Shop
from tessera.domain.stock.models import Pool
from tessera.lib.pictures import resized
from tessera.ops.demo.offers import Night, Offer, Season
from tessera.ops.demo.posters import paint
from tessera.ops.demo.sheets import Evening, Sheet, evenings, read_season, read_shop

DOORS_OPEN = timedelta(minutes=45)
FESTIVAL_DOORS_OPEN = timedelta(minutes=75)
SEASON_OPENS = timedelta(days=90)
CURRENCIES = ("CHF", "EUR")
USUAL = 0.03


def make_shop(organisation: Organisation, *, at: datetime) -> Season:
    """The theatre's shop with its ways to pay and its two gates."""
    facts = dict(read_shop())
    methods = facts.pop("methods")
    shop = shops.create_shop(organisation, opened_at=at - SEASON_OPENS, **facts)
    shop.refresh_from_db()
    PaymentMethod.objects.bulk_create(
        PaymentMethod(shop=shop, position=position, **method)
        for position, method in enumerate(methods)
    )
    gates = Gate.objects.bulk_create(
        [
            Gate(shop=shop, name={"fr": "Entrée rue", "en": "Street door"}, position=0),
            Gate(shop=shop, name={"fr": "Entrée cour", "en": "Courtyard door"}, position=1),
        ]
    )
    return Season(shop=shop, gates=gates)


def fill_programme(season: Season, *, painters: Executor, at: datetime) -> None:
    """Puts every sheet on the programme; the posters are painted meanwhile."""
    for position, sheet in enumerate(read_season()):
        event = _event(season.shop, sheet, position)
        season.posters.append((event, painters.submit(_poster, sheet)))
        zones = _zones(event, sheet)
        offers = _tariffs(season.shop, event, sheet, zones, at=at)
        nights = _dates(season.shop, event, sheet, offers, at=at)
        season.nights.extend(nights)
        _pools(event, zones, nights, offers)


def hang_posters(season: Season) -> None:
    """Gives every event its picture, once it is painted."""
    for event, poster in season.posters:
        keep_picture(event, poster.result())


def _poster(sheet: Sheet) -> dict[int, bytes]:
    wish = sheet.facts["poster"]
    return resized(paint(sheet.facts["slug"], wish["motif"], wish["palette"]))


def _event(shop: Shop, sheet: Sheet, position: int) -> Event:
    facts = sheet.facts
    event = Event(
        shop=shop,
        slug=facts["slug"],
        name=facts["name"],
        subtitle=facts["subtitle"],
        description={language: text.strip() for language, text in facts["description"].items()},
        category=facts["category"],
        picture_alt=facts["picture_alt"],
        venue=sheet.room["venue"],
        street=shop.street,
        postcode=shop.postcode,
        city=shop.city,
        latitude=Decimal("46.521827"),
        longitude=Decimal("6.632702"),
        duration_minutes=facts["duration"],
        age_from=facts.get("age_from"),
        capacity=facts.get("capacity"),
        full_online=facts.get("full_online", False),
        status=Visibility.VISIBLE,
        position=position,
    )
    event.save()
    return event


def _zones(event: Event, sheet: Sheet) -> dict[str, Zone]:
    made = Zone.objects.bulk_create(
        Zone(
            event=event,
            name=given["name"],
            colour=given["colour"],
            capacity=given["capacity"],
            position=position,
        )
        for position, given in enumerate(sheet.zones)
    )
    return {given["key"]: zone for given, zone in zip(sheet.zones, made, strict=True)}


def _tariffs(
    shop: Shop, event: Event, sheet: Sheet, zones: Mapping[str, Zone], *, at: datetime
) -> list[Offer]:
    opens = sheet.facts.get("opens_in_days")
    opens_at = at + timedelta(days=opens) if opens else None
    pairs = [
        (given, zones[key], amounts)
        for given in sheet.facts["tariffs"]
        for key, amounts in given["prices"].items()
    ]
    products = Product.objects.bulk_create(
        _product(shop, given, position, opens_at) for position, (given, _, _) in enumerate(pairs)
    )
    offers = [
        _offer(shop, event, product, given, zone.id, amounts)
        for product, (given, zone, amounts) in zip(products, pairs, strict=True)
    ]
    Price.objects.bulk_create(
        Price(product_id=offer.product_id, currency=currency, amount=amount)
        for offer in offers
        for currency, amount in offer.prices.items()
    )
    PriceStep.objects.bulk_create(
        step
        for offer, (given, _, _) in zip(offers, pairs, strict=True)
        for step in _steps(offer, given.get("steps", ()), at=at)
    )
    Tariff.objects.bulk_create(
        Tariff(
            product=product,
            event=event,
            zone=zone,
            kind=given.get("kind", Tariff.Kind.STANDARD),
            group_size=given.get("group_size", 1),
        )
        for product, (given, zone, _) in zip(products, pairs, strict=True)
    )
    return offers


def _steps(offer: Offer, given: Sequence[Mapping[str, Any]], *, at: datetime) -> list[PriceStep]:
    """Other prices, from a day on or from a number sold on: so much more than the first one."""
    return [
        PriceStep(
            product_id=offer.product_id,
            starts_at=at + timedelta(days=each["in_days"]) if "in_days" in each else None,
            after_sold=each.get("after_sold"),
            prices={name: price + 100 * each["more"] for name, price in offer.prices.items()},
            position=position,
        )
        for position, each in enumerate(given)
    ]


def _product(
    shop: Shop, given: Mapping[str, Any], position: int, opens_at: datetime | None
) -> Product:
    return Product(
        shop=shop,
        kind=Product.Kind.TARIFF,
        name=given["name"],
        description=given.get("description", {}),
        status=Product.Status.PUBLISHED,
        vat_rate=Decimal(given["vat"]) if "vat" in given else None,
        quota=given.get("quota"),
        needs_approval=given.get("needs_approval", False),
        min_per_order=given.get("min", 0),
        max_per_order=given.get("max", 10),
        online_from=opens_at,
        reseller_from=opens_at,
        position=position,
    )


def _offer(
    shop: Shop,
    event: Event,
    product: Product,
    given: Mapping[str, Any],
    zone_id: int,
    amounts: list[int],
) -> Offer:
    return Offer(
        product_id=product.id,
        zone_id=zone_id,
        event_id=event.id,
        name=given["name"],
        prices={name: 100 * each for name, each in zip(CURRENCIES, amounts, strict=True)},
        vat_rate=Decimal(shop.vat_rate) if product.vat_rate is None else product.vat_rate,
        group_size=given.get("group_size", 1),
        is_free_price=given.get("kind") == Tariff.Kind.FREE_PRICE,
        most=product.max_per_order,
        share=given["share"],
        quota=product.quota,
    )


def _dates(
    shop: Shop, event: Event, sheet: Sheet, offers: list[Offer], *, at: datetime
) -> list[Night]:
    given = list(evenings(sheet, at=at, time_zone=shop.time_zone))
    doors = FESTIVAL_DOORS_OPEN if event.category == "festival" else DOORS_OPEN
    made = EventDate.objects.bulk_create(
        EventDate(
            event=event,
            starts_at=evening.starts_at,
            ends_at=evening.starts_at + timedelta(minutes=sheet.facts["duration"]),
            doors_at=evening.starts_at - doors,
        )
        for evening in given
    )
    places = {zone["key"]: zone["capacity"] for zone in sheet.zones}
    ids = sorted({offer.zone_id for offer in offers})
    left = dict(zip(ids, places.values(), strict=True))
    return [
        Night(
            date=date,
            offers=offers,
            places=dict(left),
            target=_target(evening, sheet, sum(left.values()), at=at),
            is_running=evening.is_running,
            is_on_sale=sheet.popularity > 0,
            opens_at=at - SEASON_OPENS,
        )
        for date, evening in zip(made, given, strict=True)
    ]


def _target(evening: Evening, sheet: Sheet, capacity: int, *, at: datetime) -> int:
    """How many tickets of the date are sold: as its sheet says, or as its popularity makes it."""
    if evening.leave is not None:
        return capacity - evening.leave
    if evening.sold is not None:
        return round(capacity * evening.sold)
    if evening.starts_at > at:
        return round(capacity * USUAL * sheet.popularity)
    if sheet.facts["category"] == "festival":
        return round(capacity * USUAL * 1.4 * sheet.popularity)
    return round(capacity * min(0.96, 0.45 + sheet.popularity * 0.05))


def _pools(
    event: Event,
    zones: Mapping[str, Zone],
    nights: list[Night],
    offers: list[Offer],
) -> None:
    pools = [
        Pool(date=night.date, zone=zone, capacity=zone.capacity)
        for night in nights
        for zone in zones.values()
    ]
    if event.capacity is not None:
        pools.append(Pool(event=event, capacity=event.capacity))
    pools += [
        Pool(product_id=offer.product_id, capacity=offer.quota)
        for offer in offers
        if offer.quota is not None
    ]
    Pool.objects.bulk_create(pools)
