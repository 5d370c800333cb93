"""Which memberships renew themselves, and by what."""

from collections.abc import Collection

from tessera.domain.memberships.models import Joining, Membership


def agreed_in(order_id: int) -> str:
    """The text by which later charges were allowed with the order, one a line; "" when they were
    not."""
    found = Joining.objects.filter(line__order_id=order_id, withdrawn_at=None).exclude(agreed="")
    texts = found.order_by("line_id").values_list("agreed", flat=True)
    return "\n".join(dict.fromkeys(texts))


def unused_of(mandate_ids: Collection[int]) -> list[int]:
    """Those of these accounts by which nothing renews itself any more."""
    using = Membership.objects.filter(
        mandate_id__in=mandate_ids, stops=False, ended_on=None, followed_by=None
    )
    used = set(using.values_list("mandate_id", flat=True))
    return [each for each in mandate_ids if each not in used]


def mandates_of_order(order_id: int) -> list[int]:
    """By what the memberships of the order renew themselves."""
    found = Membership.objects.filter(order_id=order_id, mandate__isnull=False)
    return [each for each in found.values_list("mandate_id", flat=True) if each is not None]
