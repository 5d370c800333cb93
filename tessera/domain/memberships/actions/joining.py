"""What a plan in a cart is for."""

from datetime import datetime

from tessera.domain.memberships.models import Joining, Membership
from tessera.domain.orders.models import OrderLine


def note_joining(  # noqa: PLR0913 - one row, said at once
    line: OrderLine,
    *,
    kind: str = Joining.Kind.NEW,
    replaces: Membership | None = None,
    buyer_is_member: bool = True,
    credit: int = 0,
    agreed: str = "",
    at: datetime,
) -> Joining:
    """Write for whom the plan of this line is, and what was agreed to with it."""
    return Joining.objects.create(
        line=line,
        kind=kind,
        replaces=replaces,
        buyer_is_member=buyer_is_member,
        credit=credit,
        agreed=agreed,
        agreed_at=at if agreed else None,
    )


def withdraw_joinings(order_id: int, *, at: datetime) -> int:
    """The organiser took the approval of this order back: nobody joins by it. Says how many
    would have."""
    return Joining.objects.filter(line__order_id=order_id).update(withdrawn_at=at)
