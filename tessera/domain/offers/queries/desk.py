"""Offers as those who make them see them."""

from collections.abc import Collection

from django.db.models import Count, Prefetch, Q, QuerySet

from tessera.domain.catalogue.models import Tariff
from tessera.domain.offers.models import Code, CodeBatch, Offer, OfferLimit
from tessera.domain.offers.terms import PLAIN, LimitFacts, OfferFacts

LIMITS = Prefetch(
    "limits",
    OfferLimit.objects.select_related(
        "event", "zone__event", "product__tariff__zone", "product__tariff__event"
    ).order_by("id"),
)


def offers_in(shop_id: int, *, purpose: str = "sales") -> QuerySet[Offer]:
    """The offers of the shop in the order in which they apply."""
    return Offer.objects.filter(shop_id=shop_id, purpose=purpose).order_by("position", "id")


def offer_in(shop_id: int, offer_id: int, *, purpose: str = "sales") -> Offer | None:
    """One offer of the shop with what it serves, or nothing."""
    found = offers_in(shop_id, purpose=purpose).prefetch_related(LIMITS)
    return found.select_related("shop").filter(pk=offer_id).first()


def lock_offer(offer_id: int) -> Offer | None:
    """The offer and its shop, for one story alone, or nothing."""
    found = Offer.objects.select_for_update(of=("self",), no_key=True).select_related("shop")
    return found.filter(pk=offer_id).first()


def lock_offers_beside(offer_id: int) -> None:
    """Every offer of the shop of this one, for one story alone; always in the same order, so that
    two such stories do not wait for one another."""
    shop = Offer.objects.filter(pk=offer_id).values("shop_id")
    found = Offer.objects.select_for_update(no_key=True).filter(shop_id__in=shop)
    list(found.order_by("id").values_list("pk"))


def order_of(shop_id: int, *, purpose: str = "sales") -> list[int]:
    """The offers of the shop by id, in the order in which they apply."""
    return list(offers_in(shop_id, purpose=purpose).values_list("pk", flat=True))


def terms_of(offer: Offer) -> OfferFacts:
    """An offer as it would be said to make it again."""
    return OfferFacts(
        **{name: getattr(offer, name) for name in PLAIN},
        name=offer.name,
        effect=offer.effect,
        settings=offer.settings,
        is_published=offer.status == Offer.Status.PUBLISHED,
        channels=None if offer.channels is None else tuple(offer.channels),
        customer_ids=tuple(offer.customer_ids),
        level_ids=tuple(offer.level_ids),
        team_note=offer.team_note,
        limits=tuple(
            LimitFacts(row.thing, row.max_tickets, row.max_per_order) for row in offer.limits.all()
        ),
    )


def count_codes(offer_ids: Collection[int]) -> dict[int, int]:
    """How many codes each of these offers has."""
    rows = Code.objects.filter(offer_id__in=offer_ids).values_list("offer_id")
    return dict(rows.annotate(n=Count("id")).order_by())


def batches_of(offer_id: int) -> list[CodeBatch]:
    """The codes that were made together, the newest first."""
    return list(CodeBatch.objects.filter(offer_id=offer_id).order_by("-id"))


def has_codes(offer_id: int) -> bool:
    """Whether any code opens it."""
    return Code.objects.filter(offer_id=offer_id).exists()


def code_in(offer: Offer, code_id: int) -> Code | None:
    """One code of the offer, or nothing."""
    return Code.objects.filter(offer=offer, pk=code_id).select_related("batch").first()


def limits_of(offer: Offer) -> list[OfferLimit]:
    """What the offer serves, as it stands now."""
    return list(OfferLimit.objects.filter(offer=offer).order_by("id"))


def lock_batch(batch_id: int) -> CodeBatch | None:
    """Codes that are being made together, with their offer, for one story alone; or nothing."""
    found = CodeBatch.objects.select_for_update(of=("self",)).select_related("offer")
    return found.filter(pk=batch_id).first()


def first_code_of(offer_id: int) -> Code | None:
    """A code that opens the offer, the oldest that is switched on; or nothing."""
    return Code.objects.filter(offer_id=offer_id, is_active=True).order_by("id").first()


def offers_opening(tariff: Tariff) -> list[Offer]:
    """The offers with codes that are for this tariff, its zone or its event."""
    named = (
        Q(limits__event_id=tariff.event_id)
        | Q(limits__zone_id=tariff.zone_id)
        | Q(limits__product_id=tariff.product_id)
    )
    found = Offer.objects.filter(named, shop_id=tariff.product.shop_id, needs_code=True)
    return list(found.distinct().order_by("position", "id"))
