"""Writing what orders take of the quotas of offers."""

from collections.abc import Mapping

from tessera.domain.orders.models import AppliedOffer


def set_claims(claims: Mapping[int, int]) -> None:
    """The claim (by id) that each of these uses of an offer (by id) takes with."""
    found = [AppliedOffer(pk=use, claim_id=claim) for use, claim in claims.items()]
    AppliedOffer.objects.bulk_update(found, ["claim"], batch_size=1000)
