"""Reading which orders name somebody."""

from collections.abc import Collection

from django.db.models import Q
from django.db.models.functions import Lower

from tessera.domain.orders.models import Order


def orders_naming(shop_id: int, *, customer_ids: Collection[int], emails: Collection[str]) -> Q:
    """Orders and carts of these customers, or with one of these e-mails, in the shop."""
    return Q(shop_id=shop_id) & (Q(customer_id__in=customer_ids) | Q(low_email__in=emails))


def ids_naming(
    shop_id: int, *, customer_ids: Collection[int], emails: Collection[str]
) -> list[int]:
    """The ids of `orders_naming`."""
    low = [email.lower() for email in emails if email]
    naming = orders_naming(shop_id, customer_ids=customer_ids, emails=low)
    found = Order.objects.annotate(low_email=Lower("email")).filter(naming)
    return sorted(found.values_list("id", flat=True))
