"""The orders of a person, seen by that person."""

from django.db.models import QuerySet

from tessera.domain.customers.queries import ids_of_person
from tessera.domain.orders.models import Order
from tessera.domain.people.queries import proven_address


def orders_of_person(person_id: int) -> list[Order]:
    """Placed orders of the person's customers, and of the e-mail they log in with, once they have
    shown that it is theirs; newest first."""
    found = _placed(person_id).select_related("shop")
    lines = "lines__product__tariff__event"
    return list(found.prefetch_related(lines, "lines__date").order_by("-placed_at")[:100])


def has_ordered(person_id: int) -> bool:
    """Whether there is any such order."""
    return _placed(person_id).exists()


def _placed(person_id: int) -> QuerySet[Order]:
    mine = ids_of_person(person_id, proven_address(person_id))
    return Order.objects.filter(customer_id__in=mine, placed_at__isnull=False)
