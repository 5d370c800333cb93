"""Writing that somebody may be charged later, and that it is over."""

from collections.abc import Collection
from datetime import datetime

from tessera.domain.payments.methods import Kept
from tessera.domain.payments.models import Mandate, Payment


def keep_mandate(payment: Payment, kept: Kept, *, said: str, at: datetime) -> Mandate:
    """Keep the account of a payment (locked, with its order), with the text that was agreed to."""
    order = payment.order
    mandate = Mandate.objects.create(
        shop_id=order.shop_id,
        person_id=order.person_id,
        email=order.email,
        method=payment.method,
        provider_customer=kept.provider_customer,
        provider_method=kept.provider_method,
        label=kept.label[:80],
        said=said,
        agreed_at=at,
    )
    payment.mandate = mandate
    payment.save(update_fields=["mandate"])
    return mandate


def end_mandates(mandate_ids: Collection[int], *, at: datetime) -> int:
    """These accounts are charged no more. Says how many were still good."""
    return Mandate.objects.filter(id__in=mandate_ids, ended_at=None).update(ended_at=at)


def forget_mandates(mandate_ids: Collection[int]) -> None:
    """Nothing says any more whose accounts these were; what was agreed to, and when, stays."""
    Mandate.objects.filter(id__in=mandate_ids).update(person=None, email="", label="")


def note_released(mandate: Mandate, *, at: datetime) -> None:
    """The provider has forgotten the account."""
    Mandate.objects.filter(pk=mandate.pk, released_at=None).update(released_at=at)


def move_mandates(organisation_id: int, *, of: str, to: str) -> int:
    """Who agreed under one address agreed under the other. Says how many."""
    found = Mandate.objects.filter(shop__organisation_id=organisation_id, email__iexact=of)
    return found.update(email=to) if of else 0
