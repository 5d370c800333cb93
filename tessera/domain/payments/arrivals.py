"""Reading bank files, their entries, and what orders still ask for."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from tessera.domain.orders.models import Order, Status
from tessera.domain.orders.queries.grid import orders_visible_to
from tessera.domain.organisations.rules import Actor
from tessera.domain.payments.matching import Owed
from tessera.domain.payments.methods import part_behind
from tessera.domain.payments.models import BankEntry, BankFile, Payment

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
    return file.entries.select_related("order", "payment", "chosen_by").order_by("id")


def entry_of(shop_id: int, entry_id: int) -> BankEntry | None:
    """One entry of the shop with its file and order, or nothing."""
    found = BankEntry.objects.filter(shop_id=shop_id, id=entry_id)
    return found.select_related("file", "order", "payment", "chosen_by").first()


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


def owed_by(
    actor: Actor,
    shop_id: int,
    *,
    order_ids: Collection[int],
    numbers: Collection[str],
    amounts: Collection[int],
) -> list[Owed]:
    """What these orders ask for that the actor sees, and all that ask for one of the amounts."""
    found = orders_visible_to(actor, shop_id).order_by()
    named = found.filter(Q(id__in=order_ids) | Q(number__in=numbers))
    result = {each.order_id: each for each in _owed(named)}
    if amounts:
        asking = found.filter(status__in=ASKS).annotate(left=F("total") - F("received"))
        result |= {each.order_id: each for each in _owed(asking.filter(left__in=amounts))}
    return list(result.values())


def orders_called(actor: Actor, shop_id: int, words: str, *, most: int = 20) -> list[Order]:
    """Orders that can be paid and whose number or buyer begins so, the newest first."""
    text = words.strip()
    found = orders_visible_to(actor, shop_id).filter(status__in=ASKS)
    if not text:
        return []
    found = found.filter(
        Q(number__istartswith=text)
        | Q(last_name__istartswith=text)
        | Q(company__istartswith=text)
        | Q(email__istartswith=text)
    )
    return list(found.order_by("-placed_at", "-id")[:most])


def seen_among(actor: Actor, shop_id: int, order_ids: Collection[int]) -> set[int]:
    """Those of these orders that the actor sees."""
    found = orders_visible_to(actor, shop_id).filter(id__in=order_ids)
    return set(found.order_by().values_list("id", flat=True))


def _owed(orders: QuerySet[Order]) -> Iterator[Owed]:
    rows = orders.values_list(
        "id", "number", "total", "received", "currency", "status", "last_name", "company"
    )
    for order_id, number, total, received, currency, status, last_name, company in rows:
        left = max(total - received, 0) if status in ASKS else 0
        names = tuple(name for name in (last_name, company) if name)
        yield Owed(order_id, number or "", left, currency, names)
