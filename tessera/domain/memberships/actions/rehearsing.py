"""Forgetting members that only tests made."""

from collections.abc import Collection

from django.db.models import Q

from tessera.domain.memberships.models import Joining, Member, Membership


def forget_memberships(order_ids: Collection[int]) -> int:
    """What these orders yielded is gone, and so are the members whom they made and of whom nothing
    else is known. Says how many memberships."""
    found = Membership.objects.filter(
        Q(order_id__in=order_ids) | Q(covered_by__order_id__in=order_ids)
    )
    rows = list(found.values_list("id", "member_id", "created_at"))
    if not rows:
        return 0
    gone = [row for row, *_about in rows]
    Joining.objects.filter(replaces_id__in=gone).update(replaces=None)
    Membership.objects.filter(id__in=gone, covered_by__isnull=False).delete()
    Membership.objects.filter(id__in=gone).delete()
    made = {(member, at) for _row, member, at in rows}
    idle = Member.objects.filter(id__in={member for member, _at in made}, memberships=None, note="")
    began = [each.pk for each in idle if (each.pk, each.created_at) in made]
    Member.objects.filter(id__in=began).delete()
    return len(gone)
