"""Taking places for a cart: what adding, changing and taking again share."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tessera.domain.catalogue.errors import NotOnSale
from tessera.domain.catalogue.models import EventDate, Tariff
from tessera.domain.catalogue.queries.sellables import (
    keep_counts,
    tariffs_to_sell,
    terms_of,
)
from tessera.domain.catalogue.rules import Terms, require_on_sale
from tessera.domain.orders import actions as orders
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.stock import actions as stock
from tessera.domain.stock.errors import SoldOut
from tessera.domain.stock.models import Claim
from tessera.domain.stock.queries import Left, left_for
from tessera.flows.steps.pricing import price, price_anew
from tessera.flows.steps.profiting import RENEWING, has_offers, profit
from tessera.lib.i18n import pick


@dataclass(frozen=True, slots=True)
class Taking:
    """So many tickets of one tariff on one date."""

    tariff: Tariff
    date: EventDate
    tickets: int

    def name(self, language: str) -> str:
        """What the buyer calls it."""
        event, product = self.tariff.event, self.tariff.product
        return f"{pick(event.name, language)} – {pick(product.name, language)}"


def hold_end(order: Order, *, at: datetime) -> datetime:
    """When a hold that begins now ends, as the shop says."""
    return at + timedelta(minutes=order.shop.hold_minutes)


def require_sellable(taking: Taking, *, channel: str, language: str, at: datetime) -> Terms:
    """The terms of what is taken; refuses what is not on sale now."""
    terms = terms_of(taking.tariff, taking.date, channel=channel, language=language)
    require_on_sale(terms, at=at)
    return terms


def claim(
    takings: Sequence[Taking],
    *,
    left: Left,
    language: str,
    until: datetime | None,
    keeping: Sequence[int] = (),
    may_be_lost: bool = False,
) -> list[Claim]:
    """Claim the places of all takings at once, and hold on to those of `keeping`.

    Refuses (SoldOut) by name, and says what is left.
    """
    wants = [_want(taking, left) for taking in takings]
    try:
        return stock.claim(wants, until=until, keeping=keeping, may_be_lost=may_be_lost)
    except SoldOut as refusal:
        raise _in_words(refusal, takings, left, language) from refusal


def left_of(tariffs: Mapping[int, Tariff], date_ids: Collection[int]) -> Left:
    """The pools that these tariffs take from on these dates."""
    return left_for(
        events={tariff.event_id for tariff in tariffs.values()},
        dates=date_ids,
        products=list(tariffs),
    )


def is_over(order: Order, lines: Sequence[OrderLine], *, at: datetime) -> bool:
    """Whether the hold of the cart has ended."""
    return is_loose(lines) or order.held_until is None or order.held_until <= at


def renew(order: Order, lines: Sequence[OrderLine], *, until: datetime, at: datetime) -> list[str]:
    """Hold everything until another moment, at the prices of now; what was given back is taken
    again. Says which fields of the order are to be written.

    Refuses what is no longer on sale, or gone, and a code that went (CodeRefused).
    """
    products = {line.product_id for line in lines if line.date_id}
    tariffs = tariffs_to_sell(order.shop_id, products, currency=order.currency)
    take_again(order, lines, until=until, at=at)
    stock.keep(orders.claims_of(lines), until=until)
    order.held_until = until
    is_priced = price_anew(lines, tariffs, at=at)
    if not is_priced and not has_offers(order.shop, order):
        return ["held_until"]
    profit(order, lines, at=at, strict=RENEWING).write(order)
    if is_priced or sum(line.amount for line in lines) != order.quote.get("lines"):
        order.method = ""
        price(order, lines, method=None)
    return ["held_until", "method", "quote", "total"]


def take_again(order: Order, lines: Sequence[OrderLine], *, until: datetime, at: datetime) -> None:
    """Claim anew for every line whose hold has ended and was swept, while it is on sale."""
    for taking in _takings(_loose(lines)):
        require_sellable(taking, channel=order.channel, language=order.language, at=at)
    claim_loose(order, lines, until=until)


def claim_loose(order: Order, lines: Sequence[OrderLine], *, until: datetime | None) -> None:
    """Claim for every line without places, on sale or not; refuses (SoldOut) what is gone."""
    loose = _loose(lines)
    if not loose:
        return
    takings = _takings(loose)
    keep_counts({taking.tariff.product_id for taking in takings})
    tariffs = {taking.tariff.product_id: taking.tariff for taking in takings}
    left = left_of(tariffs, {taking.date.id for taking in takings})
    claims = claim(takings, left=left, language=order.language, until=until)
    orders.set_claims({line.id: made.id for line, made in zip(loose, claims, strict=True)})
    for line, made in zip(loose, claims, strict=True):
        line.claim_id = made.id


def is_loose(lines: Sequence[OrderLine]) -> bool:
    """Whether a line with a date holds no places: its hold ended and was swept."""
    return bool(_loose(lines))


def _loose(lines: Sequence[OrderLine]) -> list[OrderLine]:
    return [line for line in lines if line.is_loose]


def _takings(lines: Sequence[OrderLine]) -> list[Taking]:
    return [
        Taking(line.tariff, line.date, line.tickets) for line in lines if line.date and line.tariff
    ]


def _want(taking: Taking, left: Left) -> stock.Want:
    tariff, date = taking.tariff, taking.date
    if not left.has_places(date_id=date.id, zone_id=tariff.zone_id):
        raise NotOnSale(_("This zone is not sold on that date."))
    pools = left.pools_for(
        event_id=tariff.event_id,
        date_id=date.id,
        zone_id=tariff.zone_id,
        product_id=tariff.product_id,
    )
    return stock.Want(pools=pools, places=taking.tickets, date_id=date.id)


def _in_words(refusal: SoldOut, takings: Sequence[Taking], left: Left, language: str) -> SoldOut:
    short = set(refusal.facts["pools"])
    asked: Counter[int] = Counter()
    for taking in takings:
        for pool in _want(taking, left).pools:
            asked[pool] += taking.tickets
    for taking in takings:
        pools = set(_want(taking, left).pools)
        if pools & short:
            remain = min(left.by_id(pool).left for pool in pools)
            return SoldOut(
                _sold_out_message(taking.name(language), remain),
                product_id=taking.tariff.product_id,
                date_id=taking.date.id,
                left=remain,
                asked=max(asked[pool] for pool in pools & short),
            )
    return refusal


def _sold_out_message(name: str, remain: int) -> str:
    if remain <= 0:
        return _("“%(name)s” is sold out. Choose another date or tariff.") % {"name": name}
    return _("Only %(left)d left of “%(name)s”. Take fewer, or choose another date.") % {
        "left": remain,
        "name": name,
    }
