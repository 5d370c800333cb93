"""Reading customers."""

from typing import Any

from tessera.domain.customers.models import KEPT, Customer
from tessera.domain.people.models import Person


def details_of(shop_id: int, person_id: int) -> dict[str, Any]:
    """What a person who logged in told this shop last time; else their name and e-mail."""
    person = Person.objects.get(id=person_id)
    known = {
        "email": person.email,
        "first_name": person.first_name,
        "last_name": person.last_name,
    }
    found = Customer.objects.filter(shop_id=shop_id, person=person).order_by("-id").first()
    if found is None:
        return known
    return known | {name: getattr(found, name) for name in KEPT if getattr(found, name)}


def is_known(email: str) -> bool:
    """Whether somebody has ordered with this e-mail, in any shop."""
    return Customer.objects.filter(email__iexact=email).exists()
