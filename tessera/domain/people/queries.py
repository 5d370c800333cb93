"""Finding people."""

from tessera.domain.people.models import Person


def find_person(email: str) -> Person | None:
    """The person of this e-mail, whatever the capitals, or nothing."""
    return Person.objects.filter(email__iexact=email.strip()).first()
