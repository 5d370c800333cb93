"""Codes by which one joins for less: a simple face on offers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.catalogue.queries.plans import plan_in
from tessera.domain.offers.actions import codes, offers
from tessera.domain.offers.codes import LENGTH
from tessera.domain.offers.errors import BadOffer, OfferUsed
from tessera.domain.offers.models import Code, Offer
from tessera.domain.offers.queries.desk import lock_offer, order_of, terms_of
from tessera.domain.offers.terms import (
    LimitFacts,
    OfferFacts,
    require_same_effect,
    require_terms,
)
from tessera.domain.orders.queries.offers import is_offer_known
from tessera.domain.organisations.rules import Actor
from tessera.domain.shops.models import Shop
from tessera.flows.steps.members import enter_members
from tessera.flows.steps.offer_desk import count_code, tell_offer
from tessera.lib.errors import NotFound
from tessera.lib.ids import readable


@dataclass(frozen=True, slots=True)
class PlanCode:
    """A code as its organiser says it. Of `percent` and `amount` (minor units of `currency`, off
    the price with VAT) one is given. Without `max_uses` it may be used as often as one likes;
    without `plan_id` for every plan. Name and description are for the team."""

    name: str
    text: str = ""
    description: str = ""
    percent: Decimal | None = None
    amount: int | None = None
    currency: str = ""
    max_uses: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    plan_id: int | None = None
    is_published: bool = True


def new_code_text() -> str:
    """A code made by chance, easy to read aloud."""
    return readable(LENGTH)


@transaction.atomic(durable=True)
def create_plan_code(shop: Shop, told: PlanCode, *, by: Actor, at: datetime) -> Code:
    """A discount code for memberships; it serves once it is published.

    Refuses (BadOffer, `field`) no reduction or two, (BadCode) what cannot be typed, (CodeTaken)
    what another code of the shop says.
    """
    enter_members(shop, by=by)
    facts = _facts(shop, told, text=told.text or new_code_text())
    position = len(order_of(shop.pk))
    offer = offers.make_offer(
        shop.pk, facts, position=position, at=at, purpose=Offer.Purpose.MEMBERSHIPS
    )
    offer.shop = shop
    code = codes.add_code(offer, _text(facts), max_uses=told.max_uses, at=at)
    count_code(code, at=at)
    tell_offer("plan_code.created", offer, by=by, at=at, code=code.text)
    return code


@transaction.atomic(durable=True)
def edit_plan_code(shop: Shop, offer_id: int, told: PlanCode, *, by: Actor, at: datetime) -> Offer:
    """What is said of the code from now on; the code itself stays as it was given out.

    Refuses (OfferUsed) another reduction once somebody used it, (TooSmall) fewer uses than there
    were.
    """
    offer, code = _enter(shop, offer_id, by=by)
    facts = _facts(shop, told, text=code.text)
    if offer.first_used_at is not None:
        require_same_effect(terms_of(offer), facts)
    offers.change_offer(offer, facts)
    codes.set_max_uses(code, max_uses=told.max_uses)
    count_code(code, at=at)
    tell_offer("plan_code.edited", offer, by=by, at=at, code=code.text)
    return offer


@transaction.atomic(durable=True)
def delete_plan_code(shop: Shop, offer_id: int, *, by: Actor, at: datetime) -> None:
    """Remove a code that nobody used. Refuses (OfferUsed) another: it can be switched off."""
    offer, code = _enter(shop, offer_id, by=by)
    if is_offer_known(offer.pk):
        raise OfferUsed(_("Somebody joined with this code: it stays. Make it a draft instead."))
    tell_offer("plan_code.deleted", offer, by=by, at=at, code=code.text)
    offers.delete_offer(offer)


def told_of(offer: Offer, code: Code) -> PlanCode:
    """A code as it would be said to make it again."""
    name, _line, description = offer.team_note.partition("\n")
    settings: Mapping[str, Any] = offer.settings
    amounts = dict(settings.get("amounts") or {})
    percent = settings.get("percent")
    currency, amount = next(iter(amounts.items()), ("", None))
    return PlanCode(
        name=name,
        text=code.text,
        description=description,
        percent=Decimal(str(percent)) if percent is not None else None,
        amount=amount,
        currency=currency,
        max_uses=code.max_uses,
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
        plan_id=next((each.product_id for each in offer.limits.all()), None),
        is_published=offer.status == Offer.Status.PUBLISHED,
    )


def _enter(shop: Shop, offer_id: int, *, by: Actor) -> tuple[Offer, Code]:
    enter_members(shop, by=by)
    offer = lock_offer(offer_id)
    is_ours = offer is not None and offer.shop_id == shop.pk
    if offer is None or not is_ours or offer.purpose != Offer.Purpose.MEMBERSHIPS:
        raise NotFound(_("There is no such code."))
    offer.shop = shop
    code = offer.codes.first()
    if code is None:
        raise NotFound(_("There is no such code."))
    return offer, code


def _facts(shop: Shop, told: PlanCode, *, text: str) -> OfferFacts:
    """The offer behind a code: buyers read the code, the team reads its name."""
    if not told.name.strip():
        raise BadOffer(_("Give the code a name for your team."), field="name")
    if (told.percent is None) == (told.amount is None):
        raise BadOffer(_("Say how much is taken off: an amount, or a percentage."), field="amount")
    if told.plan_id is not None and plan_in(shop.pk, told.plan_id) is None:
        raise BadOffer(_("Choose among the plans of this shop."), field="plan")
    settings: dict[str, Any] = (
        {"percent": str(told.percent)}
        if told.percent is not None
        else {"amounts": {told.currency: told.amount}}
    )
    facts = OfferFacts(
        name=dict.fromkeys(shop.languages, text.upper()),
        effect="percentage" if told.percent is not None else "on_cart",
        settings=settings,
        is_published=told.is_published,
        starts_at=told.starts_at,
        ends_at=told.ends_at,
        team_note=f"{told.name.strip()}\n{told.description.strip()}".strip(),
        limits=(LimitFacts(("product", told.plan_id)),) if told.plan_id is not None else (),
    )
    require_terms(facts)
    return facts


def _text(facts: OfferFacts) -> str:
    return next(iter(facts.name.values()))
