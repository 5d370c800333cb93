"""Orders as rows of a file, column by column, however many there are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from tessera.domain.orders.models import Order, Status
from tessera.domain.orders.queries.grid import Contents, contents_of
from tessera.domain.organisations.rules import Actor
from tessera.lib.i18n import pick
from tessera.lib.money import Money

CHUNK = 2000
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """How values are said in a file: codes by the words of a column, moments on a clock."""

    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    time_zone: str = "UTC"
    language: str = "en"

    def word(self, column: str, code: Any) -> str:
        """The word of a code; the code itself where it has none."""
        return self.words.get(column, {}).get(str(code), str(code))

    def moment(self, moment: datetime | None) -> datetime | None:
        """On the clock of the shop, without saying so in every cell."""
        if moment is None:
            return None
        return moment.astimezone(ZoneInfo(self.time_zone)).replace(tzinfo=None, microsecond=0)


Value = Callable[[Row, Told, Contents], Any]


@lru_cache(maxsize=4096)
def _decimal(amount: int, currency: str) -> Decimal:
    return Money(amount, currency).decimal()


def vat_in(quote: Mapping[str, Any]) -> int:
    """All VAT in an order, in minor units."""
    return sum(each.get("tax", 0) for each in quote.get("vat", ()))


def discount_in(quote: Mapping[str, Any]) -> int:
    """What offers take off an order, in minor units."""
    return sum(int(each["amount"]) for each in quote.get("discounts", ()))


def code_in(quote: Mapping[str, Any]) -> str:
    """The code by which an order has an offer; "" for none."""
    code = quote.get("code") or {}
    return "" if code.get("why_not") else str(code.get("text", ""))


def say_contents(found: Sequence[tuple[Mapping[str, str], int]], language: str) -> str:
    """Every event of an order with its number of tickets."""
    return " + ".join(f"{tickets} × {pick(name, language) or '…'}" for name, tickets in found)


def _field(name: str) -> tuple[tuple[str, ...], Value]:
    return (name,), lambda row, told, contents: row[name]


def _coded(name: str) -> tuple[tuple[str, ...], Value]:
    return (name,), lambda row, told, contents: told.word(name, row[name])


def _moment(name: str) -> tuple[tuple[str, ...], Value]:
    return (name,), lambda row, told, contents: told.moment(row[name])


def _amount(reckon: Callable[[Row], int], *needs: str) -> tuple[tuple[str, ...], Value]:
    def value(row: Row, told: Told, contents: Contents) -> Any:
        return _decimal(reckon(row), row["currency"])

    return (*needs, "currency"), value


def _name(first: str, last: str) -> tuple[tuple[str, ...], Value]:
    return (
        first,
        last,
    ), lambda row, told, contents: f"{row[first] or ''} {row[last] or ''}".strip()


def _balance(row: Row) -> int:
    left: int = row["total"] - row["received"]
    return min(left, 0) if row["status"] == Status.PAID else left


VALUES: dict[str, tuple[tuple[str, ...], Value]] = {
    "number": _field("number"),
    "buyer": _name("first_name", "last_name"),
    "first_name": _field("first_name"),
    "last_name": _field("last_name"),
    "email": _field("email"),
    "phone": _field("phone"),
    "company": _field("company"),
    "street": _field("street"),
    "postcode": _field("postcode"),
    "city": _field("city"),
    "country": _field("country"),
    "language": _field("language"),
    "newsletter": _coded("newsletter"),
    "method": _coded("method"),
    "status": _coded("status"),
    "channel": _coded("channel"),
    "currency": _field("currency"),
    "total": _amount(lambda row: row["total"], "total"),
    "net": _amount(lambda row: row["total"] - vat_in(row["quote"]), "total", "quote"),
    "vat": _amount(lambda row: vat_in(row["quote"]), "quote"),
    "discounts": _amount(lambda row: discount_in(row["quote"]), "quote"),
    "code": (("quote",), lambda row, told, contents: code_in(row["quote"])),
    "received": _amount(lambda row: row["received"], "received"),
    "balance": _amount(_balance, "total", "received", "status"),
    "contents": (
        (),
        lambda row, told, contents: say_contents(contents.get(row["id"], ()), told.language),
    ),
    "tickets": (("quote",), lambda row, told, contents: row["quote"].get("tickets")),
    "sold_by": _name("sold_by__first_name", "sold_by__last_name"),
    "placed_at": _moment("placed_at"),
    "paid_at": _moment("paid_at"),
    "due_at": _moment("due_at"),
    "note": _field("note"),
    "is_test": _coded("is_test"),
}


def file_rows(
    orders: QuerySet[Order], columns: Sequence[str], *, told: Told, seen_by: Actor
) -> Iterator[Sequence[Any]]:
    """Every order, newest first, by a cursor of the database: memory stays flat. What it holds is
    told as far as the actor sees it."""
    chosen = [VALUES[name] for name in columns]
    needed = {"id"}.union(*(needs for needs, _ in chosen))
    rows = orders.order_by("-placed_at", "-id").values(*sorted(needed)).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        ids = [row["id"] for row in chunk] if "contents" in columns else []
        contents = contents_of(ids, seen_by=seen_by) if ids else {}
        for row in chunk:
            yield [value(row, told, contents) for _, value in chosen]
