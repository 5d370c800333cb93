"""Writing what orders profit from."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from tessera.domain.orders.models import AppliedOffer, Order, OrderLine


def set_discounts(lines: Sequence[OrderLine]) -> None:
    """Write what offers take off these lines."""
    OrderLine.objects.bulk_update(lines, ["discount", "discounts"])


def replace_profits(order: Order, profits: Iterable[AppliedOffer]) -> None:
    """From now on the order profits from these offers, and from no others."""
    AppliedOffer.objects.filter(order=order).delete()
    AppliedOffer.objects.bulk_create(profits)


def forget_profits(order: Order) -> None:
    """The order profits from nothing."""
    AppliedOffer.objects.filter(order=order).delete()


def let_offers_go(order_ids: Collection[int]) -> list[int]:
    """These orders keep nothing of the numbers of offers; the caller releases the claims told."""
    found = AppliedOffer.objects.filter(order_id__in=list(order_ids), claim__isnull=False)
    claims = [claim for claim in found.values_list("claim_id", flat=True) if claim is not None]
    found.update(claim=None)
    return claims


def set_offer_claims(claims: Mapping[int, int]) -> None:
    """Let uses (by id) hold these claims: what they use is counted from now on."""
    found = list(AppliedOffer.objects.filter(id__in=claims))
    for each in found:
        each.claim_id = claims[each.pk]
    AppliedOffer.objects.bulk_update(found, ["claim"], batch_size=1000)
