"""The list of placed orders: who sees which, searched, sorted and read page by page."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Lower

from tessera.domain.orders.models import Order, OrderLine, Status
from tessera.domain.organisations.rules import Actor, Can
from tessera.lib.paging import Page, page_at
from tessera.lib.ready import Ready, any_of

SORTS = ("placed", "number", "name", "total")
WAITING = (Status.PENDING, Status.REVIEW, Status.PROCESSING)
FOR_HANDS = (Status.PENDING, Status.REVIEW)
NUMBER_LENGTH = 7
MOST_FOUND = 1000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHOWN = (
    "number",
    "status",
    "channel",
    "first_name",
    "last_name",
    "company",
    "email",
    "method",
    "currency",
    "total",
    "received",
    "placed_at",
    "due_at",
)
Contents = Mapping[int, Sequence[tuple[Mapping[str, str], int]]]


def _named(lines: QuerySet[OrderLine]) -> Any:
    name = Coalesce("product__tariff__event__name", "product__name")
    counted = lines.values_list("order_id", name).annotate(
        count=Sum(F("quantity") * F("group_size"))
    )
    return counted.order_by("order_id", "-count")


_contents = Ready[tuple[int, dict[str, str] | None, int]](
    lambda orders: _named(OrderLine.objects.filter(any_of("order_id", orders))), list
)
_waiting = Ready[tuple[int, int]](
    lambda shop: (
        Order.objects.filter(shop_id=shop, placed_at__isnull=False, status__in=FOR_HANDS)
        .values_list("shop_id")
        .annotate(count=Count("id"))
        .order_by()
    ),
    int,
)


def orders_visible_to(actor: Actor, shop_id: int) -> QuerySet[Order]:
    """The placed orders of a shop that the actor has entered (`shop_visible_to`).

    Who may not see customers sees their own sales alone. An order is of an event when one of its
    lines is.
    """
    found = Order.objects.filter(shop_id=shop_id, placed_at__isnull=False)
    if not actor.may_in(Can.SEE_ORDERS, shop_id):
        return found.none()
    if not actor.may(Can.SEE_CUSTOMERS):
        found = found.filter(sold_by_id=actor.person_id or 0)
    return _within_limits(found, actor)


def _within_limits(found: QuerySet[Order], actor: Actor) -> QuerySet[Order]:
    if actor.channels is not None:
        found = found.filter(channel__in=sorted(actor.channels))
    if actor.methods is not None:
        found = found.filter(method__in=sorted(actor.methods))
    lines = OrderLine.objects.filter(order_id=OuterRef("pk"))
    if actor.events is not None:
        found = found.filter(Exists(lines.filter(product__tariff__event_id__in=actor.events)))
    if actor.zones is not None:
        found = found.filter(Exists(lines.filter(product__tariff__zone_id__in=actor.zones)))
    return found


def _lines_within(actor: Actor) -> QuerySet[OrderLine]:
    found = OrderLine.objects.all()
    if actor.events is not None:
        found = found.filter(product__tariff__event_id__in=actor.events)
    if actor.zones is not None:
        found = found.filter(product__tariff__zone_id__in=actor.zones)
    return found


def sees_every_order(actor: Actor, shop_id: int) -> bool:
    """Whether nothing of the shop's orders is hidden from the actor."""
    limits = (actor.events, actor.zones, actor.channels, actor.methods)
    may = actor.may_in(Can.SEE_ORDERS, shop_id) and actor.may(Can.SEE_CUSTOMERS)
    return may and all(limit is None for limit in limits)


def order_visible_to(actor: Actor, shop_id: int, number: str) -> Order | None:
    """One placed order by its number, or nothing."""
    found = orders_visible_to(actor, shop_id).filter(number=number.upper())
    return found.select_related("shop", "customer", "sold_by").first()


def matching(orders: QuerySet[Order], words: str) -> QuerySet[Order]:
    """Those whose number, last name or e-mail begins with the words, or who are called so."""
    text = " ".join(words.split())
    if not text:
        return orders
    named = orders.annotate(low_name=Lower("last_name"), low_email=Lower("email"))
    ids: set[int] = set()
    for condition in _meanings(text):
        found = named.order_by().filter(condition).values_list("id", flat=True)[:MOST_FOUND]
        ids.update(found)
        if len(ids) >= MOST_FOUND:  # so common that walking the list itself is quick
            return named.filter(reduce(or_, _meanings(text)))
    return orders.filter(id__in=ids)


