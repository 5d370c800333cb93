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


def is_zone_ordered(zone_id: int) -> bool:
    """Whether any tariff of the zone was ever in an order or a cart."""
    return OrderLine.objects.filter(product__tariff__zone_id=zone_id).exists()


def is_product_ordered(product_id: int) -> bool:
    """Whether the product was ever in an order or a cart."""
    return OrderLine.objects.filter(product_id=product_id).exists()


def claims_of_product(product_id: int) -> list[int]:
    """The claims that orders and carts hold for the product now."""
    found = OrderLine.objects.filter(product_id=product_id, claim__isnull=False)
    return [claim for claim in found.values_list("claim_id", flat=True) if claim is not None]


def tickets_taken(event_id: int) -> dict[int, int]:
    """How many tickets of each product of the event are sold or held now."""
    found = OrderLine.objects.filter(product__tariff__event_id=event_id, claim__isnull=False)
    counted = found.values_list("product_id").annotate(taken=Sum(F("quantity") * F("group_size")))
    return dict(counted.order_by())
