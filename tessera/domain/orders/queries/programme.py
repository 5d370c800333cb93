"""Which parts of the programme were ever ordered."""

from collections.abc import Collection

from django.db.models import F, Sum

from tessera.domain.orders.models import OrderLine


def dates_ordered(date_ids: Collection[int]) -> dict[int, int]:
    """Of these dates those in any order or cart, whatever became of it, with its tickets."""
    lines = OrderLine.objects.filter(date_id__in=date_ids).values_list("date_id")
    found = lines.annotate(ordered=Sum(F("quantity") * F("group_size"))).order_by()
    return {date_id: tickets for date_id, tickets in found if date_id is not None}


def is_event_ordered(event_id: int) -> bool:
    """Whether any tariff of the event was ever in an order or a cart."""
    return OrderLine.objects.filter(product__tariff__event_id=event_id).exists()
