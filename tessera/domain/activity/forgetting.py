"""Taking names out of what happened; that it happened, and when, stays."""

from collections.abc import Collection

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from tessera.domain.activity.models import Activity
from tessera.lib.forgetting import scrubbed


def forget_in_history(
    shop_id: int, *, of: dict[str, list[int]], words: Collection[str], emails: Collection[str]
) -> int:
    """The words go from what happened to these things, the e-mails from all of the shop.

    Of a customer no fact stays at all. Says in how many.
    """
    things = Q()
    for subject, ids in of.items():
        things |= Q(subject=subject, subject_id__in=ids)
    with_email = Q()
    for email in emails:
        with_email |= Q(told__icontains=email)
    own = Activity.objects.filter(things, shop_id=shop_id) if of else Activity.objects.none()
    texts = Activity.objects.annotate(told=Cast("facts", TextField()))
    naming = texts.filter(with_email, shop_id=shop_id) if emails else texts.none()
    changed = _rewrite(list(own), words={*words, *emails})
    return changed + _rewrite(list(naming), words=set(emails))


def forget_who(shop_id: int, *, person_id: int, of: dict[str, list[int]]) -> None:
    """What this person did to these things was done by "the buyer"."""
    for subject, ids in of.items():
        Activity.objects.filter(
            shop_id=shop_id, person_id=person_id, subject=subject, subject_id__in=ids
        ).update(person=None, actor="buyer")


def _rewrite(found: list[Activity], *, words: Collection[str]) -> int:
    changed = []
    for one in found:
        facts = {} if one.subject == "customer" else scrubbed(one.facts, words)
        if facts != one.facts:
            one.facts = facts
            changed.append(one)
    Activity.objects.bulk_update(changed, ["facts"], batch_size=500)
    return len(changed)
