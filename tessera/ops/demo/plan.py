"""Who bought what and when: invented, but the way people buy. No database here."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tessera.ops.demo.offers import Night, Offer

QUANTITIES, QUANTITY_SHARES = (1, 2, 3, 4, 5, 6), (22, 50, 11, 12, 3, 2)
WEEKDAY_SHARES = (7, 8, 9, 10, 13, 17, 15)
HOUR_SHARES = (3, 1, 0, 0, 0, 0, 1, 3, 6, 8, 10, 11, 14, 11, 8, 8, 9, 12, 15, 18, 22, 20, 14, 7)
CHANNELS, CHANNEL_SHARES = ("online", "counter", "reseller"), (76, 17, 7)
SEVERAL_TARIFFS, SEVERAL_EVENTS = 0.16, 0.09
ENDED_BADLY = (("expired", 26), ("cancelled", 19), ("failed", 6))
PENDING = 14
USUAL_LEAD = 13.0
LAST_SALE = timedelta(minutes=25)


@dataclass(frozen=True, slots=True)
class Bought:
    """So many of one tariff on one date, at a price each (minor units)."""

    night: Night
    offer: Offer
    quantity: int
    unit_price: int

    @property
    def tickets(self) -> int:
        """How many tickets and places."""
        return self.quantity * self.offer.group_size


@dataclass(slots=True)
class Purchase:
    """One order of the past, and how it ended: paid, pending, expired, cancelled, failed."""

    at: datetime
    channel: str
    currency: str
    method: str
    fate: str
    lines: list[Bought]

    @property
    def keeps_places(self) -> bool:
        """Whether its places are taken."""
        return self.fate in {"paid", "pending"}


class Planner:
    """Sells the season night by night until each is as full as it should be."""

    def __init__(self, nights: Sequence[Night], *, random: Random, at: datetime, zone: str) -> None:
        self.nights, self.random, self.at = nights, random, at
        self.zone = ZoneInfo(zone)
        self.quotas: Counter[int] = Counter()
        for night in nights:
            for offer in night.offers:
                if offer.quota is not None:
                    self.quotas[offer.product_id] = offer.quota

    def all_purchases(self) -> list[Purchase]:
        """Every order of the past, oldest first."""
        made = [purchase for night in self.nights for purchase in self._fill(night)]
        made += self._pending()
        for fate, how_many in ENDED_BADLY:
            made += [self._ended_badly(fate) for _ in range(how_many)]
        return sorted(made, key=lambda purchase: purchase.at)

    def _fill(self, night: Night) -> list[Purchase]:
        made = []
        while not night.is_done:
            purchase = self._purchase(night)
            if purchase is None:
                break
            made.append(purchase)
        return made

    def _purchase(self, night: Night) -> Purchase | None:
        channel = self.random.choices(CHANNELS, CHANNEL_SHARES)[0]
        at = self._moment(night, channel)
        currency = "EUR" if channel == "online" and self.random.random() < 0.11 else "CHF"
        first = self._take(night, currency)
        if first is None:
            return None
        lines = [first]
        if self.random.random() < SEVERAL_TARIFFS:
            lines += filter(None, [self._take(night, currency, other_than=first.offer)])
        if self.random.random() < SEVERAL_EVENTS:
            lines += filter(None, [self._another_event(night, at, currency)])
        method = self._method(channel, lines, at, night)
        return Purchase(at, channel, currency, method, "paid", lines)

    def _take(
        self, night: Night, currency: str, *, other_than: Offer | None = None
    ) -> Bought | None:
        """Some tickets of the night, its places counted; nothing when none is left."""
        offers = [
            offer
            for offer in night.offers
            if offer is not other_than and offer.share and self._most(night, offer) > 0
        ]
        if not offers or night.is_done:
            return None
        shares = [offer.share * math.sqrt(night.places[offer.zone_id]) for offer in offers]
        offer = self.random.choices(offers, shares)[0]
        wished = self.random.choices(QUANTITIES, QUANTITY_SHARES)[0]
        if offer.group_size > 1:
            wished = 1 if self.random.random() < 0.7 else 2
        bought = Bought(
            night, offer, min(wished, self._most(night, offer)), self._price(offer, currency)
        )
        self._count(bought)
        return bought

    def _most(self, night: Night, offer: Offer) -> int:
        left = min(night.places[offer.zone_id], max(night.target, 0))
        if offer.quota is not None:
            left = min(left, self.quotas[offer.product_id])
        return min(left // offer.group_size, offer.most)

    def _count(self, bought: Bought) -> None:
        bought.night.places[bought.offer.zone_id] -= bought.tickets
        bought.night.target -= bought.tickets
        if bought.offer.quota is not None:
            self.quotas[bought.offer.product_id] -= bought.tickets

    def _price(self, offer: Offer, currency: str) -> int:
        least = offer.prices[currency]
        if offer.is_free_price:
            return least + 100 * self.random.choice((0, 0, 3, 5, 5, 7, 10, 15, 20))
        return least

    def _another_event(self, night: Night, at: datetime, currency: str) -> Bought | None:
        others = [
            other
            for other in self.nights
            if other.date.event_id != night.date.event_id
            and other.target > 8
            and other.date.starts_at > at + LAST_SALE
        ]
        return self._take(self.random.choice(others), currency) if others else None

    def _moment(self, night: Night, channel: str) -> datetime:
        """More often near the date, in the evening and at the weekend; and at the beginning."""
        end = min(self.at - timedelta(minutes=2), night.date.starts_at - LAST_SALE)
        while True:
            if self.random.random() < 0.12:
                days = (end - night.opens_at).days - self.random.expovariate(1 / 5)
            else:
                days = self.random.expovariate(1 / USUAL_LEAD)
            day = (end - timedelta(days=max(0.0, days))).astimezone(self.zone)
            if self.random.random() * 17 > WEEKDAY_SHARES[day.weekday()]:
                continue
            hours = HOUR_SHARES if channel == "online" else _opening_hours(day.weekday())
            moment = day.replace(
                hour=self.random.choices(range(24), hours)[0],
                minute=self.random.randrange(60),
                second=self.random.randrange(60),
            )
            if night.opens_at < moment < end:
                return moment

    def _method(self, channel: str, lines: list[Bought], at: datetime, night: Night) -> str:
        total = sum(line.unit_price * line.tickets for line in lines)
        if total == 0:
            return "free"
        if channel != "online":
            return "on_site"
        is_early = night.date.starts_at - at > timedelta(days=5)
        if total >= 2000 and is_early and self.random.random() < 0.12:
            return "invoice"
        return "stripe" if self.random.random() < 0.95 else "on_site"

    def _pending(self) -> list[Purchase]:
        """Invoices that nobody has paid yet; the term of the two oldest is over."""
        to_come = [
            night
            for night in self.nights
            if night.is_on_sale
            and night.date.starts_at > self.at + timedelta(days=9)
            and sum(night.places.values()) > 9
        ]
        made = []
        for number in range(PENDING):
            days = 26 - number * 1.7 if number < 2 else self.random.uniform(0.4, 18)
            night = self.random.choice(to_come)
            night.target = 6
            line = self._take(night, "CHF")
            night.target = 0
            if line is not None and line.unit_price:
                at = self.at - timedelta(days=days)
                made.append(Purchase(at, "online", "CHF", "invoice", "pending", [line]))
        return made

    def _ended_badly(self, fate: str) -> Purchase:
        """One that holds no place any more."""
        priced = [
            night
            for night in self.nights
            if night.is_on_sale and any(each.prices["CHF"] for each in night.offers)
        ]
        night = self.random.choice(priced)
        offer = max(night.offers, key=lambda each: each.share * each.prices["CHF"])
        quantity = self.random.choices(QUANTITIES[:4], QUANTITY_SHARES[:4])[0]
        line = Bought(night, offer, quantity, offer.prices["CHF"])
        method = "invoice" if fate == "expired" else "stripe"
        at = self._moment(night, "online")
        if fate == "expired":
            at = max(at - timedelta(days=24), night.opens_at + timedelta(hours=30))
        elif fate == "cancelled":  # some hours pass before it is cancelled
            at = min(at, self.at - timedelta(hours=32))
        return Purchase(at, "online", "CHF", method, fate, [line])


def _opening_hours(weekday: int) -> list[int]:
    """The box office: afternoons, and evenings towards the weekend; closed on Mondays at noon."""
    evening = 6 if weekday >= 3 else 1
    return [0] * 12 + [1 if weekday else 0, 4, 5, 6, 6, 7, 8, evening + 2, evening, 1, 0, 0]
