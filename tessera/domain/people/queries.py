"""Finding people."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from tessera.domain.people.models import Person


def find_person(email: str) -> Person | None:
    """The person of this e-mail, whatever the capitals, or nothing."""
    return Person.objects.filter(email__iexact=email.strip()).first()


def second_factors(person_id: Any) -> QuerySet[Authenticator]:
    """What a person proves themselves with besides the password; recovery codes alone are none."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user_id=person_id, type__in=kinds)


def has_second_factor(person_id: int) -> bool:
    """Whether the person proves themselves with more than a password."""
    return second_factors(person_id).exists()
