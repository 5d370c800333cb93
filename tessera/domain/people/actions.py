"""Writing people."""

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
    return Person.objects.create_user(
        email, password, first_name=first_name, last_name=last_name, language=language
    )
