"""Writing customers."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tessera.domain.customers.errors import EmailTaken, IsErased, NobodyToKnow
from tessera.domain.customers.models import KEPT, Customer
from tessera.domain.customers.queries import customer_of_email
from tessera.domain.customers.rules import merged, merged_notes
from tessera.lib import rows

NAMED = ("email", *KEPT)
"""What can be edited, and what names somebody."""


def remember(
    shop_id: int, *, buyer: Mapping[str, Any], at: datetime, person_id: int | None = None
) -> Customer:
    """The customer of this e-mail, told the newest details; made when there is none.

    What the buyer left empty is kept; a newsletter consent is never withdrawn by silence. The
    e-mail of one who was merged leads to who stayed.
    """
    email = str(buyer["email"]).strip().lower()
    told = {name: buyer[name] for name in KEPT if buyer.get(name)}
    if person_id is not None:
        told["person_id"] = person_id
    consent = {"newsletter": True, "newsletter_at": at} if buyer.get("newsletter") else {}
    customer = customer_of_email(shop_id, email)
    if customer is None:
        return _added(Customer(shop_id=shop_id, email=email, **told, **consent))
    if not customer.newsletter:
        told |= consent
    change(customer, told)
    return customer


def _added(customer: Customer) -> Customer:
    """The customer, written; or whom somebody else wrote for the same e-mail meanwhile."""
    rows.add(customer, or_leave=True)
    if customer.pk is not None:
        return customer
    written = customer_of_email(customer.shop_id, customer.email)
    assert written is not None, "an e-mail that is written is found"
    return written


def change(customer: Customer, values: Mapping[str, Any]) -> list[str]:
    """Write what differs; says which."""
    changed = [name for name, value in values.items() if getattr(customer, name) != value]
    if changed:
        for name in changed:
            setattr(customer, name, values[name])
        rows.change(customer, changed)
    return changed


def add(shop_id: int, values: Mapping[str, Any]) -> Customer:
    """A customer added by hand; refuses (NobodyToKnow, EmailTaken)."""
    told = _told(values)
    _require_free(shop_id, str(told.get("email", "")))
    return Customer.objects.create(shop_id=shop_id, **told)


def correct(customer: Customer, values: Mapping[str, Any]) -> list[str]:
    """Write what was corrected, and say which fields; refuses (IsErased, NobodyToKnow, EmailTaken).

    An e-mail that a trace of this customer still holds comes back to it.
    """
    require_known(customer)
    told = _told(values)
    email = str(told.get("email", ""))
    _require_free(customer.shop_id, email, but=customer)
    if email:
        traces = Customer.objects.filter(merged_into_id=customer.pk, email__iexact=email)
        traces.update(email="")
    return change(customer, told)


def merge(kept: Customer, other: Customer, *, from_other: Collection[str]) -> list[str]:
    """One customer has the values of both; the other stays as a trace that holds an e-mail.

    Says which values changed. Whose newsletter consent was told last, counts.
    """
    mine = {name: getattr(kept, name) for name in NAMED}
    theirs = {name: getattr(other, name) for name in NAMED}
    values = merged(mine, theirs, from_other=from_other)
    values["note"] = merged_notes(kept.note, other.note)
    values["person_id"] = kept.person_id or other.person_id
    values["created_at"] = min(kept.created_at, other.created_at)
    if other.newsletter_at and (not kept.newsletter_at or other.newsletter_at > kept.newsletter_at):
        values |= {"newsletter": other.newsletter, "newsletter_at": other.newsletter_at}
    left = theirs["email"] if values["email"] == mine["email"] else mine["email"]
    Customer.objects.filter(merged_into_id=other.pk).update(merged_into_id=kept.pk)
    _blank(other, email="", merged_into_id=kept.pk, person_id=other.person_id)
    changed = change(kept, values)
    change(other, {"email": left})
    return changed


def erase(customer: Customer, *, at: datetime) -> None:
    """Nothing names the customer any more, nor the traces that lead here."""
    traces = Customer.objects.filter(merged_into_id=customer.pk)
    for each in (*traces, customer):
        _blank(each, email="", person_id=None, erased_at=at)


def require_known(customer: Customer) -> None:
    """Refuses (IsErased) one of whom nothing may be known."""
    if customer.erased_at is not None:
        raise IsErased(_("This customer was erased. Add a new one instead."))


def _blank(customer: Customer, **values: Any) -> None:
    nothing: dict[str, Any] = {name: "" for name in KEPT if name != "language"}
    silent = {"note": "", "newsletter": False, "newsletter_at": None}
    change(customer, {**nothing, **silent, **values})


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    told = dict(values)
    if "email" in told:
        told["email"] = str(told["email"]).strip().lower()
    if not any(told.get(name) for name in ("email", "first_name", "last_name", "company")):
        raise NobodyToKnow(_("Write a name, a company or an e-mail: a customer is found by one."))
    return told


def _require_free(shop_id: int, email: str, *, but: Customer | None = None) -> None:
    owner = customer_of_email(shop_id, email)
    if owner is not None and (but is None or owner.pk != but.pk):
        raise EmailTaken(
            _("%(email)s is the e-mail of another customer. Open that one, or merge the two.")
            % {"email": email},
            customer_id=owner.pk,
        )
