"""What is to be done because memberships end."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from tessera.domain.memberships.models import Membership, RenewalStep

AT_ONCE = (
    RenewalStep.Kind.REMINDER,
    RenewalStep.Kind.ANNOUNCEMENT,
    RenewalStep.Kind.LAPSE,
)


def take_steps(*, at: datetime, most: int) -> list[RenewalStep]:
    """Steps that are only said, oldest first; locked, without those that others work on."""
    due = RenewalStep.objects.filter(kind__in=AT_ONCE, done_at=None, due_on__lte=at.date())
    locked = due.select_for_update(of=("self",), skip_locked=True).order_by("due_on", "id")
    return list(
        locked.select_related(
            "membership__member",
            "membership__level",
            "membership__plan__product__shop",
            "membership__mandate",
        )[:most]
    )


def charges_due(*, at: datetime, most: int) -> list[int]:
    """Charges to be tried now, by id, oldest first."""
    due = RenewalStep.objects.filter(
        kind=RenewalStep.Kind.CHARGE, done_at=None, due_on__lte=at.date()
    )
    return list(due.order_by("due_on", "id").values_list("id", flat=True)[:most])


def take_charge(step_id: int) -> RenewalStep | None:
    """A charge that is still to be tried, locked; nothing when somebody else is at it, or was."""
    found = RenewalStep.objects.filter(id=step_id, done_at=None)
    locked = found.select_for_update(of=("self",), skip_locked=True)
    return locked.select_related(
        "membership__member",
        "membership__level",
        "membership__plan__product__shop",
        "membership__mandate",
        "membership__order",
        "payment__order__shop",
    ).first()


def still_running(steps: Sequence[RenewalStep]) -> set[int]:
    """Of the memberships of these steps those that nobody renewed, stopped, ended or forgot."""
    follower = Membership.objects.filter(follows=OuterRef("pk"))
    found = Membership.objects.filter(
        ~Exists(follower),
        Q(ended_on=None, stops=False, member__erased_at=None),
        id__in={step.membership_id for step in steps},
    )
    return set(found.values_list("id", flat=True))


def count_failed(membership_id: int) -> int:
    """How many charges of the membership did not work."""
    charges = RenewalStep.objects.filter(membership_id=membership_id, kind=RenewalStep.Kind.CHARGE)
    return charges.exclude(failed="").count()


def was_tried_before(step: RenewalStep) -> bool:
    """Whether the payment on the step is that of an earlier try, whose order it goes on with."""
    same = RenewalStep.objects.filter(payment=step.payment, id__lt=step.pk)
    return same.exists()
