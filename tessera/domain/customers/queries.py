"""Reading customers."""

from collections.abc import Collection, Iterator
from functools import reduce
from operator import or_
from typing import Any, TypeVar, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from tessera.domain.customers.models import KEPT, NAME, Customer, fold
from tessera.domain.people.models import Person
from tessera.domain.people.queries import proven
from tessera.lib.ready import Ready

MOST_FOUND = 1000
Anybody = TypeVar("Anybody", bound=Model)


def details_of(shop_id: int, person_id: int) -> dict[str, Any]:
    """What a person who logged in told this shop last time; else their name and e-mail."""
    person = Person.objects.get(id=person_id)
    known = {
        "email": person.email,
        "first_name": person.first_name,
        "last_name": person.last_name,
    }
    theirs = Customer.objects.filter(shop_id=shop_id, person=person).select_related("merged_into")
    found = theirs.order_by("-id").first()
    if found is None:
        return known
    found = found.merged_into or found
    return known | {name: getattr(found, name) for name in KEPT if getattr(found, name)}


def is_known(email: str) -> bool:
    """Whether somebody has ordered with this e-mail, in any shop."""
    return _at(email).exists()


def customer_of_email(shop_id: int, email: str) -> Customer | None:
    """Whose e-mail it is in the shop; the trace of a merged one leads to who stayed."""
    one = _of_email.first(shop_id, email.strip().lower()) if email else None
    return one and (one.merged_into or one)


_of_person = Ready[Customer](
    lambda shop, person: (
        Customer.objects.filter(shop_id=shop, person_id=person)
        .select_related("merged_into")
        .order_by("-id")
    ),
    int,
    int,
)


def customer_of_person(shop_id: int, person_id: int) -> Customer | None:
    """Who a login is in the shop; the trace of a merged one leads to who stayed."""
    one = _of_person.first(shop_id, person_id)
    return one and (one.merged_into or one)


def _at(email: str) -> QuerySet[Customer]:
    """Who has the e-mail, asked as it is indexed: in small letters, never empty."""
    return Customer.objects.filter(Exact(Lower("email"), email.strip().lower()), ~Q(email=""))


_of_email = Ready[Customer](
    lambda shop, email: _at(email).filter(shop_id=shop).select_related("merged_into"),
    int,
    str,
)


def ids_of_person(person_id: int, email: str) -> list[int]:
    """The customers, of every shop, that a login or its e-mail stands for, merged ones followed."""
    found = set(Customer.objects.filter(person_id=person_id).values_list("id", "merged_into_id"))
    if email:
        found |= set(_at(email).values_list("id", "merged_into_id"))
    return sorted({merged or own for own, merged in found})


def lock_customers(ids: Collection[int]) -> dict[int, Customer]:
    """The customers, locked in the order of their ids until the transaction ends."""
    found = Customer.objects.filter(id__in=ids).select_for_update(of=("self",))
    return {each.pk: each for each in found.select_related("shop").order_by("id")}


def traces_of(customer_id: int) -> list[Customer]:
    """Those that were merged into this one."""
    return list(Customer.objects.filter(merged_into_id=customer_id).order_by("id"))


def called(people: QuerySet[Anybody], text: str) -> QuerySet[Anybody]:
    """Those whose last name, company or e-mail begins with the words, or who are called so.

    Accents and capitals do not matter. Customers, members: whoever is indexed by name and e-mail.
    """
    told = people.annotate(folded_name=NAME, low_email=Lower("email"))
    named = cast("QuerySet[Anybody]", told)
    ids: set[int] = set()
    for condition in _meanings(text):
        found = named.order_by().filter(condition).values_list("id", flat=True)[:MOST_FOUND]
        ids.update(found)
        if len(ids) >= MOST_FOUND:  # so common that walking the list itself is quick
            return named.filter(reduce(or_, _meanings(text)))
    return people.filter(id__in=ids)


def beyond_name(mark: tuple[str, int], *, falling: bool) -> Q:
    """What comes after a mark in a list sorted by name."""
    value, id_ = mark
    less = "lt" if falling else "gt"
    further = Q(**{f"folded_name__{less}": value}) | Q(**{f"id__{less}": id_})
    return Q(**{f"folded_name__{less}e": value}) & further


def _meanings(text: str) -> Iterator[Q]:
    """Each is answered by one index; the database is asked for them one by one."""
    low = text.lower()
    by_email = Q(low_email__startswith=low) & ~Q(email="")  # as the index says, or it is not used
    if "@" in text:
        yield by_email
        return
    name = fold(text)
    yield Q(folded_name__startswith=name)
    yield by_email
    first_word, _, rest = name.partition(" ")
    first_typed, _, rest_typed = low.partition(" ")
    if rest:
        yield Q(folded_name__startswith=rest, first_name__istartswith=first_typed)
        yield Q(folded_name__startswith=first_word, first_name__istartswith=rest_typed)


def addresses_of_person(person_id: int) -> list[str]:
    """The proven address of a login, in small letters, and those of whom it was merged into; none
    while it is not proven."""
    merged = Customer.objects.filter(
        Exact(Lower("email"), Lower(OuterRef("email"))), ~Q(email=""), merged_into__isnull=False
    ).values(low=Lower("merged_into__email"))
    found = proven(person_id).annotate(followed=ArraySubquery(merged))
    for email, followed in found.values_list("email", "followed"):
        return sorted({each for each in (email.lower(), *followed) if each})
    return []
