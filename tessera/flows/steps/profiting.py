"""What a cart profits from: reckoned, written on its lines, and taken from what is counted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.offers.actions.offers import mark_used
from tessera.domain.offers.errors import CodeRefused
from tessera.domain.offers.models import Code
from tessera.domain.offers.queries.live import code_of_id, live_offers
from tessera.domain.offers.rules import (
    Applied,
    Left,
    Line,
    LiveOffer,
    Outcome,
    Rule,
    Typed,
    Why,
    reckon,
)
from tessera.domain.offers.saying import Reader, refusal_of
from tessera.domain.orders.actions import profits as orders
from tessera.domain.orders.models import AppliedOffer, Order, OrderLine
from tessera.domain.orders.queries.profits import Had, had_of, profits_of
from tessera.domain.shops.models import Shop
from tessera.domain.stock.actions.offers import Use, exchange
from tessera.domain.stock.errors import SoldOut
from tessera.domain.stock.queries import Counted, pools_of_offers
from tessera.flows.steps.buyers import facts_of
from tessera.lib.i18n import pick, speaking
from tessera.lib.money import Money

EVERY_RULE = frozenset(Rule)
CHANGING = frozenset({Rule.TOO_MANY, Rule.QUOTA, Rule.KIND})
"""A cart that has a code is not made into one that the code refuses."""
RENEWING = frozenset({Rule.OFF, Rule.OVER, Rule.USED_UP, Rule.QUOTA})
"""A code that went meanwhile is told: nobody pays more without having been asked."""
TRIES = 5
"""How often the numbers are read anew when others take the last ones at the same moment."""


@dataclass(slots=True)
class Gains:
    """What the order profits from now, to be written once the order is (`write`)."""

    outcome: Outcome = field(default_factory=Outcome)
    profits: list[AppliedOffer] = field(default_factory=list)
    is_new: bool = False

    def write(self, order: Order) -> None:
        """Write the uses, if they are others than before."""
        if not self.is_new:
            return
        for each in self.profits:
            each.order = order
        orders.replace_profits(order, self.profits)


def has_offers(shop: Shop, order: Order | None = None) -> bool:
    """Whether offers matter here: the shop has some, or the cart has had one. Asks nobody once
    the shop's are known."""
    if live_offers(shop):
        return True
    return order is not None and bool(order.code_id or order.quote.get("discounts"))


def depends_on_buyer(order: Order) -> bool:
    """Whether it changes what the cart costs who buys."""
    return any(
        offer.needs_customer and (not offer.needs_code or order.code_id is not None)
        for offer in live_offers(order.shop)
    )


def profit(
    order: Order,
    lines: Sequence[OrderLine],
    *,
    at: datetime,
    strict: Collection[Rule] = (),
) -> Gains:
    """Let the cart profit from what it may, now: its lines say what is taken off, what is counted
    is taken. The caller prices the order, writes it, and then the gains.

    Asks the database nothing where no offer matters. Refuses (CodeRefused) the code of the cart
    for these rules; for others the code stays, and the quote says why it does nothing.
    """
    if not has_offers(order.shop, order):
        return Gains()
    had = had_of(order)
    code = code_of_id(order.code_id) if order.code_id else None
    if strict is CHANGING and order.quote.get("code", {}).get("why_not"):
        strict = ()
    offers = [each for each in live_offers(order.shop) if _is_asked(each, code)]
    said = [line_of(line) for line in lines]
    facts = facts_of(order, offers, at=at)
    for tried in range(TRIES):
        pools = _pools(offers, code, had)
        outcome = reckon(said, offers, facts, left=_left(pools), code=_typed(code, pools))
        if outcome.code_why is not None and outcome.code_why.rule in strict:
            raise _refusal(order, lines, code, outcome.code_why, strict, at=at)
        gains = _gains(order, outcome, code, had, at=at)
        if not gains.is_new:
            break
        try:
            _take(order, gains, pools, had)
            break
        except SoldOut:
            if tried + 1 == TRIES:
                raise
    _say(lines, gains.outcome, order)
    _say_code(order, code, gains.outcome.code_why)
    return gains


