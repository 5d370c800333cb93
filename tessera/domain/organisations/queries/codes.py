"""Short codes that open the scanner on a device."""

from tessera.domain.organisations.models import AccessCode
from tessera.domain.organisations.queries.team import rights_from, scope_of
from tessera.domain.organisations.queries.tokens import digest_of
from tessera.domain.organisations.rules import DEVICE, Actor


def codes_of(organisation_id: int) -> list[AccessCode]:
    """The organisation's live codes, newest first."""
    found = AccessCode.objects.filter(organisation_id=organisation_id, revoked_at=None)
    return list(found.select_related("profile", "created_by").order_by("-id"))


def code_in(organisation_id: int, code_id: int) -> AccessCode | None:
    """One code of the organisation, or nothing."""
    found = AccessCode.objects.filter(organisation_id=organisation_id, id=code_id)
    return found.select_related("profile").first()


def live_code(code_id: int) -> AccessCode | None:
    """The code, unless it was revoked."""
    found = AccessCode.objects.filter(id=code_id, revoked_at=None)
    return found.select_related("profile").first()


def code_typed(text: str) -> AccessCode | None:
    """The live code that was typed, however it was spaced and whatever the capitals."""
    letters = "".join(sign for sign in text.upper() if sign.isalnum())
    found = AccessCode.objects.filter(digest=digest_of(letters), revoked_at=None)
    return found.select_related("profile").first() if letters else None


def is_live(code_id: int) -> bool:
    """Whether the code still opens the door."""
    return AccessCode.objects.filter(id=code_id, revoked_at=None).exists()


def actor_with_code(code: AccessCode) -> Actor:
    """The actor that a door device is: it scans and sees the door, no matter what else the
    profile allows."""
    profile = code.profile
    return Actor(
        label=f"{code.name} (…{code.hint})",
        organisation_id=code.organisation_id,
        can=DEVICE if profile is None else DEVICE & rights_from(profile.rights),
        kind="device",
        **({} if profile is None else scope_of(profile)),
    )
