"""Writing customers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tessera.domain.customers.models import KEPT, Customer


def remember(
    shop_id: int, *, buyer: Mapping[str, Any], at: datetime, person_id: int | None = None
) -> Customer:
    """The customer of this e-mail, told the newest details; made when there is none.

    What the buyer left empty is kept; a newsletter consent is never withdrawn by silence.
    """
    email = str(buyer["email"]).strip().lower()
    told = {name: buyer[name] for name in KEPT if buyer.get(name)}
    if buyer.get("newsletter"):
        told |= {"newsletter": True, "newsletter_at": at}
    if person_id is not None:
        told["person_id"] = person_id
    customer = Customer.objects.filter(shop_id=shop_id, email__iexact=email).first()
    if customer is None:
        customer, _new = Customer.objects.get_or_create(shop_id=shop_id, email=email, defaults=told)
        return customer
    changed = [name for name, value in told.items() if getattr(customer, name) != value]
    if changed:
        for name in changed:
            setattr(customer, name, told[name])
        customer.save(update_fields=changed)
    return customer
