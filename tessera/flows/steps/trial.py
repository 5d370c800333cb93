"""A cart that nobody has: what it would cost, which offers would serve it, why others would not."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _

from tessera.domain.catalogue.models import Plan, Tariff
from tessera.domain.catalogue.queries.plans import (
    membership_terms,
    plans_priced,
    price_of_plan,
)
from tessera.domain.catalogue.queries.sellables import price_at, tariffs_priced
from tessera.domain.customers.models import Customer
from tessera.domain.offers.models import Code
from tessera.domain.offers.queries.live import code_of_text, read_offers
from tessera.domain.offers.rules import Left, Line, LiveOffer, Outcome, Typed, reckon
from tessera.domain.offers.saying import Reader, say_why, unknown
from tessera.domain.orders.models import Order
from tessera.domain.shops.models import Shop
from tessera.domain.stock.queries import pools_of_offers
from tessera.flows.steps.buyers import facts_of
from tessera.lib.i18n import pick


@dataclass(frozen=True, slots=True)
class Trial:
    """What is to be tried: so many of each product, when, where, in which currency, by whom, with
    which code; `drafts` tries offers that are not published as if they were."""

    quantities: Sequence[tuple[int, int]]
    at: datetime
    channel: str = "online"
    currency: str = "CHF"
    customer: Customer | None = None
    code: str = ""
    drafts: bool = False


@dataclass(frozen=True, slots=True)
class TriedLine:
    """One line, of a tariff or of a membership, with what is taken off, offer by offer; minor
    units."""

    sold: Tariff | Plan
    tickets: int
    unit_price: int
    discounts: list[tuple[str, int]]
    note: str = ""

    @property
    def whole(self) -> int:
        """Before anything is taken off."""
        return self.tickets * self.unit_price

    @property
    def amount(self) -> int:
        """What it costs."""
        return self.whole - sum(amount for _name, amount in self.discounts)


@dataclass(frozen=True, slots=True)
class TriedOffer:
    """One offer: how many tickets it serves and what it takes off, or why it does not."""

    offer: LiveOffer
    name: str
    tickets: int = 0
    amount: int = 0
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it."""

    lines: list[TriedLine] = field(default_factory=list)
    offers: list[TriedOffer] = field(default_factory=list)
    code_note: str = ""

    @property
    def whole(self) -> int:
        """What the cart would cost without offers."""
        return sum(line.whole for line in self.lines)

    @property
    def total(self) -> int:
        """What it costs."""
        return sum(line.amount for line in self.lines)


def try_cart(shop: Shop, trial: Trial, *, language: str) -> Tried:
    """Price the cart as the shop would at that moment; nothing is written, nothing is taken."""
    offers = [_as_live(each, trial) for each in read_offers(shop.pk, drafts=True)]
    code = code_of_text(shop.pk, trial.code) if trial.code else None
    priced = _priced(shop, trial)
    said = [_line(sold, tickets, price) for sold, tickets, price in priced]
    buyer = trial.customer
    order = Order(shop=shop, channel=trial.channel, currency=trial.currency, language=language)
    if buyer is not None:
        order.email, order.person_id = buyer.email, buyer.person_id
    rows = pools_of_offers(
        offers=[each.id for each in offers],
        limits=[limit.id for each in offers for limit in each.limits],
        codes=[code.pk] if code else [],
    )
    left = Left(
        offers={row.offer_id: row.left for row in rows if row.offer_id},
        limits={row.limit_id: row.left for row in rows if row.limit_id},
    )
    uses = next((row.left for row in rows if row.code_id), None)
    typed = Typed(code.text, code.offer_id, is_active=code.is_active, left=uses) if code else None
    facts = facts_of(order, offers, at=trial.at)
    outcome = reckon(said, offers, facts, left=left, code=typed)
    reader = Reader(language, shop.time_zone)
    return Tried(
        lines=_lines(priced, outcome, offers, code, trial=trial, language=language),
        offers=[_offer(each, outcome, code, reader) for each in offers],
        code_note=_code_note(trial, code, outcome, reader),
    )


