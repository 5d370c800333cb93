"""Finding people."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet

from tessera.domain.people.models import Person
from tessera.lib.ready import Ready

_by_id = Ready[Person](lambda person: Person.objects.filter(id=person), int)
_session = Ready[Session](
    lambda key, at: Session.objects.filter(session_key=key, expire_date__gt=at), str, datetime
)


def person_by_id(person_id: int) -> Person | None:
    """The person, or nothing."""
    return _by_id.first(person_id)


def session_of(key: str, *, at: datetime) -> Session | None:
    """What is kept of a browser that is logged in, unless it is over."""
    return _session.first(key, at)


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


def proven_address(person_id: int) -> str:
    """The address the person logs in with; "" while nobody has shown that it is theirs."""
    return proven(person_id).values_list("email", flat=True).first() or ""


def proven(person_id: int) -> QuerySet[Person]:
    """The person, unless nobody has shown that the address is theirs."""
    doubted = EmailAddress.objects.filter(
        user_id=person_id, email__iexact=OuterRef("email"), verified=False
    )
    return Person.objects.filter(~Exists(doubted), id=person_id)
