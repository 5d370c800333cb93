"""Members as those who look after them see them."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from tessera.domain.catalogue.models import Product
from tessera.domain.customers.models import ErasureRequest
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.queries.standing import valid_on
from tessera.domain.orders.models import OrderLine, Status
from tessera.domain.orders.queries.grid import orders_visible_to
from tessera.domain.organisations.rules import Actor, Can
from tessera.domain.shops.models import Shop

WITH = ("level", "plan__product__shop", "order__shop", "mandate", "covered_by__member")


LISTED = (
    *("member_id", "starts_on", "ends_on", "ended_on", "grace_until", "stops", "origin"),
    *("mandate_id", "covered_by_id", "level__name", "level__colour", "level__rank"),
    *("plan__product__name", "followed_by__id"),
)


def member_in(organisation_id: int, member_id: int) -> Member | None:
    """A member of the organisation, erased ones too, or nothing."""
    found = Member.objects.filter(organisation_id=organisation_id, id=member_id)
    return found.select_related("person").first()


def memberships_of(member_id: int) -> list[Membership]:
    """Everything the member has or had, the last to begin first."""
    found = Membership.objects.filter(member_id=member_id).select_related(*WITH, "followed_by")
    return list(found.order_by("-starts_on", "-id"))


def memberships_of_many(member_ids: Sequence[int]) -> dict[int, list[Membership]]:
    """What each of these members has or had, the last to begin first; one question for all, and
    only what lists and files say."""
    by_member: dict[int, list[Membership]] = {each: [] for each in member_ids}
    found = Membership.objects.filter(member_id__in=member_ids).select_related(
        "level", "plan__product", "followed_by"
    )
    found = found.only(*LISTED)
    for each in found.order_by("-starts_on", "-id"):
        by_member[each.member_id].append(each)
    return by_member


def membership_in(organisation_id: int, membership_id: int) -> Membership | None:
    """One membership of the organisation, locked until the transaction ends, or nothing."""
    found = Membership.objects.filter(
        id=membership_id, member__organisation_id=organisation_id
    ).select_related("member__organisation", *WITH)
    return found.select_for_update(of=("self",)).first()


def owner_of(organisation_id: int, membership_id: int) -> int | None:
    """Whose membership it is, by id, or nothing."""
    found = Membership.objects.filter(id=membership_id, member__organisation_id=organisation_id)
    return found.values_list("member_id", flat=True).first()


def home_of(membership: Membership) -> Shop:
    """The shop a membership was made in; of one that was granted, the first of the
    organisation."""
    if membership.order is not None:
        return membership.order.shop
    if membership.plan is not None:
        return membership.plan.product.shop
    shops = Shop.objects.filter(organisation_id=membership.member.organisation_id)
    return shops.order_by("id")[0]


def shops_of(organisation_id: int) -> list[int]:
    """The shops of the organisation, by id."""
    found = Shop.objects.filter(organisation_id=organisation_id)
    return list(found.order_by("id").values_list("id", flat=True))


def seats_taken(membership_ids: Collection[int], *, on: date) -> dict[int, int]:
    """How many others each of these memberships covers on that day."""
    rows = Membership.objects.filter(
        valid_on(on) | Q(starts_on__gt=on, ended_on=None), covered_by_id__in=membership_ids
    )
    counted = Counter(rows.values_list("covered_by_id", flat=True))
    return {each: counted[each] for each in membership_ids}


def covered_by(membership_id: int) -> list[Membership]:
    """Who has a seat of this membership, or had one."""
    found = Membership.objects.filter(covered_by_id=membership_id).select_related("member")
    return list(found.order_by("place", "id"))


def requests_of(organisation_id: int, *, is_open: bool) -> list[ErasureRequest]:
    """Who wants to be forgotten: those to be answered, the most urgent first; or the latest two
    hundred that were."""
    found = ErasureRequest.objects.filter(organisation_id=organisation_id)
    if is_open:
        return list(found.filter(done_at=None).order_by("due_on", "id"))
    return list(found.filter(done_at__isnull=False).order_by("-done_at", "-id")[:200])


def count_requests(organisation_id: int) -> int:
    """How many requests wait for an answer."""
    found = ErasureRequest.objects.filter(organisation_id=organisation_id, done_at=None)
    return found.count()


def count_to_approve(actor: Actor, shop_id: int) -> int:
    """How many orders of plans that the actor sees wait to be approved."""
    if not actor.may(Can.SEE_ORDERS):
        return 0
    waiting = orders_visible_to(actor, shop_id).order_by().filter(status=Status.REVIEW)
    of_plans = OrderLine.objects.filter(order_id=OuterRef("pk"), product__kind=Product.Kind.PLAN)
    return waiting.filter(Exists(of_plans)).count()


def request_in(organisation_id: int, request_id: int) -> ErasureRequest | None:
    """One request of the organisation, locked until the transaction ends, or nothing."""
    found = ErasureRequest.objects.filter(organisation_id=organisation_id, id=request_id)
    return found.select_for_update().first()


def open_request(organisation_id: int, email: str) -> ErasureRequest | None:
    """What somebody asked already, and nobody has answered yet."""
    found = ErasureRequest.objects.filter(organisation_id=organisation_id, done_at=None)
    return found.filter(Exact(Lower("email"), email.strip().lower())).first()


def members_meant(
    organisation_id: int, *, email: str = "", person_id: int | None = None
) -> list[Member]:
    """Who is meant by an address or a login; nobody by neither. Those erased are left out."""
    meant = Q()
    if email.strip():
        meant |= Exact(Lower("email"), email.strip().lower()) & ~Q(email="")
    if person_id is not None:
        meant |= Q(person_id=person_id)
    if not meant:
        return []
    found = Member.objects.filter(meant, organisation_id=organisation_id, erased_at=None)
    return list(found.order_by("id"))


def running_for(member_ids: Collection[int], *, on: date) -> list[Membership]:
    """What these members have that is not over on that day, locked, the first to begin first."""
    found = Membership.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=on),
        Q(ends_on=None) | Q(ends_on__gte=on) | Q(grace_until__gte=on),
        member_id__in=member_ids,
    )
    return list(found.select_for_update(of=("self",)).order_by("id"))
