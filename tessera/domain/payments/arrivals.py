"""Reading bank files, their entries, and what orders still ask for."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from tessera.domain.orders.models import Order, Status
from tessera.domain.orders.queries.grid import order_visible_to, orders_visible_to
from tessera.domain.organisations.rules import Actor
from tessera.domain.payments.matching import OPEN, SURE, Owed, Proposal, as_it_stands
from tessera.domain.payments.methods import part_behind
from tessera.domain.payments.models import BankEntry, BankFile, Payment
from tessera.domain.shops.models import Shop

ASKS = (Status.PENDING, Status.PROCESSING, Status.FAILED, Status.EXPIRED)
"""Money that comes for it can be counted; what expired comes back if its places are free."""


@dataclass(frozen=True, slots=True)
class Tally:
    """A file and how many of its entries stand how."""

    file: BankFile
    open: int
    booked: int
    aside: int


def files_of(shop_id: int, *, most: int = 50) -> list[Tally]:
    """The bank files of the shop, newest first."""
    status = BankEntry.Status
    found = (
        BankFile.objects.filter(shop_id=shop_id)
        .select_related("uploaded_by")
        .annotate(
            open=Count("entries", Q(entries__status__in=[status.OPEN, status.CHOSEN])),
            booked=Count("entries", Q(entries__status=status.BOOKED)),
            aside=Count("entries", Q(entries__status=status.IGNORED)),
        )
    )
    rows: Any = found.order_by("-uploaded_at", "-id")[:most]
    return [Tally(each, each.open, each.booked, each.aside) for each in rows]


def file_of(shop_id: int, file_id: int) -> BankFile | None:
    """One bank file of the shop, or nothing."""
    found = BankFile.objects.filter(shop_id=shop_id, id=file_id)
    return found.select_related("shop", "uploaded_by").first()


def file_by_digest(shop_id: int, digest: str) -> BankFile | None:
    """The file of these very bytes, if it was read before."""
    return BankFile.objects.filter(shop_id=shop_id, digest=digest).first()


def find_file(file_id: int) -> BankFile | None:
    """The file with its shop, or nothing."""
    return BankFile.objects.select_related("shop").filter(id=file_id).first()


def entries_in(file: BankFile) -> QuerySet[BankEntry]:
    """The money that the file told of first, in the order of the bank."""
    return file.entries.select_related("order__shop", "payment", "chosen_by").order_by("id")


TABS: dict[str, Q] = {
    "sure": Q(status=BankEntry.Status.OPEN, match=SURE, refusal=""),
    "look": Q(status=BankEntry.Status.OPEN, match__in=["likely", "partly", "overpaid"])
    | Q(status=BankEntry.Status.OPEN, match=SURE) & ~Q(refusal=""),
    "unknown": Q(status=BankEntry.Status.OPEN, match__in=["open", "foreign", "settled"]),
    "booked": Q(status=BankEntry.Status.BOOKED),
    "aside": Q(status=BankEntry.Status.IGNORED),
}
"""Where the money of a file is shown, by how it was matched when that was last looked at."""


def tally(file: BankFile) -> dict[str, int]:
    """How much of the file stands under each of `TABS`, and how much is being booked ("busy")."""
    busy = Q(status=BankEntry.Status.CHOSEN)
    counts = {name: Count("id", filter=which) for name, which in {**TABS, "busy": busy}.items()}
    return file.entries.aggregate(**counts)


def entries_under(file: BankFile, tab: str) -> QuerySet[BankEntry]:
    """What stands under one of `TABS`, in the order of the bank."""
    return entries_in(file).filter(TABS[tab]).select_related("meant__shop")


def waiting_entries(file: BankFile) -> list[BankEntry]:
    """What of the file waits for somebody, locked."""
    found = file.entries.filter(status=BankEntry.Status.OPEN)
    return list(found.select_for_update().order_by("id"))


def sure_picks(file: BankFile) -> dict[int, int]:
    """Every exact match of the file: entry and order, by id."""
    found = file.entries.filter(TABS["sure"], meant__isnull=False).order_by("id")
    return dict(found.values_list("id", "meant_id"))


def kept_match(entry: BankEntry, *, seen: Collection[int]) -> Proposal:
    """What was found for an entry (with `meant` and its shop), if the reader sees that order."""
    order = entry.meant
    if order is None or order.pk not in seen:
        return OPEN
    names = tuple(name for name in (order.last_name, order.company) if name)
    left = max(order.balance, 0) if order.status in ASKS else 0
    owed = Owed(order.pk, order.number or "", left, order.currency, names, order.shop.slug)
    kind: Any = entry.match
    return as_it_stands(kind, entry.told_by, owed, amount=entry.amount, currency=entry.currency)


def entry_of(shop_id: int, entry_id: int) -> BankEntry | None:
    """One entry of the shop with its file and order, or nothing."""
    found = BankEntry.objects.filter(shop_id=shop_id, id=entry_id)
    return found.select_related("file", "order__shop", "payment", "chosen_by").first()


def lock_entries(file: BankFile, entry_ids: Collection[int]) -> list[BankEntry]:
    """These entries of the file that wait for somebody, locked."""
    found = file.entries.filter(id__in=entry_ids, status=BankEntry.Status.OPEN)
    return list(found.select_for_update().order_by("id"))


def lock_chosen(entry_id: int) -> BankEntry | None:
    """The entry with its shop, locked, if it is still to be booked."""
    found = BankEntry.objects.filter(id=entry_id, status=BankEntry.Status.CHOSEN)
    return found.select_related("shop").select_for_update(of=("self",)).first()


def chosen_ids(file: BankFile) -> list[int]:
    """What is still to be booked of the file."""
    found = file.entries.filter(status=BankEntry.Status.CHOSEN)
    return list(found.order_by("id").values_list("id", flat=True))


def columns_for(shop_id: int, heads: Sequence[str]) -> Mapping[str, Any] | None:
    """What people last said of a table with these heads, or nothing."""
    found = BankFile.objects.filter(shop_id=shop_id, heads=list(heads)).exclude(columns={})
    last = found.order_by("-id").first()
    return last.columns if last else None


def waiting_payment(order_id: int) -> Payment | None:
    """The newest payment of the order that somebody can validate, or nothing."""
    open_ = (Payment.Status.OPEN, Payment.Status.PROCESSING)
    found = Payment.objects.filter(order_id=order_id, status__in=open_).order_by("-id")
    return next((each for each in found if part_behind(each.method).waits), None)


def shops_paid_into(actor: Actor, shop: Shop) -> list[int]:
    """The shop, and those of its organisation with the same account that the actor may see."""
    account = "".join(shop.iban.split()).upper()
    if not account:
        return [shop.pk]
    others = Shop.objects.filter(organisation_id=shop.organisation_id).exclude(iban="")
    if actor.shops is not None:
        others = others.filter(id__in=actor.shops)
    told = others.order_by("id").values_list("id", "iban")
    same = [other for other, iban in told if "".join(iban.split()).upper() == account]
    return [shop.pk, *(other for other in same if other != shop.pk)]


def owed_by(
    actor: Actor,
    shop_ids: Collection[int],
    *,
    order_ids: Collection[int],
    numbers: Collection[str],
    amounts: Collection[int],
) -> list[Owed]:
    """What these orders ask for that the actor sees, and all that ask for one of the amounts."""
    result: dict[int, Owed] = {}
    for shop_id in shop_ids:
        found = orders_visible_to(actor, shop_id).order_by()
        named = found.filter(Q(id__in=order_ids) | Q(number__in=numbers))
        result |= {each.order_id: each for each in _owed(named)}
        if amounts:
            asking = found.filter(status__in=ASKS).annotate(left=F("total") - F("received"))
            result |= {each.order_id: each for each in _owed(asking.filter(left__in=amounts))}
    return list(result.values())


def orders_called(actor: Actor, shop: Shop, words: str, *, most: int = 20) -> list[Order]:
    """Orders that can be paid and whose number or buyer begins so, the newest first."""
    text = words.strip()
    if not text:
        return []
    called = (
        Q(number__istartswith=text)
        | Q(last_name__istartswith=text)
        | Q(company__istartswith=text)
        | Q(email__istartswith=text)
    )
    rows: list[Order] = []
    for shop_id in shops_paid_into(actor, shop):
        found = orders_visible_to(actor, shop_id).filter(called, status__in=ASKS)
        rows += found.select_related("shop").order_by("-placed_at", "-id")[:most]
    return sorted(rows, key=lambda one: (one.placed_at, one.pk), reverse=True)[:most]


def seen_among(actor: Actor, shop: Shop, order_ids: Collection[int]) -> set[int]:
    """Those of these orders that the actor sees, of the shops that are paid to this account."""
    seen: set[int] = set()
    for shop_id in shops_paid_into(actor, shop):
        found = orders_visible_to(actor, shop_id).filter(id__in=order_ids)
        seen |= set(found.order_by().values_list("id", flat=True))
    return seen


def order_paid_into(actor: Actor, shop: Shop, number: str) -> Order | None:
    """One order by its number, of the shops that are paid to this account, or nothing."""
    ids = shops_paid_into(actor, shop)
    return next((each for one in ids if (each := order_visible_to(actor, one, number))), None)


def _owed(orders: QuerySet[Order]) -> Iterator[Owed]:
    rows = orders.values_list(
        "id",
        "number",
        "total",
        "received",
        "currency",
        "status",
        "shop__slug",
        "last_name",
        "company",
    )
    for order_id, number, total, received, currency, status, shop, *called in rows:
        left = max(total - received, 0) if status in ASKS else 0
        names = tuple(name for name in called if name)
        yield Owed(order_id, number or "", left, currency, names, shop)