def take_again(order: Order) -> None:
    """Take anew what an ended order gave back of the numbers of its offers: its money came late.

    Refuses (SoldOut) when others have it now: the caller's savepoint ends there.
    """
    loose = [each for each in profits_of(order) if each.claim_id is None]
    if not loose:
        return
    limits = {int(limit): n for each in loose for limit, n in each.terms["limits"].items()}
    rows = pools_of_offers(
        offers=[each.offer_id for each in loose],
        limits=list(limits),
        codes=[each.code_id for each in loose if each.code_id is not None],
    )
    for each in loose:
        counts = {
            row.pk: limits.get(row.limit_id, 0)
            if row.limit_id
            else (each.tickets if row.offer_id else 1)
            for row in rows
            if row.offer_id == each.offer_id
            or (row.code_id and row.code_id == each.code_id)
            or (row.limit_id and str(row.limit_id) in each.terms["limits"])
        }
        if counts:
            (claim,) = exchange([], [Use(counts)], until=None)
            orders.hold(each, claim)


def note_use(order: Order, *, at: datetime) -> None:
    """The order is placed: what its offers do is frozen, and a code that did nothing is let go."""
    if order.quote.get("code", {}).get("why_not"):
        order.code = None
    used = [int(each["offer"]) for each in order.quote.get("discounts", ())]
    if used:
        mark_used(used, at=at)


def _is_asked(offer: LiveOffer, code: Code | None) -> bool:
    return not offer.needs_code or (code is not None and code.offer_id == offer.id)


def line_of(line: OrderLine) -> Line:
    """A line as the rules know it."""
    tariff = line.tariff
    return Line(
        product_id=line.product_id,
        event_id=tariff.event_id if tariff else None,
        zone_id=tariff.zone_id if tariff else None,
        kind=line.product.kind,
        tickets=line.tickets,
        unit_price=line.unit_price,
    )


@dataclass(frozen=True, slots=True)
class _Pools:
    """What is counted, and what the cart holds of it itself."""

    rows: Sequence[Counted]
    own: dict[int, int]

    def left(self, pool: Counted) -> int:
        """What this cart can have of it."""
        return pool.left + self.own.get(pool.pk, 0)


def _pools(offers: Sequence[LiveOffer], code: Code | None, had: Sequence[Had]) -> _Pools:
    counted = [offer for offer in offers if offer.has_quota]
    codes = [code.pk] if code is not None and code.max_uses is not None else []
    if not counted and not codes:
        return _Pools((), {})
    rows = pools_of_offers(
        offers=[offer.id for offer in counted],
        limits=[limit.id for offer in counted for limit in offer.limits],
        codes=codes,
    )
    own: dict[int, int] = {}
    for each in had:
        for pool in each.pools or ():
            own[pool] = own.get(pool, 0) + (each.places or 0)
    return _Pools(rows, own)


def _left(pools: _Pools) -> Left:
    return Left(
        offers={row.offer_id: pools.left(row) for row in pools.rows if row.offer_id},
        limits={row.limit_id: pools.left(row) for row in pools.rows if row.limit_id},
    )


def _typed(code: Code | None, pools: _Pools) -> Typed | None:
    if code is None:
        return None
    left = next((pools.left(row) for row in pools.rows if row.code_id), None)
    return Typed(code.text, code.offer_id, is_active=code.is_active, left=left)


def _refusal(
    order: Order,
    lines: Sequence[OrderLine],
    code: Code | None,
    why: Why,
    strict: Collection[Rule],
    *,
    at: datetime,
) -> CodeRefused:
    said = refusal_of(why, code=code.text if code else "", reader=_reader(order))
    if strict is not RENEWING:
        return said
    return type(said)(f"{said.message} {without_code(order, lines, at=at)}", **said.facts)


def _reader(order: Order) -> Reader:
    return Reader(order.language, order.shop.time_zone)


def _gains(
    order: Order,
    outcome: Outcome,
    code: Code | None,
    had: Sequence[Had],
    *,
    at: datetime,
) -> Gains:
    held = {each.offer_id: each.claim_id for each in had}
    is_loose = order.held_until is not None and any(
        held.get(each.offer.id) is None and _is_counted(each, code) for each in outcome.applied
    )
    now, before = [_told(each, code) for each in outcome.applied], [_written(each) for each in had]
    if not is_loose and now == before:
        return Gains(outcome)
    made = [_profit(order, each, code, at=at) for each in outcome.applied]
    return Gains(outcome, made, is_new=True)


def _is_counted(applied: Applied, code: Code | None) -> bool:
    by_code = applied.offer.needs_code and code is not None and code.max_uses is not None
    return applied.offer.has_quota or by_code


def _told(each: Applied, code: Code | None) -> tuple[Any, ...]:
    by = code.pk if code is not None and each.offer.needs_code else None
    return each.offer.id, by, each.tickets, each.amount, _numbers(each)


