"""What became of offers and codes: who profited, how often, of how much."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs, urlencode

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from tessera.domain.offers.codes import normal
from tessera.domain.offers.models import Code
from tessera.domain.orders.models import AppliedOffer, Order
from tessera.domain.orders.queries.offers import LIVING
from tessera.domain.stock.models import Pool
from tessera.lib.paging import Page, page_by_id

STATES = ("on", "off", "used", "unused")


@dataclass(slots=True)
class OfferFigures:
    """What an offer has done: living orders with their tickets and what was taken off, by
    currency; and the tickets of carts that are still held."""

    orders: int = 0
    tickets: int = 0
    held: int = 0
    given: dict[str, int] = field(default_factory=dict)

    @property
    def taken(self) -> int:
        """The tickets that count: sold and held."""
        return self.tickets + self.held


def figures_of(offer_ids: Collection[int], *, at: datetime) -> dict[int, OfferFigures]:
    """The figures of each of these offers."""
    found: defaultdict[int, OfferFigures] = defaultdict(OfferFigures)
    living = AppliedOffer.objects.filter(offer_id__in=offer_ids, order__status__in=LIVING)
    rows = living.values_list("offer_id", "order__currency").annotate(
        Count("id"), Sum("tickets"), Sum("amount")
    )
    for offer_id, currency, orders, tickets, amount in rows.order_by():
        figures = found[offer_id]
        figures.orders += orders
        figures.tickets += tickets
        figures.given[currency] = amount
    held = AppliedOffer.objects.filter(
        offer_id__in=offer_ids, order__placed_at=None, order__held_until__gt=at
    )
    for offer_id, tickets in held.values_list("offer_id").annotate(Sum("tickets")).order_by():
        found[offer_id].held = tickets
    return {offer_id: found[offer_id] for offer_id in offer_ids}


def uses_of_offer(offer_id: int, *, orders: QuerySet[Order]) -> QuerySet[AppliedOffer]:
    """Which of these orders profit or profited from the offer."""
    found = AppliedOffer.objects.filter(offer_id=offer_id)
    return _uses(found, orders)


def uses_of_code(code_id: int, *, orders: QuerySet[Order]) -> QuerySet[AppliedOffer]:
    """Which of these orders the code was used for."""
    return _uses(AppliedOffer.objects.filter(code_id=code_id), orders)


def _uses(found: QuerySet[AppliedOffer], orders: QuerySet[Order]) -> QuerySet[AppliedOffer]:
    seen = found.filter(order__in=orders.order_by().values("id"))
    return seen.select_related("order", "code")


def uses_page(
    uses: QuerySet[AppliedOffer], *, after: str = "", before: str = "", size: int = 25
) -> Page[AppliedOffer]:
    """The uses next to a mark; nothing is skipped, nothing counted."""
    return page_by_id(uses, after=after, before=before, size=size)


@dataclass(frozen=True, slots=True)
class CodesAsked:
    """What is asked of the codes of an offer; an empty value asks nothing. `ids` are codes that
    somebody ticked; none ticked is none."""

    q: str = ""
    state: str = ""
    batch: int | None = None
    ids: tuple[int, ...] | None = None

    def __bool__(self) -> bool:
        return bool(self.q or self.state or self.batch)

    def query(self) -> str:
        """The same as it stands in an address."""
        told = {"q": self.q, "state": self.state, "batch": self.batch}
        return urlencode({name: text for name, text in told.items() if text})


def codes_asked(query: str) -> CodesAsked:
    """What stands in an address after the question mark; what makes no sense asks nothing."""
    told = parse_qs(query.replace("%00", ""), max_num_fields=50)
    one = {name: values[-1].strip().replace("\x00", "") for name, values in told.items()}
    batch = one.get("batch", "")
    is_id = batch.isascii() and batch.isdecimal() and len(batch) <= 18
    return CodesAsked(
        q=normal(one.get("q", "")),
        state=one.get("state", "") if one.get("state") in STATES else "",
        batch=int(batch) if is_id else None,
    )


def codes_of(offer_id: int, asked: CodesAsked) -> QuerySet[Code]:
    """The codes of an offer that fit everything that is asked."""
    found = Code.objects.filter(offer_id=offer_id)
    if asked.ids is not None:
        found = found.filter(pk__in=asked.ids)
    if asked.q:
        found = found.filter(text__startswith=asked.q)
    if asked.batch is not None:
        found = found.filter(batch_id=asked.batch)
    if asked.state in ("on", "off"):
        found = found.filter(is_active=asked.state == "on")
    used = Exists(AppliedOffer.objects.filter(code_id=OuterRef("pk"), order__status__in=LIVING))
    if asked.state in ("used", "unused"):
        found = found.filter(used if asked.state == "used" else ~used)
    return found


def codes_page(
    codes: QuerySet[Code], *, after: str = "", before: str = "", size: int = 50
) -> Page[Code]:
    """The codes next to a mark; nothing is skipped, nothing counted."""
    found = codes.select_related("batch")
    return page_by_id(found, after=after, before=before, size=size)


def count_uses(code_ids: Collection[int]) -> Counter[int]:
    """How many living orders used each of these codes."""
    found = AppliedOffer.objects.filter(code_id__in=code_ids, order__status__in=LIVING)
    rows = found.values_list("code_id").annotate(n=Count("id")).order_by()
    return Counter({code: n for code, n in rows if code})


def taken_of_limits(offer_id: int) -> dict[int, int]:
    """How many tickets are sold or held of each limit of the offer that is counted."""
    pools = Pool.objects.filter(limit__offer_id=offer_id)
    return {limit: taken for limit, taken in pools.values_list("limit_id", "taken") if limit}
