"""Writing offers and what they serve. What they count is the story's business."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tessera.domain.offers.models import Code, Offer, OfferLimit
from tessera.domain.offers.terms import PLAIN, LimitFacts, OfferFacts
from tessera.domain.shops.models import Shop

SAME = ("effect", *PLAIN, "team_note")
ALSO = ("name", "settings", "channels", "level_ids", "purpose", "position")
"""What a copy has besides; the customers who were chosen are of the other shop."""

PIECE = 10_000
"""So many codes are removed in a statement; one names no more than 65,535 things."""

Move = Callable[[datetime], datetime]


def make_offer(
    shop_id: int, facts: OfferFacts, *, position: int, at: datetime, purpose: str = "sales"
) -> Offer:
    """A new offer as its organiser says it, with what it serves."""
    offer = Offer(shop_id=shop_id, position=position, purpose=purpose, created_at=at)
    _say(offer, facts)
    offer.save()
    OfferLimit.objects.bulk_create(_limit(offer, each) for each in facts.limits)
    return offer


def change_offer(offer: Offer, facts: OfferFacts) -> None:
    """Write what is said of it from now on. Limits on the same thing stay the same rows, so that
    what they count is not lost."""
    _say(offer, facts)
    offer.save()
    wanted = {each.thing: each for each in facts.limits}
    kept = {row.thing: row for row in OfferLimit.objects.filter(offer=offer)}
    gone = [row.pk for thing, row in kept.items() if thing not in wanted]
    OfferLimit.objects.filter(pk__in=gone).delete()
    for thing, each in wanted.items():
        if thing in kept:
            row = kept[thing]
            row.max_tickets, row.max_per_order = each.max_tickets, each.max_per_order
            row.save(update_fields=["max_tickets", "max_per_order"])
        else:
            _limit(offer, each).save()


def set_published(offer: Offer, *, is_published: bool) -> None:
    """Let it serve, or make it a draft that serves nobody."""
    offer.status = Offer.Status.PUBLISHED if is_published else Offer.Status.DRAFT
    offer.save(update_fields=["status"])


def place_offers(offer_ids: Sequence[int]) -> None:
    """Give the offers this order: the first applies first."""
    found = {each.pk: each for each in Offer.objects.filter(pk__in=offer_ids)}
    for position, offer_id in enumerate(offer_ids):
        found[offer_id].position = position
    Offer.objects.bulk_update(found.values(), ["position"])


def mark_used(offer_ids: Sequence[int], *, at: datetime) -> None:
    """An order profits from these offers: what they do stays as it is."""
    Offer.objects.filter(pk__in=offer_ids, first_used_at=None).update(first_used_at=at)


def mark_unused(offer_ids: Sequence[int]) -> None:
    """No order profits from these offers any more: what they do may be changed again."""
    Offer.objects.filter(pk__in=offer_ids).update(first_used_at=None)


def copy_offers(
    source: Shop, target: Shop, *, things: Mapping[str, Mapping[int, int]], move: Move, at: datetime
) -> list[Offer]:
    """The offers of a shop in another, as drafts without codes and chosen customers; `things` are
    the new ids of events, zones and products by old id. One that is only for things that were
    not copied stays behind."""
    made = []
    found = Offer.objects.filter(shop=source, purpose=Offer.Purpose.SALES)
    for old in found.prefetch_related("limits").order_by("position", "id"):
        limits = [
            OfferLimit(
                max_tickets=row.max_tickets,
                max_per_order=row.max_per_order,
                **{f"{kind}_id": things[kind][thing_id]},
            )
            for row in old.limits.all()
            for kind, thing_id in [row.thing]
            if thing_id in things[kind]
        ]
        if limits or not old.limits.all():
            made.append(_copy(old, target, limits, move=move, at=at))
    return made


def follow_product(old_id: int, new_id: int) -> int:
    """Offers and codes for a product are for another from now on, which took its place. Says how
    many."""
    return OfferLimit.objects.filter(product_id=old_id).update(product_id=new_id)


def delete_offer(offer: Offer) -> None:
    """Remove an offer that no order and no cart knows, with its codes, some thousand at a time."""
    codes = Code.objects.filter(offer=offer).order_by("id").values_list("pk", flat=True)
    while some := list(codes[:PIECE]):
        Code.objects.filter(pk__in=some).delete()
    offer.delete()


def _say(offer: Offer, facts: OfferFacts) -> None:
    for name in SAME:
        setattr(offer, name, getattr(facts, name))
    offer.name, offer.settings = dict(facts.name), dict(facts.settings)
    offer.status = Offer.Status.PUBLISHED if facts.is_published else Offer.Status.DRAFT
    offer.channels = None if facts.channels is None else list(facts.channels)
    offer.customer_ids, offer.level_ids = list(facts.customer_ids), list(facts.level_ids)


def _limit(offer: Offer, facts: LimitFacts) -> OfferLimit:
    kind, thing_id = facts.thing
    what: dict[str, Any] = {f"{kind}_id": thing_id}
    return OfferLimit(
        offer=offer,
        max_tickets=facts.max_tickets,
        max_per_order=facts.max_per_order,
        **what,
    )


def _copy(
    old: Offer, target: Shop, limits: Sequence[OfferLimit], *, move: Move, at: datetime
) -> Offer:
    new = Offer(**{name: getattr(old, name) for name in (*SAME, *ALSO)})
    new.shop, new.created_at, new.status = target, at, Offer.Status.DRAFT
    new.starts_at, new.ends_at = (
        moment and move(moment) for moment in (old.starts_at, old.ends_at)
    )
    new.save()
    for limit in limits:
        limit.offer = new
    OfferLimit.objects.bulk_create(limits)
    return new