def _written(each: Had) -> tuple[Any, ...]:
    return each.offer_id, each.code_id, each.tickets, each.amount, each.terms.get("limits")


def _numbers(each: Applied) -> dict[str, int]:
    return {str(limit): n for limit, n in each.limits.items()}


def _profit(order: Order, applied: Applied, code: Code | None, *, at: datetime) -> AppliedOffer:
    offer = applied.offer
    return AppliedOffer(
        offer_id=offer.id,
        code=code if offer.needs_code else None,
        tickets=applied.tickets,
        amount=applied.amount,
        terms={
            "name": label(offer, order),
            "effect": offer.effect.code,
            "settings": offer.effect.settings,
            "limits": _numbers(applied),
        },
        created_at=at,
    )


def _take(order: Order, gains: Gains, pools: _Pools, had: Sequence[Had]) -> None:
    """Exchange what was held for what is used now; a cart that is not held takes nothing."""
    old = [each.claim_id for each in had if each.claim_id is not None]
    uses: list[tuple[AppliedOffer, Use]] = []
    if order.held_until is not None:
        for each, applied in zip(gains.profits, gains.outcome.applied, strict=True):
            counts = _counts(applied, pools)
            if counts:
                uses.append((each, Use(counts)))
    if not old and not uses:
        return
    # What was given back before a number fell short is undone with this savepoint.
    with transaction.atomic():
        claims = exchange(old, [use for _each, use in uses], until=None)
    for (each, _use), claim in zip(uses, claims, strict=True):
        each.claim_id = claim


def _counts(applied: Applied, pools: _Pools) -> dict[int, int]:
    counts: dict[int, int] = {}
    for row in pools.rows:
        if row.offer_id == applied.offer.id:
            counts[row.pk] = applied.tickets
        elif row.limit_id and applied.limits.get(row.limit_id):
            counts[row.pk] = applied.limits[row.limit_id]
        elif row.code_id and applied.offer.needs_code:
            counts[row.pk] = 1
    return {pool: n for pool, n in counts.items() if n}


def _say(lines: Sequence[OrderLine], outcome: Outcome, order: Order) -> None:
    """Write on each line what is taken off, offer by offer."""
    told: dict[int, list[dict[str, Any]]] = {}
    for applied in outcome.applied:
        name = label(applied.offer, order)
        for place, tickets, amount in applied.taken:
            told.setdefault(place, []).append(
                {"offer": applied.offer.id, "name": name, "tickets": tickets, "amount": amount}
            )
    changed = []
    for place, line in enumerate(lines):
        said = told.get(place, [])
        if line.discounts != said:
            line.discounts, line.discount = said, sum(each["amount"] for each in said)
            changed.append(line)
    written = [line for line in changed if line.pk is not None]
    if written:
        orders.set_discounts(written)


def label(offer: LiveOffer, order: Order) -> dict[str, str]:
    """What buyers read, in each language of the shop: "−10 % Early bird"."""
    languages = sorted({*order.shop.languages, order.language})
    key = (order.currency, *languages)
    if key not in offer.labels:
        offer.labels[key] = {
            language: _named(offer, order.currency, language) for language in languages
        }
    return offer.labels[key]


def _named(offer: LiveOffer, currency: str, language: str) -> str:
    with speaking(language):
        what = offer.effect.says(currency, language)
    return f"{what} {pick(offer.name, language)}".strip()


def _say_code(order: Order, code: Code | None, why: Why | None) -> None:
    """Keep with the quote which code there is, and why it does nothing if so."""
    if code is None:
        order.quote.pop("code", None)
        return
    words = refusal_of(why, code=code.text, reader=_reader(order)).message if why else ""
    order.quote["code"] = {"text": code.text, "why_not": words}


def without_code(order: Order, lines: Sequence[OrderLine], *, at: datetime) -> str:
    """What the tickets of the cart would cost without its code, in words."""
    offers = [each for each in live_offers(order.shop) if not each.needs_code]
    said = [line_of(line) for line in lines]
    pools = _pools(offers, None, had_of(order))
    outcome = reckon(said, offers, facts_of(order, offers, at=at), left=_left(pools))
    whole = sum(line.unit_price * line.tickets for line in lines)
    total = Money(whole - outcome.amount, order.currency).format(order.language)
    return _("Without it your tickets cost %(total)s.") % {"total": total}