def _as_live(offer: LiveOffer, trial: Trial) -> LiveOffer:
    return replace(offer, is_published=True) if trial.drafts else offer


_Priced = tuple[Tariff | Plan, int, int]
"""What is sold, how many tickets (or memberships), and the price of one."""


def _priced(shop: Shop, trial: Trial) -> list[_Priced]:
    """What is sold in the currency, in the order of the cart."""
    wanted = {product: n for product, n in trial.quantities if n > 0}
    found = tariffs_priced(trial.currency).filter(
        product__shop_id=shop.pk, product_id__in=list(wanted)
    )
    tariffs = {tariff.product_id: tariff for tariff in found}
    plans = _plans(shop, trial, [product for product in wanted if product not in tariffs])
    priced: list[_Priced] = []
    for product, quantity in wanted.items():
        tariff, plan = tariffs.get(product), plans.get(product)
        price = price_at(tariff, at=trial.at, sold=0) if tariff else None
        if tariff is not None and price is not None:
            priced.append((tariff, quantity * tariff.group_size, price))
        price = price_of_plan(plan) if plan else None
        if plan is not None and price is not None:
            priced.append((plan, quantity, price))
    return priced


def _plans(shop: Shop, trial: Trial, wanted: Sequence[int]) -> dict[int, Plan]:
    """These plans, where memberships are sold in the currency."""
    terms = membership_terms(shop.pk) if wanted else None
    if terms is None or terms.currency != trial.currency:
        return {}
    return {plan.pk: plan for plan in plans_priced(shop.pk).filter(pk__in=wanted)}


def _line(sold: Tariff | Plan, tickets: int, price: int) -> Line:
    if isinstance(sold, Plan):
        return Line(sold.pk, None, None, "plan", tickets, price)
    return Line(sold.product_id, sold.event_id, sold.zone_id, "tariff", tickets, price)


def _lines(
    priced: Sequence[_Priced],
    outcome: Outcome,
    offers: Sequence[LiveOffer],
    code: Code | None,
    *,
    trial: Trial,
    language: str,
) -> list[TriedLine]:
    lines = []
    for place, (sold, tickets, price) in enumerate(priced):
        taken = [
            (_label(applied.offer, trial.currency, language), amount)
            for applied in outcome.applied
            for taken_at, _tickets, amount in applied.taken
            if taken_at == place and amount
        ]
        note = "" if _is_open(sold, offers, code) else _closed_said()
        lines.append(TriedLine(sold, tickets, price, taken, note))
    return lines


def _is_open(sold: Tariff | Plan, offers: Sequence[LiveOffer], code: Code | None) -> bool:
    """Whether it is sold to everybody, or to who brings this code."""
    if isinstance(sold, Plan) or not sold.product.by_code:
        return True
    return any(
        code is not None
        and each.id == code.offer_id
        and each.opens(sold.product_id, event_id=sold.event_id, zone_id=sold.zone_id)
        for each in offers
    )


def _closed_said() -> str:
    return _("Sold only with a code that opens it.")


def _label(offer: LiveOffer, currency: str, language: str) -> str:
    return f"{offer.effect.says(currency, language)} {pick(offer.name, language)}".strip()


def _offer(offer: LiveOffer, outcome: Outcome, code: Code | None, reader: Reader) -> TriedOffer:
    name = pick(offer.name, reader.language)
    for applied in outcome.applied:
        if applied.offer.id == offer.id:
            return TriedOffer(offer, name, applied.tickets, applied.amount)
    why = outcome.whys.get(offer.id)
    if why is not None:
        return TriedOffer(offer, name, why_not=say_why(why, name=name, reader=reader))
    if offer.needs_code and (code is None or code.offer_id != offer.id):
        return TriedOffer(offer, name, why_not=_("One of its codes is needed."))
    return TriedOffer(offer, name, why_not=_("It takes nothing off."))


def _code_note(trial: Trial, code: Code | None, outcome: Outcome, reader: Reader) -> str:
    if trial.code and code is None:
        return unknown(trial.code).message
    if code is not None and outcome.code_why is not None:
        return say_why(outcome.code_why, name=code.text, reader=reader)
    return ""
