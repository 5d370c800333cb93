"""What every story about an offer begins and ends with, and what offers count."""

from datetime import datetime

from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.offers.models import Code, Offer
from tessera.domain.offers.queries.desk import limits_of, lock_offer
from tessera.domain.orders.actions.using import set_claims
from tessera.domain.orders.queries.offers import LivingUse, living_uses, living_uses_of_code
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.shops import actions as shops
from tessera.domain.shops.models import Shop
from tessera.domain.shops.queries import lock_shop
from tessera.domain.stock.actions.offers import count_uses
from tessera.domain.stock.errors import TooSmall
from tessera.domain.stock.queries import pools_of_offer
from tessera.lib.errors import NotAllowed, NotFound


def enter_shop(shop_id: int, *, by: Actor) -> Shop:
    """The shop, for who may make offers in it. Refuses (NotAllowed, NotFound) others."""
    _require_right(by)
    shop = lock_shop(shop_id)
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.pk)
    return shop


def enter_offer(offer_id: int, *, by: Actor) -> Offer:
    """The offer and its shop, for this story alone. Refuses (NotAllowed, NotFound) who may not
    edit it."""
    _require_right(by)
    offer = lock_offer(offer_id)
    if offer is None:
        raise NotFound(_("There is no such offer."))
    require_in(by, organisation_id=offer.shop.organisation_id, shop_id=offer.shop_id)
    return offer


def tell_offer(verb: str, offer: Offer, *, by: Actor, at: datetime, **facts: object) -> None:
    """Write down what was done to the offer; carts are priced by what it says now."""
    activity.record(
        verb, of=("offer", offer.pk), shop=offer.shop, by=by, at=at, name=offer.name, **facts
    )
    shops.bump_catalogue(offer.shop_id)


def count_offer(offer: Offer, *, at: datetime) -> None:
    """Count the tickets that profit of it, and of each of its limits, where they have a total;
    those of orders and held carts are counted in.

    Refuses (TooSmall) a total below what profits already.
    """
    limits = limits_of(offer)
    counted, has_pool = pools_of_offer(offer.pk)
    is_new = offer.max_tickets is not None and not has_pool
    new = {each.pk for each in limits if each.max_tickets is not None} - counted
    uses = living_uses(offer.pk, at=at) if is_new or new else []
    _count(uses, [use.tickets for use in uses], capacity=offer.max_tickets, offer_id=offer.pk)
    for limit in limits:
        tickets = [use.tickets_of(limit) for use in uses]
        _count(uses, tickets, capacity=limit.max_tickets, limit_id=limit.pk)


def count_code(code: Code, *, at: datetime) -> None:
    """Count how often the code is used, if it may be used so often only.

    Refuses (TooSmall) a number below what it was used.
    """
    uses = living_uses_of_code(code.pk, at=at)
    _count(uses, [1] * len(uses), capacity=code.max_uses, code_id=code.pk)


def _count(uses: list[LivingUse], counts: list[int], *, capacity: int | None, **what: int) -> None:
    told = [(use, n) for use, n in zip(uses, counts, strict=True) if n]
    try:
        claims = count_uses(capacity=capacity, uses=[(use.claim_id, n) for use, n in told], **what)
    except TooSmall as refusal:
        raise TooSmall(
            _(
                "%(taken)d are used already, in orders and open carts: the number cannot be "
                "lower than that."
            )
            % {"taken": refusal.facts["taken"]},
            **refusal.facts,
        ) from refusal
    if claims:
        for (use, _n), claim in zip(told, claims, strict=True):
            use.claim_id = claim
        set_claims({use.applied_id: use.claim_id for use, _n in told if use.claim_id})


def _require_right(by: Actor) -> None:
    require(by, Can.EDIT_PROGRAMME)
    if by.events is not None or by.zones is not None:
        raise NotAllowed(
            _(
                "Offers are of the whole shop, and your profile is limited to parts of it. "
                "Ask an administrator."
            )
        )
