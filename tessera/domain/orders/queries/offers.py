"""Which offers and codes orders know, and what they take of them now."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from tessera.domain.offers.models import Offer, OfferLimit
from tessera.domain.orders.models import AppliedOffer, Order, OrderLine, Status

LIVING = (Status.PAID, Status.PENDING, Status.REVIEW, Status.PROCESSING)
"""Orders that keep what they profit from; what others had is given back."""


@dataclass(slots=True)
class LivingUse:
    """One order or held cart that profits: how many tickets, and of what."""

    applied_id: int
    claim_id: int | None
    tickets: int
    lines: list[tuple[int | None, int | None, int, int]] = field(default_factory=list)

    def tickets_of(self, limit: OfferLimit) -> int:
        """How many of its tickets are of what the limit names."""
        wanted = (limit.event_id, limit.zone_id, limit.product_id)
        return sum(
            tickets
            for *things, tickets in self.lines
            if any(
                one is not None and one == named for one, named in zip(things, wanted, strict=True)
            )
        )


def is_offer_known(offer_id: int) -> bool:
    """Whether any order or cart profits from the offer, or carries a code of it."""
    applied = AppliedOffer.objects.filter(offer_id=offer_id)
    return applied.exists() or Order.objects.filter(code__offer_id=offer_id).exists()


def is_code_known(code_id: int) -> bool:
    """Whether any order or cart used the code, or carries it."""
    carries = Order.objects.filter(code_id=code_id)
    return carries.exists() or AppliedOffer.objects.filter(code_id=code_id).exists()


def offers_never_used(shop_id: int) -> list[int]:
    """The offers of the shop, by id, that no placed order profited from."""
    used = AppliedOffer.objects.filter(offer_id=OuterRef("pk"), order__placed_at__isnull=False)
    found = Offer.objects.filter(~Exists(used), shop_id=shop_id, first_used_at__isnull=False)
    return list(found.values_list("pk", flat=True))


def living_uses(offer_id: int, *, at: datetime) -> list[LivingUse]:
    """The orders, and the carts that are held, that profit from the offer."""
    return list(_living(AppliedOffer.objects.filter(offer_id=offer_id), at))


def living_uses_of_code(code_id: int, *, at: datetime) -> list[LivingUse]:
    """The orders, and the carts that are held, for which the code is used."""
    return list(_living(AppliedOffer.objects.filter(code_id=code_id), at))


def _living(found: QuerySet[AppliedOffer], at: datetime) -> Iterator[LivingUse]:
    lines = OrderLine.objects.select_related("product__tariff")
    held = Q(order__placed_at=None, order__held_until__gt=at)
    living = found.filter(Q(order__status__in=LIVING) | held).select_related("order")
    rows = living.prefetch_related(Prefetch("order__lines", lines)).order_by("id")
    for row in rows:
        use = LivingUse(row.pk, row.claim_id, row.tickets)
        for line in row.order.lines.all():
            tariff = line.tariff
            tickets = sum(
                int(each.get("tickets", 0))
                for each in line.discounts
                if each.get("offer") == row.offer_id
            )
            things = (tariff.event_id, tariff.zone_id) if tariff else (None, None)
            use.lines.append((*things, line.product_id, tickets))
        yield use
