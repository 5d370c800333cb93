"""Reading what happened."""

from tessera.domain.activity.models import Activity


def history(subject: str, subject_id: int) -> list[Activity]:
    """Everything that happened to one thing, newest first."""
    found = Activity.objects.filter(subject=subject, subject_id=subject_id)
    return list(found.select_related("person").order_by("-id"))
