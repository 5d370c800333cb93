"""How an organisation comes to be, and what it asks of its team."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.organisations import actions as organisations
from tessera.domain.organisations.errors import NameTaken
from tessera.domain.organisations.models import Organisation
from tessera.domain.organisations.queries.team import is_slug_taken, lock_organisation
from tessera.domain.organisations.rules import Actor, Can, require
from tessera.domain.people.models import Person
from tessera.domain.people.queries import has_second_factor
from tessera.lib.errors import NotAllowed

LONGEST_SLUG = 60


@transaction.atomic(durable=True)
def found_organisation(name: str, *, person: Person, at: datetime) -> Organisation:
    """A new organisation with the ready-made profiles and this person as its administrator.

    Refuses (NameTaken) a name that another organisation goes by.
    """
    slug = slugify(name)[:LONGEST_SLUG].strip("-")
    if not slug or is_slug_taken(slug):
        raise NameTaken(
            _("There is already an organisation called “%(name)s”. Add your town, for example.")
            % {"name": name}
        )
    organisation = organisations.create_organisation(name, slug=slug)
    member = organisations.add_team_member(organisation, person=person)
    organisations.note_joined(member, at=at)
    by = Actor(label=str(person), person_id=person.pk, organisation_id=organisation.pk)
    activity.record_in_organisation(
        "organisation.founded", of=("organisation", organisation.pk), by=by, at=at, name=name
    )
    return organisation


@transaction.atomic(durable=True)
def change_organisation(*, name: str, requires_mfa: bool, by: Actor, at: datetime) -> None:
    """Give the organisation its name, and say whether its team needs a second factor.

    Refuses (NotAllowed) to ask of others what one has not done oneself: who asks would be the
    first to stand before the closed door.
    """
    require(by, Can.EDIT_TEAM)
    organisation = lock_organisation(by.organisation_id or 0)
    begins = requires_mfa and not organisation.requires_mfa
    if begins and not has_second_factor(by.person_id or 0):
        raise NotAllowed(
            _("Add a second factor to your own account first, then ask it of your team.")
        )
    if name != organisation.name:
        organisations.rename_organisation(organisation, name)
    if requires_mfa != organisation.requires_mfa:
        organisations.require_mfa(organisation, is_required=requires_mfa)
    activity.record_in_organisation(
        "organisation.edited",
        of=("organisation", organisation.pk),
        by=by,
        at=at,
        name=name,
        requires_mfa=requires_mfa,
    )
