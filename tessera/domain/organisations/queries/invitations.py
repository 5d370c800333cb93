"""Who was asked to join."""

from tessera.domain.organisations.models import Invitation
from tessera.domain.organisations.queries.tokens import digest_of


def invitations_of(organisation_id: int) -> list[Invitation]:
    """The invitations that nobody has answered or withdrawn, newest first."""
    found = Invitation.objects.filter(
        organisation_id=organisation_id, accepted_at=None, withdrawn_at=None
    )
    return list(found.select_related("profile", "invited_by").order_by("-id"))


def invitation_by_key(key: str) -> Invitation | None:
    """The invitation that this link opens, whatever became of it, or nothing."""
    found = Invitation.objects.filter(digest=digest_of(key))
    return found.select_related("organisation", "profile", "invited_by").first()


def invitation_in(organisation_id: int, invitation_id: int) -> Invitation | None:
    """One invitation of the organisation, or nothing."""
    found = Invitation.objects.filter(organisation_id=organisation_id, id=invitation_id)
    return found.select_related("organisation", "profile", "invited_by").first()


def lock_invitation(invitation_id: int) -> Invitation:
    """The invitation, locked until the transaction ends."""
    found = Invitation.objects.select_for_update(of=("self",))
    return found.select_related("organisation", "profile").get(id=invitation_id)
