"""Writing requests to be forgotten."""

from datetime import datetime, timedelta

from tessera.domain.customers.models import ErasureRequest

ANSWERED_WITHIN = timedelta(days=30)
"""GDPR, art. 12 (3): within a month."""


def ask_erasure(
    organisation_id: int, *, email: str, person_id: int | None, at: datetime
) -> ErasureRequest:
    """Somebody wants to be forgotten; the answer is due within a month."""
    return ErasureRequest.objects.create(
        organisation_id=organisation_id,
        email=email.strip().lower(),
        person_id=person_id,
        asked_at=at,
        due_on=(at + ANSWERED_WITHIN).date(),
    )


def answer_erasure(request: ErasureRequest, *, answer: str, actor: str, at: datetime) -> None:
    """The request was answered: with what, by whom."""
    request.done_at, request.answer, request.actor = at, answer[:200], actor[:120]
    request.save(update_fields=["done_at", "answer", "actor"])


def forget_asker(request: ErasureRequest) -> None:
    """A request that was done names nobody any more; that it was done, and when, stays."""
    request.email, request.person_id = f"erased-{request.pk}@erased.invalid", None
    request.save(update_fields=["email", "person"])


def move_requests(organisation_id: int, *, of: str, to: str) -> int:
    """What somebody asked under one address was asked under the other. Says how many."""
    found = ErasureRequest.objects.filter(
        organisation_id=organisation_id, email=of.strip().lower(), done_at=None
    )
    return found.update(email=to.strip().lower())
