"""Taking the name of a holder off tickets; they stay valid."""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from tessera.domain.tickets.models import Ticket


def tickets_naming(shop_id: int, *, first_name: str, last_name: str) -> QuerySet[Ticket]:
    """The tickets of a shop whose holder is called so, whoever bought them."""
    if not last_name:
        return Ticket.objects.none()
    named = Ticket.objects.annotate(
        low_first=Lower("holder_first_name"), low_last=Lower("holder_last_name")
    )
    called = Q(low_last=last_name.lower(), low_first=first_name.lower())
    return named.filter(called, shop_id=shop_id).exclude(holder_last_name="")


def forget_holders(tickets: QuerySet[Ticket]) -> int:
    """They name nobody; says how many."""
    ids: Collection[int] = list(tickets.values_list("id", flat=True))
    blank = {"holder_first_name": "", "holder_last_name": ""}
    return Ticket.objects.filter(id__in=ids).update(**blank)
