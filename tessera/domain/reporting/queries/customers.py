"""The list of customers: who sees which, searched, narrowed and read page by page."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum

from tessera.domain.catalogue.models import Tariff
from tessera.domain.customers.models import LISTED, NAME, Customer
from tessera.domain.customers.queries import beyond_name, called
from tessera.domain.orders.models import Order, Status
from tessera.domain.orders.queries.grid import orders_visible_to
from tessera.domain.organisations.rules import Actor, Can
from tessera.lib.paging import Page, page_at, read_mark

SORTS = ("since", "name")
_LONGEST = 18


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of customers; an empty value asks nothing. Days are days of the shop."""

    q: str = ""
    newsletter: str = ""
    language: str = ""
    event: int | None = None
    since: date | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))


@dataclass(slots=True)
class Figures:
    """What somebody bought: placed orders, money of the paid ones by currency, the last day."""

    orders: int = 0
    spent: dict[str, int] = field(default_factory=dict)
    last_at: datetime | None = None


def customers_visible_to(actor: Actor, shop_id: int) -> QuerySet[Customer]:
    """The customers of a shop that the actor has entered.

    An actor limited to events, zones, channels or ways to pay sees who ordered there.
    """
    found = Customer.objects.filter(shop_id=shop_id)
    if not actor.may_in(Can.SEE_CUSTOMERS, shop_id):
        return found.none()
    limits = (actor.events, actor.zones, actor.channels, actor.methods)
    if any(limit is not None for limit in limits):
        theirs = orders_visible_to(actor, shop_id).filter(customer_id=OuterRef("pk"))
        found = found.filter(Exists(theirs))
    return found


def customer_visible_to(actor: Actor, shop_id: int, customer_id: int) -> Customer | None:
    """One customer, or nothing; a trace leads to who it was merged into."""
    found = Customer.objects.filter(id=customer_id, shop_id=shop_id).first()
    if found is None:
        return None
    seen = customers_visible_to(actor, shop_id).filter(id=found.merged_into_id or found.pk)
    return seen.select_related("person").first()


def asked_from(query: str) -> Asked:
    """What stands in an address after the question mark; what makes no sense asks nothing."""
    told = parse_qs(query.replace("%00", ""), max_num_fields=100)
    one = {name: values[-1].strip().replace("\x00", "") for name, values in told.items()}
    event, newsletter = one.get("event", ""), one.get("newsletter", "")
    is_id = event.isascii() and event.isdecimal() and len(event) <= _LONGEST
    return Asked(
        q=" ".join(one.get("q", "").split())[:200],
        newsletter=newsletter if newsletter in ("yes", "no") else "",
        language=one.get("language", "")[:7],
        event=int(event) if is_id else None,
        since=_day(one.get("since", "")),
    )


def narrowed(customers: QuerySet[Customer], asked: Asked, *, time_zone: str) -> QuerySet[Customer]:
    """Those listed (no traces, no erased ones) that fit everything that is asked."""
    found = customers.filter(LISTED)
    if asked.q:
        found = matching(found, asked.q)
    if asked.newsletter:
        found = found.filter(newsletter=asked.newsletter == "yes")
    if asked.language:
        found = found.filter(language=asked.language)
    if asked.event is not None:
        tariffs = Tariff.objects.filter(event_id=asked.event).values_list("pk", flat=True)
        theirs = Order.objects.filter(
            customer_id=OuterRef("pk"),
            placed_at__isnull=False,
            lines__product_id__in=list(tariffs),
        )
        found = found.filter(Exists(theirs))
    if asked.since:
        begins = datetime.combine(asked.since, time.min, ZoneInfo(time_zone))
        found = found.filter(created_at__gte=begins)
    return found


def matching(customers: QuerySet[Customer], words: str) -> QuerySet[Customer]:
    """Those whose last name, company or e-mail begins with the words, or who are called so.

    Accents and capitals do not matter.
    """
    text = " ".join(words.split())
    if not text:
        return customers
    return called(customers, text)


def page_of(
    customers: QuerySet[Customer],
    *,
    sort: str,
    after: str = "",
    before: str = "",
    size: int = 50,
) -> Page[Customer]:
    """The rows next to a mark, in the order of `sort` ("-since": newest first).

    Costs the same on the first page and on the last: nothing is skipped, nothing counted.
    """
    name, falls = sort.lstrip("-"), sort.startswith("-")
    name, falls = (name, falls) if name in SORTS else ("since", True)
    backwards = bool(before) and not after
    falling = falls != backwards
    found = customers.annotate(folded_name=NAME) if name == "name" else customers
    mark = read_mark(after or before)
    if mark is not None:
        found = found.filter(_beyond(name, mark, falling=falling))
    keys = ("folded_name", "id") if name == "name" else ("id",)
    order = [F(key).desc() if falling else F(key).asc() for key in keys]
    return page_at(
        found.order_by(*order),
        size=size,
        is_marked=mark is not None,
        backwards=backwards,
        mark=lambda customer: _mark(customer, name),
    )


def figures_of(customer_ids: Collection[int], *, orders: QuerySet[Order]) -> dict[int, Figures]:
    """What each of them bought, as far as these orders tell."""
    rows = (
        orders.filter(customer_id__in=customer_ids)
        .order_by()
        .values_list("customer_id", "currency")
        .annotate(
            count=Count("id"),
            spent=Sum("total", filter=Q(status=Status.PAID)),
            last=Max("placed_at"),
        )
    )
    figures: dict[int, Figures] = {}
    for customer_id, currency, count, spent, last in rows:
        one = figures.setdefault(customer_id, Figures())
        one.orders += count
        if spent:
            one.spent[currency] = spent
        one.last_at = max(filter(None, (one.last_at, last)), default=None)
    return figures


def with_figures(
    customers: QuerySet[Customer], *, orders: QuerySet[Order], chunk: int = 2000
) -> Iterator[Sequence[tuple[Customer, Figures]]]:
    """All of them with their figures, by a cursor of the database: memory stays flat."""
    block: list[Customer] = []
    for customer in customers.order_by("-id").iterator(chunk_size=chunk):
        block.append(customer)
        if len(block) == chunk:
            yield _joined(block, orders)
            block = []
    yield _joined(block, orders)


def _joined(block: list[Customer], orders: QuerySet[Order]) -> list[tuple[Customer, Figures]]:
    figures = figures_of([each.pk for each in block], orders=orders)
    return [(each, figures.get(each.pk, Figures())) for each in block]


def _beyond(name: str, mark: tuple[str, int], *, falling: bool) -> Q:
    value, id_ = mark
    less = "lt" if falling else "gt"
    if name == "since":
        return Q(**{f"id__{less}": id_})
    return beyond_name(mark, falling=falling)


def _mark(customer: Customer, name: str) -> str:
    value = getattr(customer, "folded_name", "") if name == "name" else ""
    return f"{customer.pk}~{value}"


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 < found.year < 3000 else None
