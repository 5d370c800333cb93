"""How a buyer comes to have an account."""

from django.db import transaction

from tessera.domain.customers.queries import is_known
from tessera.domain.memberships.queries.standing import is_member_address
from tessera.domain.people import actions as people
from tessera.domain.people.queries import find_person


@transaction.atomic(durable=True)
def welcome(email: str, *, language: str) -> bool:
    """Make an account for an address that has ordered, or is a member's: its code proves it.

    Strangers get none, and are told no difference. Says whether there is an account.
    """
    address = email.strip().lower()
    if not address or find_person(address) is not None:
        return bool(address)
    if not is_known(address) and not is_member_address(address):
        return False
    people.note_address(people.create_person(address, language=language))
    return True
