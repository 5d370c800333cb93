"""What is counted of an offer: the tickets that profit, of each thing too, the uses of a code."""

from tessera.domain.offers.actions.offers import thing_of
from tessera.domain.offers.models import Code, Offer, OfferLimit
from tessera.domain.orders.actions.profits import set_offer_claims
from tessera.domain.orders.queries.profits import tickets_of_thing, uses_held
from tessera.domain.stock.actions.offers import count_uses


def count_offer(offer: Offer) -> None:
    """Open, resize or close the counts of the offer and of its limits, as they are said now.

    What is sold and held already counts too. Refuses (TooSmall) fewer than profit already.
    """
    _count(offer, capacity=offer.max_tickets)
    for limit in OfferLimit.objects.filter(offer=offer).order_by("id"):
        _count_limit(offer, limit)


def count_code(code: Code) -> None:
    """Open, resize or close the count of the code's uses, as they are said now.

    Refuses (TooSmall) fewer than it was used.
    """
    uses = uses_held(code_id=code.pk) if code.max_uses is not None else []
    made = count_uses(
        capacity=code.max_uses, uses=[(use.claim_id, 1) for use in uses], code_id=code.pk
    )
    set_offer_claims(dict(zip([use.pk for use in uses], made, strict=False)))


def _count(offer: Offer, *, capacity: int | None) -> None:
    uses = uses_held(offer_id=offer.pk) if capacity is not None else []
    made = count_uses(
        capacity=capacity, uses=[(use.claim_id, use.tickets) for use in uses], offer_id=offer.pk
    )
    set_offer_claims(dict(zip([use.pk for use in uses], made, strict=False)))


def _count_limit(offer: Offer, limit: OfferLimit) -> None:
    uses = uses_held(offer_id=offer.pk) if limit.max_tickets is not None else []
    tickets = tickets_of_thing(
        [use.order_id for use in uses], offer_id=offer.pk, thing=thing_of(limit)
    )
    served = [use for use in uses if tickets.get(use.order_id)]
    made = count_uses(
        capacity=limit.max_tickets,
        uses=[(use.claim_id, tickets[use.order_id]) for use in served],
        limit_id=limit.pk,
    )
    set_offer_claims(dict(zip([use.pk for use in served], made, strict=False)))
