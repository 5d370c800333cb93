"""Offers are made, edited, copied, put in order, switched on and off, removed; so are codes."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.catalogue.queries.offered import things_missing
from tessera.domain.offers.actions import codes, offers
from tessera.domain.offers.effects import EFFECTS
from tessera.domain.offers.errors import BadCode, BadOffer, OfferUsed
from tessera.domain.offers.models import Code, CodeBatch, Offer
from tessera.domain.offers.queries.desk import (
    code_in,
    lock_batch,
    lock_offers_beside,
    order_of,
    terms_of,
)
from tessera.domain.offers.terms import OfferFacts, require_same_effect, require_terms
from tessera.domain.orders.queries.offers import is_code_known, is_offer_known
from tessera.domain.organisations.rules import Actor
from tessera.domain.reporting.queries.audience import are_customers_of, levels_of
from tessera.domain.reporting.queries.offers import CodesAsked, codes_of
from tessera.domain.shops.models import Shop
from tessera.domain.stock.actions.offers import open_code_pools
from tessera.flows.steps.offer_desk import (
    count_code,
    count_offer,
    enter_offer,
    enter_shop,
    tell_offer,
)
from tessera.lib.errors import NotFound
from tessera.lib.jobs import job

MOST_OFFERS = 500
"""More of them nobody keeps apart."""

MOST_CODES = 100_000
AT_ONCE, STEP = 1000, 10_000
"""Up to so many codes are made at once; more by a worker, so many in a transaction."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Codes that are to be made by chance: how many, each to be used how often (None: as one
    likes), beginning with what; `label` says what they are for."""

    count: int
    max_uses: int | None = 1
    prefix: str = ""
    label: str = ""


@transaction.atomic(durable=True)
def create_offer(shop_id: int, facts: OfferFacts, *, by: Actor, at: datetime) -> Offer:
    """A new offer, last in the order in which offers apply.

    Refuses (BadOffer) what could never serve anybody, and things of other shops.
    """
    shop = enter_shop(shop_id, by=by)
    _require(shop, facts)
    return _make_offer(shop, facts, by=by, at=at)


@transaction.atomic(durable=True)
def edit_offer(offer_id: int, facts: OfferFacts, *, by: Actor, at: datetime) -> Offer:
    """Write what is said of the offer from now on. Orders keep what they were told; carts are
    priced anew.

    Refuses (OfferUsed) to change what a used offer does; (TooSmall) fewer tickets than profit
    already.
    """
    offer = enter_offer(offer_id, by=by)
    _require(offer.shop, facts)
    before = terms_of(offer)
    if offer.first_used_at is not None:
        require_same_effect(before, facts)
    offers.change_offer(offer, facts)
    count_offer(offer, at=at)
    changed = [
        name for name in OfferFacts.__slots__ if getattr(before, name) != getattr(facts, name)
    ]
    tell_offer("offer.edited", offer, by=by, at=at, fields=changed)
    return offer


@transaction.atomic(durable=True)
def duplicate_offer(offer_id: int, *, by: Actor, at: datetime) -> Offer:
    """The same offer once more, as a draft without codes that nobody has used: it may be changed
    in everything."""
    offer = enter_offer(offer_id, by=by)
    facts = terms_of(offer)
    names = {
        language: _("%(name)s (copy)") % {"name": name} for language, name in facts.name.items()
    }
    copy = replace(facts, name=names, is_published=False)
    return _make_offer(offer.shop, copy, by=by, at=at, copied_from=offer.pk)


@transaction.atomic(durable=True)
def switch_offer(offer_id: int, *, is_published: bool, by: Actor, at: datetime) -> Offer:
    """Publish the offer, or make it a draft that serves nobody."""
    offer = enter_offer(offer_id, by=by)
    offers.set_published(offer, is_published=is_published)
    verb = "offer.published" if is_published else "offer.withdrawn"
    tell_offer(verb, offer, by=by, at=at)
    return offer


@transaction.atomic(durable=True)
def move_offer(offer_id: int, *, to: int, by: Actor, at: datetime) -> None:
    """Let the offer apply at another place (0 is the first)."""
    lock_offers_beside(offer_id)
    offer = enter_offer(offer_id, by=by)
    order = [each for each in order_of(offer.shop_id) if each != offer_id]
    order.insert(max(0, to), offer_id)
    offers.place_offers(order)
    tell_offer("offer.moved", offer, by=by, at=at)


@transaction.atomic(durable=True)
def delete_offer(offer_id: int, *, by: Actor, at: datetime) -> None:
    """Remove an offer that no order knows, with its codes.

    Refuses (OfferUsed) another: it can be switched off.
    """
    offer = enter_offer(offer_id, by=by)
    if is_offer_known(offer_id):
        raise OfferUsed(
            _(
                "Orders or carts profit from this offer: it cannot be removed. "
                "Switch it off instead."
            )
        )
    tell_offer("offer.deleted", offer, by=by, at=at)
    offers.delete_offer(offer)


@transaction.atomic(durable=True)
def add_code(offer_id: int, text: str, *, max_uses: int | None, by: Actor, at: datetime) -> Code:
    """A code that the organiser chose; None: it may be used as often as one likes.

    Refuses (BadCode) what cannot be typed, (CodeTaken) what another code of the shop says.
    """
    offer = enter_offer(offer_id, by=by)
    _require_code_offer(offer)
    code = codes.add_code(offer, text, max_uses=max_uses, at=at)
    count_code(code, at=at)
    tell_offer("code.added", offer, by=by, at=at, code=code.text, max_uses=max_uses)
    return code


@transaction.atomic(durable=True)
def change_code(
    offer_id: int, code_id: int, *, max_uses: int | None, by: Actor, at: datetime
) -> Code:
    """How often the code may be used from now on. Refuses (TooSmall) less than it was."""
    offer, code = _enter_code(offer_id, code_id, by=by)
    codes.set_max_uses(code, max_uses=max_uses)
    count_code(code, at=at)
    tell_offer("code.changed", offer, by=by, at=at, code=code.text, max_uses=max_uses)
    return code


@transaction.atomic(durable=True)
def switch_codes(
    offer_id: int, asked: CodesAsked, *, is_active: bool, by: Actor, at: datetime
) -> int:
    """Switch the codes of the offer that are asked for on, or off; says how many changed. Carts
    that carry one are told when they are priced next."""
    offer = enter_offer(offer_id, by=by)
    ids = list(codes_of(offer.pk, asked).values_list("pk", flat=True))
    changed = codes.set_active(ids, is_active=is_active)
    if changed:
        verb = "codes.switched_on" if is_active else "codes.switched_off"
        tell_offer(verb, offer, by=by, at=at, count=changed)
    return changed


@transaction.atomic(durable=True)
def delete_code(offer_id: int, code_id: int, *, by: Actor, at: datetime) -> None:
    """Remove a code that nobody used. Refuses (OfferUsed) another: it can be switched off."""
    offer, code = _enter_code(offer_id, code_id, by=by)
    if is_code_known(code.pk):
        raise OfferUsed(
            _("Orders or carts use this code: it cannot be removed. Switch it off instead.")
        )
    tell_offer("code.deleted", offer, by=by, at=at, code=code.text)
    codes.delete_code(code)


@transaction.atomic(durable=True)
def order_codes(offer_id: int, asked: Wanted, *, by: Actor, at: datetime) -> CodeBatch:
    """So many codes by chance, each to be used so often; many are made by a worker.

    Refuses (BadCode) more at once than can be handled, and prefixes that cannot be typed.
    """
    offer = enter_offer(offer_id, by=by)
    _require_code_offer(offer)
    if not 1 <= asked.count <= MOST_CODES:
        raise BadCode(
            _("From 1 to %(most)d codes can be made at once.") % {"most": MOST_CODES},
            field="count",
        )
    batch = codes.begin_batch(
        offer,
        at=at,
        wanted=asked.count,
        prefix=asked.prefix,
        max_uses=asked.max_uses,
        label=asked.label,
    )
    if asked.count <= AT_ONCE:
        _make(batch, most=AT_ONCE, at=at)
    else:
        make_codes.later(batch_id=batch.pk)
    tell_offer("codes.made", offer, by=by, at=at, count=asked.count, prefix=batch.prefix)
    return batch


@job(attempts=5)
def make_codes(*, batch_id: int) -> None:
    """Make the codes that are still missing, some thousand in a transaction; safe to repeat."""
    while _make_some(batch_id):
        pass


@transaction.atomic(durable=True)
def _make_some(batch_id: int) -> int:
    batch = lock_batch(batch_id)
    if batch is None or batch.made >= batch.wanted:
        return 0
    return _make(batch, most=STEP, at=batch.created_at)


def _make(batch: CodeBatch, *, most: int, at: datetime) -> int:
    made = codes.make_codes(batch, most=most, at=at)
    open_code_pools(batch.pk, newest=made)
    return made


def _enter_code(offer_id: int, code_id: int, *, by: Actor) -> tuple[Offer, Code]:
    offer = enter_offer(offer_id, by=by)
    code = code_in(offer, code_id)
    if code is None:
        raise NotFound(_("There is no such code."))
    return offer, code


def _require_code_offer(offer: Offer) -> None:
    if not offer.needs_code:
        raise BadOffer(_("This offer applies by itself: it needs no codes."))


def _make_offer(
    shop: Shop, facts: OfferFacts, *, by: Actor, at: datetime, copied_from: int | None = None
) -> Offer:
    order = order_of(shop.pk)
    if len(order) >= MOST_OFFERS:
        raise BadOffer(
            _("This shop has %(most)d offers. Remove one before you make another.")
            % {"most": MOST_OFFERS}
        )
    offer = offers.make_offer(shop.pk, facts, position=len(order), at=at)
    offer.shop = shop
    count_offer(offer, at=at)
    facts_told = {} if copied_from is None else {"copied_from": copied_from}
    tell_offer("offer.created", offer, by=by, at=at, **facts_told)
    return offer


def _require(shop: Shop, facts: OfferFacts) -> None:
    require_terms(facts)
    if facts.effect not in EFFECTS.all():
        raise BadOffer(_("Choose what the offer does."), field="effect")
    if things_missing(shop.pk, [each.thing for each in facts.limits]):
        raise BadOffer(
            _("Choose among the events, zones, tariffs and memberships of this shop."),
            field="limits",
        )
    if facts.customer_ids and not are_customers_of(shop.pk, facts.customer_ids):
        raise BadOffer(_("Choose among the customers of this shop."), field="customer_ids")
    known = {level.pk for level in levels_of(shop.organisation_id)} if facts.level_ids else set()
    if not set(facts.level_ids) <= known:
        raise BadOffer(_("Choose among the levels of your members."), field="level_ids")
