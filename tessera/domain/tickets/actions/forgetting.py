"""Taking the name of a holder off tickets; they stay valid."""

from collections.abc import Collection

from django.db.models import QuerySet

from tessera.domain.tickets.models import Ticket


def forget_holders(tickets: QuerySet[Ticket]) -> int:
    """They name nobody; says how many."""
    ids: Collection[int] = list(tickets.values_list("id", flat=True))
    blank = {"holder_first_name": "", "holder_last_name": ""}
    return Ticket.objects.filter(id__in=ids).update(**blank)
