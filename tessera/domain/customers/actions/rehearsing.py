"""Forgetting customers that only tests made."""

from collections.abc import Collection

from tessera.domain.customers.models import Customer


def forget_unused(customer_ids: Collection[int]) -> None:
    """Those of them who have no order (left) and of whom nothing was written down."""
    found = Customer.objects.filter(id__in=customer_ids, orders=None, note="", newsletter=False)
    found.delete()