def _meanings(text: str) -> Iterator[Q]:
    """Each is answered by one index; the database is asked for them one by one."""
    low = text.lower()
    if "@" in text:
        yield Q(low_email__startswith=low)
        return
    if text.isascii() and text.isalnum() and len(text) <= NUMBER_LENGTH:
        first = text.upper()
        yield Q(number__gte=first, number__lte=first.ljust(NUMBER_LENGTH, "Z"))
    yield Q(low_name__startswith=low)
    yield Q(low_email__startswith=low)
    first_word, _, rest = low.partition(" ")
    if rest:
        yield Q(low_name__startswith=rest, first_name__istartswith=first_word)
        yield Q(low_name__startswith=first_word, first_name__istartswith=rest)


def page_of(
    orders: QuerySet[Order],
    *,
    sort: str,
    after: str = "",
    before: str = "",
    size: int = 50,
    also: Collection[str] = (),
) -> Page[Order]:
    """The rows next to a mark, in the order of `sort` ("-placed": newest first).

    Costs the same on the first page and on the last: nothing is skipped, nothing counted.
    `also` are columns to read beside those that every list shows.
    """
    name, falls = sort.lstrip("-"), sort.startswith("-")
    name, falls = (name, falls) if name in SORTS else ("placed", True)
    backwards = bool(before) and not after
    falling = falls != backwards
    found = orders.annotate(**_sort_key(name)) if name == "name" else orders
    key = _column(name)
    mark = _read_mark(after or before, name)
    if mark is not None:
        found = found.filter(_beyond(key, mark, falling=falling))
    order = [F(key).desc(), F("id").desc()] if falling else [F(key).asc(), F("id").asc()]
    return page_at(
        found.only(*_SHOWN, *also).order_by(*order),
        size=size,
        is_marked=mark is not None,
        backwards=backwards,
        mark=lambda row: _mark(row, name),
    )


def count_up_to(orders: QuerySet[Order], most: int) -> int:
    """How many there are, counted no further than `most`."""
    return orders.order_by()[:most].count()


def contents_of(order_ids: Collection[int], *, seen_by: Actor) -> Contents:
    """What each order holds: names of events, or of what has none, and how many of each; of
    events and zones that the actor's rights hold on."""
    contents: dict[int, list[tuple[dict[str, str], int]]] = {}
    if seen_by.events is None and seen_by.zones is None:
        found = _contents(list(order_ids))
    else:
        found = list(_named(_lines_within(seen_by).filter(order_id__in=order_ids)))
    for order_id, name, count in found:
        contents.setdefault(order_id, []).append((name or {}, count))
    return contents


def ids_newest_first(orders: QuerySet[Order], *, most: int) -> list[int]:
    """The ids of these orders, as many as `most`."""
    return list(orders.order_by("-placed_at", "-id").values_list("id", flat=True)[:most])


def sums_of(order_ids: Collection[int]) -> list[tuple[str, int, int]]:
    """What these orders come to and what was received, for each currency."""
    found = Order.objects.filter(id__in=order_ids).order_by("currency").values("currency")
    summed = found.annotate(all=Sum("total"), here=Sum("received"))
    return [(each["currency"], each["all"], each["here"]) for each in summed]


def count_waiting(actor: Actor, shop_id: int) -> int:
    """How many orders wait for somebody's hand: payments to validate, orders to review."""
    if sees_every_order(actor, shop_id):
        return sum(count for _shop, count in _waiting(shop_id))
    return orders_visible_to(actor, shop_id).filter(status__in=FOR_HANDS).order_by().count()


def _sort_key(name: str) -> dict[str, Any]:
    return {"low_name": Lower("last_name")} if name == "name" else {}


def _column(name: str) -> str:
    return {"placed": "placed_at", "name": "low_name"}.get(name, name)


def _beyond(key: str, mark: tuple[Any, int], *, falling: bool) -> Q:
    value, id_ = mark
    less = "lt" if falling else "gt"
    same_or_beyond = Q(**{f"{key}__{less}e": value})
    return same_or_beyond & (Q(**{f"{key}__{less}": value}) | Q(**{f"id__{less}": id_}))


def _mark(order: Order, name: str) -> str:
    value: Any = getattr(order, _column(name))
    if isinstance(value, datetime):
        value = (value - _EPOCH) // timedelta(microseconds=1)
    return f"{order.id}~{value}"


def _read_mark(text: str, name: str) -> tuple[Any, int] | None:
    id_, _, value = text.partition("~")
    try:
        if name == "placed":
            return _EPOCH + timedelta(microseconds=int(value)), int(id_)
        return (int(value) if name == "total" else value), int(id_)
    except (ValueError, OverflowError):
        return None
