"""Forgetting what was tried out at the door."""

from collections.abc import Collection

from tessera.domain.checkin.models import Scan


def forget_scans(order_ids: Collection[int]) -> None:
    """The scans of tickets of these orders."""
    Scan.objects.filter(ticket__order_id__in=order_ids).delete()
