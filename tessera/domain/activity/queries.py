"""Reading what happened."""

from django.db.models import Q

from tessera.domain.activity.models import Activity


def history(subject: str, subject_id: int) -> list[Activity]:
    """Everything that happened to one thing, newest first."""
    found = Activity.objects.filter(subject=subject, subject_id=subject_id)
    return list(found.select_related("person").order_by("-id"))


def history_of(things: list[tuple[str, int]]) -> list[Activity]:
    """Everything that happened to any of these things ("order", 7), newest first."""
    named = Q()
    for subject, subject_id in things:
        named |= Q(subject=subject, subject_id=subject_id)
    found = Activity.objects.filter(named) if things else Activity.objects.none()
    return list(found.select_related("person").order_by("-id"))
