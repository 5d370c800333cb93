"""Whom a list of members is about."""

from collections.abc import Collection

from django.db.models import Q
from django.db.models.functions import Lower

from tessera.domain.memberships.models import Member


def known_members(
    organisation_id: int, *, emails: Collection[str], numbers: Collection[int]
) -> list[Member]:
    """The members of these addresses (in small letters) or numbers, erased ones too."""
    found = Member.objects.filter(organisation_id=organisation_id).annotate(low=Lower("email"))
    meant = Q(number__in=numbers) | (Q(low__in=emails) & ~Q(email=""))
    return list(found.filter(meant).order_by("id"))
