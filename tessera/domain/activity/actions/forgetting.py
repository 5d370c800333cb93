"""Taking names out of what happened; that it happened, and when, stays."""

from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import quote, quote_plus

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from tessera.domain.activity.models import Activity
from tessera.lib.forgetting import GONE, scrubbed

PERSONAL = ("changes", "note", "before", "to", "email", "name")
"""What a fact about somebody may be called: it goes whole, whatever it says."""


def forget_in_history(
    shop_id: int, *, of: dict[str, list[int]], words: Collection[str], emails: Collection[str]
) -> None:
    """What happened to these things names nobody any more, and nothing in the shop the e-mails.

    Of a customer no fact stays at all. Lists that were taken home forget what was searched.
    """
    things = Q()
    for subject, ids in of.items():
        things |= Q(subject=subject, subject_id__in=ids)
    if of:
        own = Activity.objects.filter(things, shop_id=shop_id)
        _rewrite((one, _impersonal(one, words={*words, *emails})) for one in own)
    texts = Activity.objects.filter(shop_id=shop_id).annotate(told=Cast("facts", TextField()))
    if emails:
        naming = texts.filter(_holding(emails))
        _rewrite((one, scrubbed(one.facts, emails)) for one in naming)
    if words or emails:
        taken = texts.filter(_holding(_as_searched({*words, *emails})), verb="data.exported")
        _rewrite((one, {**one.facts, "query": GONE}) for one in taken)


def forget_who(shop_id: int, *, person_id: int, of: dict[str, list[int]]) -> None:
    """What this person did to these things was done by "the buyer"."""
    for subject, ids in of.items():
        Activity.objects.filter(
            shop_id=shop_id, person_id=person_id, subject=subject, subject_id__in=ids
        ).update(person=None, actor="buyer")


def _holding(words: Collection[str]) -> Q:
    holding = Q()
    for word in words:
        holding |= Q(told__icontains=word)
    return holding


def _as_searched(words: Collection[str]) -> set[str]:
    """As they stand in an address."""
    return {said for word in words for said in (word, quote(word), quote_plus(word))}


def _impersonal(one: Activity, *, words: Collection[str]) -> dict[str, Any]:
    if one.subject == "customer":
        return {}
    facts = {name: GONE if name in PERSONAL else fact for name, fact in one.facts.items()}
    return dict(scrubbed(facts, words))


def _rewrite(told: Iterable[tuple[Activity, dict[str, Any]]]) -> None:
    changed = []
    for one, facts in told:
        if facts != one.facts:
            one.facts = facts
            changed.append(one)
    Activity.objects.bulk_update(changed, ["facts"], batch_size=500)
