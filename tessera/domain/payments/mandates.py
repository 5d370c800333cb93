"""Reading accounts that may be charged later."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from tessera.domain.payments.methods import Method, part_named
from tessera.domain.payments.models import Mandate, Payment
from tessera.domain.payments.queries import method_row


def mandate_of_order(order_id: int) -> Mandate | None:
    """The account that was kept with the order, or that it was charged to, while that is good."""
    found = Mandate.objects.filter(payments__order_id=order_id, ended_at=None)
    return found.order_by("-id").first()


def mandates_with(order_ids: Collection[int]) -> list[int]:
    """The accounts that were kept with these orders, or that they were charged to."""
    found = Mandate.objects.filter(payments__order_id__in=order_ids).order_by("id")
    return list(found.values_list("id", flat=True).distinct())


def mandates_of(
    organisation_id: int, *, emails: Collection[str], person_id: int | None = None
) -> list[int]:
    """The accounts that these addresses, or this login, agreed to be charged by; those that ended
    too."""
    theirs = Q(low__in=[each.strip().lower() for each in emails if each.strip()])
    if person_id is not None:
        theirs |= Q(person_id=person_id)
    found = Mandate.objects.annotate(low=Lower("email")).filter(
        theirs, shop__organisation_id=organisation_id
    )
    return list(found.order_by("id").values_list("id", flat=True))


def mandates_to_release() -> list[Mandate]:
    """Those that ended, that nothing is on its way from, and that their provider has not forgotten
    yet."""
    under_way = Payment.objects.filter(
        mandate=OuterRef("pk"), status__in=(Payment.Status.OPEN, Payment.Status.PROCESSING)
    )
    found = Mandate.objects.filter(~Exists(under_way), ended_at__isnull=False, released_at=None)
    return list(found.order_by("ended_at", "id"))


def keeper_of(mandate: Mandate) -> Method | None:
    """The part that keeps the account, with the settings of its shop; nothing when it is gone."""
    part = part_named(mandate.method)
    return part(method_row(mandate.shop_id, mandate.method).settings) if part else None
