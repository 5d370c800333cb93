"""The offers of the theatre, and the first who profited from them: made as Alice would."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from tessera.domain.catalogue.models import Event, Product, Tariff
from tessera.domain.catalogue.rules import TariffFacts
from tessera.domain.offers.models import Offer
from tessera.domain.offers.terms import LimitFacts, OfferFacts
from tessera.domain.organisations.rules import BUYER, Actor
from tessera.domain.payments.queries import payments_of
from tessera.domain.shops.models import Shop
from tessera.domain.stock.models import Pool
from tessera.flows import checkout, discounting, paying, shopping, tariffing

CODE, PRESS = "FIDELITE", "PRESSE"
ROOM = 12
"""Nothing is sold where fewer places are left."""
GANG, BIRD, GROUP = "l-ile-aux-tessons", "bal-des-lampions", "antigone-route-9"


@dataclass(frozen=True, slots=True)
class Sale:
    """Somebody who profited: of which event, how many tickets, by which code, hours ago."""

    first_name: str
    last_name: str
    event: str
    tickets: int
    hours: int
    code: str = ""
    is_paid: bool = True


SALES = (
    Sale("Odile", "Monnier", GROUP, 2, 90, CODE),
    Sale("Ismaël", "Rochat", GANG, 4, 71),
    Sale("Claire", "Pittet", GROUP, 4, 52, CODE),
    Sale("Bruno", "Zufferey", GANG, 8, 30),
    Sale("Ludivine", "Cornaz", GROUP, 1, 26, PRESS),
    Sale("Théo", "Blanc", GROUP, 3, 5, CODE, is_paid=False),
)


def make_promotions(shop: Shop, *, by: Actor, at: datetime) -> None:
    """A code for regulars, one in four free, an early bird, a group, a tariff for the press, and
    codes on flyers; some of them used."""
    weeks_ago = at - timedelta(days=9)
    told = {"by": by, "at": weeks_ago}
    _regulars(shop, told)
    _one_in_four(shop, told)
    _early_bird(shop, told, ends=at + timedelta(days=12))
    _group(shop, told)
    _press(shop, told)
    _flyers(shop, told, ends=at + timedelta(days=60))
    shop.refresh_from_db()
    for sale in SALES:
        _sell(shop, sale, by=by, at=at - timedelta(hours=sale.hours))


def _make(shop: Shop, told: Mapping[str, Any], **facts: Any) -> Offer:
    return discounting.create_offer(shop.pk, OfferFacts(**{"is_published": True, **facts}), **told)


def _of_event(shop: Shop, slug: str, **numbers: int) -> tuple[LimitFacts, ...]:
    event = Event.objects.get(shop=shop, slug=slug)
    return (LimitFacts(("event", event.pk), **numbers),)


def _regulars(shop: Shop, told: Mapping[str, Any]) -> None:
    offer = _make(
        shop,
        told,
        name={"fr": "Fidélité", "en": "Loyalty"},
        effect="percentage",
        settings={"percent": "10"},
        max_tickets=300,
        max_per_order=4,
        team_note="Pour les habitués : au dos de la carte du bar.",
    )
    discounting.add_code(offer.pk, CODE, max_uses=None, **told)


def _one_in_four(shop: Shop, told: Mapping[str, Any]) -> None:
    _make(
        shop,
        told,
        name={"fr": "Le quatuor", "en": "The quartet"},
        effect="several",
        settings={"every": 4, "reduced": 1, "percent": "100", "which": "cheapest", "amounts": {}},
        needs_code=False,
        limits=_of_event(shop, GANG),
    )


def _early_bird(shop: Shop, told: Mapping[str, Any], *, ends: datetime) -> None:
    _make(
        shop,
        told,
        name={"fr": "Lève-tôt", "en": "Early bird"},
        effect="percentage",
        settings={"percent": "15"},
        needs_code=False,
        ends_at=ends.replace(hour=22, minute=0, second=0, microsecond=0),
        limits=_of_event(shop, BIRD, max_tickets=80),
    )


def _group(shop: Shop, told: Mapping[str, Any]) -> None:
    _make(
        shop,
        told,
        name={"fr": "Groupe dès 8 personnes", "en": "Group of 8 or more"},
        effect="per_ticket",
        settings={"amounts": {"CHF": 500, "EUR": 500}},
        needs_code=False,
        min_per_order=8,
        limits=_of_event(shop, GROUP),
    )


def _press(shop: Shop, told: Mapping[str, Any]) -> None:
    """A tariff that nobody sees without the code."""
    event = Event.objects.get(shop=shop, slug=GROUP)
    zone = event.zones.order_by("position", "id")[0]
    (tariff,) = tariffing.create_tariffs(
        event.pk,
        zone_ids=[zone.pk],
        facts=TariffFacts(
            name={"fr": "Presse", "en": "Press"},
            description={
                "fr": "Sur présentation de la carte de presse.",
                "en": "On showing a press card.",
            },
            prices={"CHF": 1000, "EUR": 1000},
            max_per_order=2,
            by_code=True,
            icon="press",
        ),
        **told,
    )
    offer = _make(
        shop,
        told,
        name={"fr": "Presse", "en": "Press"},
        effect="percentage",
        settings={"percent": "0"},
        limits=(LimitFacts(("product", tariff.product_id)),),
    )
    discounting.add_code(offer.pk, PRESS, max_uses=40, **told)


def _flyers(shop: Shop, told: Mapping[str, Any], *, ends: datetime) -> None:
    offer = _make(
        shop,
        told,
        name={"fr": "Bienvenue", "en": "Welcome"},
        effect="on_cart",
        settings={"amounts": {"CHF": 500, "EUR": 500}},
        ends_at=ends.replace(hour=22, minute=0, second=0, microsecond=0),
        channels=("online",),
    )
    wanted = discounting.Wanted(count=200, prefix="BIENVENUE", label="Flyers de l’automne")
    discounting.order_codes(offer.pk, wanted, **told)


def _sell(shop: Shop, sale: Sale, *, by: Actor, at: datetime) -> None:
    """Ordered to be paid at the door; most have paid since."""
    found = _to_sell(shop, sale, at=at)
    if found is None:
        return
    product, date = found
    cart = shopping.add_to_cart(
        shop,
        items=[shopping.Item(product, date, sale.tickets)],
        secret=None,
        currency="CHF",
        language="fr",
        at=at,
        code=sale.code,
    )
    if sale.code and cart.code_id is None:
        cart = shopping.use_code(cart.secret, text=sale.code, at=at)
    buyer = {
        "first_name": sale.first_name,
        "last_name": sale.last_name,
        "email": f"{sale.last_name.lower()}@courrier.example",
        "language": "fr",
        "country": "CH",
    }
    cart = checkout.save_details(cart.secret, buyer=buyer, at=at)
    order = checkout.place_order(
        cart.secret, terms=True, shown_total=cart.total, by=BUYER, at=at, method="on_site"
    )
    if sale.is_paid:
        payment = payments_of(order.pk)[0]
        paying.validate_payment(payment.pk, by=by, at=at + timedelta(hours=2), note="")


def _to_sell(shop: Shop, sale: Sale, *, at: datetime) -> tuple[int, int] | None:
    """The first tariff of the event (the press has its own) and its last date, while there is
    room: product and date by id."""
    found = Tariff.objects.filter(event__shop=shop, event__slug=sale.event, kind="standard")
    found = found.filter(
        product__by_code=sale.code == PRESS,
        product__status=Product.Status.PUBLISHED,
        product__needs_approval=False,
    )
    tariff = found.order_by("zone__position", "product__position", "product_id").first()
    if tariff is None:
        return None
    pools = Pool.objects.filter(
        zone_id=tariff.zone_id,
        date__starts_at__gt=at,
        date__status="visible",
        capacity__gte=F("taken") + ROOM,
    )
    pool = pools.order_by("-date__starts_at").first()
    return (tariff.pk, pool.date_id or 0) if pool else None
