"""By what memberships renew themselves."""

from collections.abc import Collection

from tessera.domain.memberships.models import Membership
from tessera.domain.payments.models import Mandate


def tie(order_id: int, mandate: Mandate) -> int:
    """What the order yielded, where it was agreed to and nobody stopped it, renews itself by this.
    Says how many."""
    found = Membership.objects.filter(
        order_id=order_id, mandate=None, stops=False, ended_on=None, covered_by=None
    ).exclude(line__joining__agreed="")
    ids = list(found.values_list("id", flat=True))
    return Membership.objects.filter(id__in=ids).update(mandate=mandate)


def untie(mandate_ids: Collection[int]) -> int:
    """Nothing renews itself by these any more. Says how many did."""
    return Membership.objects.filter(mandate_id__in=mandate_ids).update(mandate=None)
