"""Writing what orders profit from."""

from collections.abc import Collection, Iterable, Sequence

from tessera.domain.orders.models import AppliedOffer, Order, OrderLine


def set_discounts(lines: Sequence[OrderLine]) -> None:
    """Write what offers take off these lines."""
    OrderLine.objects.bulk_update(lines, ["discount", "discounts"])


def replace_profits(order: Order, profits: Iterable[AppliedOffer]) -> None:
    """From now on the order profits from these offers, and from no others."""
    AppliedOffer.objects.filter(order=order).delete()
    AppliedOffer.objects.bulk_create(profits)


def let_offers_go(order_ids: Collection[int]) -> list[int]:
    """These orders keep nothing of the numbers of offers; the caller releases the claims told."""
    found = AppliedOffer.objects.filter(order_id__in=list(order_ids), claim__isnull=False)
    claims = [claim for claim in found.values_list("claim_id", flat=True) if claim is not None]
    found.update(claim=None)
    return claims


def hold(use: AppliedOffer, claim_id: int) -> None:
    """What is used is counted by this claim from now on."""
    use.claim_id = claim_id
    use.save(update_fields=["claim"])
