"""Reading accounts that may be charged later."""

from tessera.domain.payments.models import Mandate


def mandate_of_order(order_id: int) -> Mandate | None:
    """The account that was kept with the order, or that it was charged to, while that is good."""
    found = Mandate.objects.filter(payments__order_id=order_id, ended_at=None)
    return found.order_by("-id").first()
