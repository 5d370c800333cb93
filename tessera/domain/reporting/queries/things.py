"""What the things in the log are called, and by what they are opened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tessera.domain.activity.models import Activity
from tessera.domain.catalogue.models import Event, Level, Plan
from tessera.domain.customers.models import Customer, ErasureRequest
from tessera.domain.forms.models import Form
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.offers.models import Offer
from tessera.domain.orders.models import Order
from tessera.domain.organisations.rules import Actor, Can
from tessera.domain.payments.models import Payment


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of the log: its name as it is stored, and the key of its page ("" for none)."""

    kind: str
    name: Any
    key: str = ""


Things = Mapping[tuple[str, int], Thing]


def things_of(activities: Iterable[Activity], *, actor: Actor) -> dict[tuple[str, int], Thing]:
    """The things these activities are about; one question for each kind of thing.

    Customers and members have no name for who may not see them.
    """
    ids: dict[str, set[int]] = {}
    for one in activities:
        ids.setdefault(one.subject, set()).add(one.subject_id)
    found: dict[tuple[str, int], Thing] = {}
    for subject, wanted in ids.items():
        look, needed = LOOKS.get(subject), NEEDED.get(subject)
        if look and (needed is None or actor.may(needed)):
            found |= {(subject, id_): thing for id_, thing in look(wanted).items()}
    return found


def _orders(ids: set[int]) -> dict[int, Thing]:
    numbers = Order.objects.filter(id__in=ids).values_list("id", "number")
    return {id_: Thing("order", number or "", number or "") for id_, number in numbers}


def _payments(ids: set[int]) -> dict[int, Thing]:
    numbers = Payment.objects.filter(id__in=ids).values_list("id", "order__number")
    return {id_: Thing("order", number or "", number or "") for id_, number in numbers}


def _customers(ids: set[int]) -> dict[int, Thing]:
    return {
        each.pk: Thing("customer", each.full_name or each.company or each.email, str(each.pk))
        for each in Customer.objects.filter(id__in=ids)
    }


def _events(ids: set[int]) -> dict[int, Thing]:
    named = Event.objects.filter(id__in=ids).values_list("id", "slug", "name")
    return {id_: Thing("event", name, slug) for id_, slug, name in named}


def _offers(ids: set[int]) -> dict[int, Thing]:
    named = Offer.objects.filter(id__in=ids).values_list("id", "name")
    return {id_: Thing("offer", name, str(id_)) for id_, name in named}


def _forms(ids: set[int]) -> dict[int, Thing]:
    named = Form.objects.filter(id__in=ids).values_list("id", "name")
    return {id_: Thing("form", name, str(id_)) for id_, name in named}


def _members(ids: set[int]) -> dict[int, Thing]:
    return {each.pk: _member(each) for each in Member.objects.filter(id__in=ids)}


def _memberships(ids: set[int]) -> dict[int, Thing]:
    held = Membership.objects.filter(id__in=ids).select_related("member")
    return {each.pk: _member(each.member) for each in held}


def _member(member: Member) -> Thing:
    return Thing("member", member.full_name or member.company or member.email, str(member.pk))


def _levels(ids: set[int]) -> dict[int, Thing]:
    named = Level.objects.filter(id__in=ids).values_list("id", "name")
    return {id_: Thing("edit_level", name, str(id_)) for id_, name in named}


def _plans(ids: set[int]) -> dict[int, Thing]:
    named = Plan.objects.filter(pk__in=ids).values_list("pk", "product__name")
    return {id_: Thing("plan", name, str(id_)) for id_, name in named}


def _erasures(ids: set[int]) -> dict[int, Thing]:
    asked = ErasureRequest.objects.filter(id__in=ids).values_list("id", "email")
    return {id_: Thing("erasure", email, str(id_)) for id_, email in asked}


LOOKS = {
    "order": _orders,
    "payment": _payments,
    "customer": _customers,
    "event": _events,
    "offer": _offers,
    "form": _forms,
    "member_record": _members,
    "membership": _memberships,
    "level": _levels,
    "plan": _plans,
    "erasure": _erasures,
}
NEEDED = {
    "customer": Can.SEE_CUSTOMERS,
    "member_record": Can.SEE_MEMBERS,
    "membership": Can.SEE_MEMBERS,
    "level": Can.EDIT_MEMBERS,
    "plan": Can.SEE_MEMBERS,
    "erasure": Can.EDIT_MEMBERS,
}
