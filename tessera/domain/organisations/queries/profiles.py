"""Named sets of rights, and who works with them."""

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from tessera.domain.organisations.models import Profile
from tessera.domain.organisations.queries.team import limits_of
from tessera.domain.organisations.rules import READY_MADE, Actor


def profiles_of(organisation_id: int) -> QuerySet[Profile]:
    """The organisation's profiles, the ready-made ones first; `members` counts who has each."""
    whens = [When(ready_made=code, then=Value(place)) for place, code in enumerate(READY_MADE)]
    place = Case(*whens, default=Value(len(whens)), output_field=IntegerField())
    found = Profile.objects.filter(organisation_id=organisation_id)
    return found.annotate(members=Count("team"), place=place).order_by("place", "name")


def profile_in(organisation_id: int, profile_id: int) -> Profile | None:
    """One profile of the organisation, or nothing."""
    return Profile.objects.filter(organisation_id=organisation_id, id=profile_id).first()


def ready_made_in(organisation_id: int, code: str) -> Profile:
    """The ready-made profile of this code."""
    return Profile.objects.get(organisation_id=organisation_id, ready_made=code)


def grantable_by(actor: Actor) -> list[Profile]:
    """The profiles that the actor may give: none that includes or reaches more than its own."""
    found = profiles_of(actor.organisation_id or 0)
    return [each for each in found if may_grant(actor, each)]


def may_grant(actor: Actor, profile: Profile) -> bool:
    """Whether the actor holds everything that the profile gives."""
    return set(profile.rights) <= actor.can and actor.limits.holds(limits_of(profile))


def is_name_taken(organisation_id: int, name: str, *, but: int = 0) -> bool:
    """Whether another profile of the organisation is called so."""
    found = Profile.objects.filter(organisation_id=organisation_id, name__iexact=name)
    return found.exclude(id=but).exists()


def users_of(profile: Profile) -> list[str]:
    """Who would lose their rights with the profile: members, the invited, devices."""
    waiting = Q(accepted_at=None, withdrawn_at=None)
    return [
        *(str(member.person) for member in profile.team.select_related("person")),
        *profile.invitations.filter(waiting).values_list("email", flat=True),
        *profile.access_codes.filter(revoked_at=None).values_list("name", flat=True),
    ]
