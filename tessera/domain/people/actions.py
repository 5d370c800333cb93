"""Writing people."""

from allauth.account.models import EmailAddress

from tessera.domain.people.models import Person


def create_person(
    email: str,
    *,
    password: str | None = None,
    first_name: str = "",
    last_name: str = "",
    language: str = "fr",
) -> Person:
    """Somebody who can log in; without a password, by a code sent to their address."""
    person = Person(
        email=email.strip().lower(), first_name=first_name, last_name=last_name, language=language
    )
    person.set_password(password)
    person.save(force_insert=True)
    return person


def note_address(person: Person, *, is_verified: bool = False) -> None:
    """Let the login know the address, so that the first code proves it and no second is asked."""
    EmailAddress.objects.get_or_create(
        user=person, email=person.email, defaults={"primary": True, "verified": is_verified}
    )
