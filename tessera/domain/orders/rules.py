"""The one arithmetic of an order: lines in, quote out."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tessera.domain.orders.errors import DetailsMissing, PriceChanged
from tessera.lib.money import Money, included_vat


@dataclass(frozen=True, slots=True)
class LineToPrice:
    """One line: tickets at a list price each, VAT (per cent) included, less its discounts: each
    with the `offer`, its `name` by language, the `tickets` that profit, and the `amount`."""

    line_id: int | None
    tickets: int
    unit_price: int
    vat_rate: Decimal
    discounts: Sequence[Mapping[str, Any]] = ()

    @property
    def amount(self) -> int:
        """What it costs in all."""
        off = sum(int(each["amount"]) for each in self.discounts)
        return self.tickets * self.unit_price - off


@dataclass(frozen=True, slots=True)
class FeeToPrice:
    """A fee on the order, VAT included."""

    code: str
    amount: int
    vat_rate: Decimal


@dataclass(frozen=True, slots=True)
class VatSum:
    """What is taxed at one rate (`rate` as text, "8.10"), and the tax in it."""

    rate: str
    gross: int
    tax: int


@dataclass(frozen=True, slots=True)
class Quote:
    """The priced summary that every page, mail and document shows. Minor units, VAT included.

    `lines` is what they cost, their discounts taken off; `discounts` says those offer by offer.
    """

    currency: str
    tickets: int
    lines: int
    fees: tuple[tuple[str, int], ...]
    vat: tuple[VatSum, ...]
    total: int
    discounts: tuple[Mapping[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As it is kept with the order."""
        # By hand: `asdict` copies every name of every discount, at each change of a cart.
        return {
            "currency": self.currency,
            "tickets": self.tickets,
            "lines": self.lines,
            "fees": self.fees,
            "vat": tuple(
                {"rate": each.rate, "gross": each.gross, "tax": each.tax} for each in self.vat
            ),
            "total": self.total,
            "discounts": self.discounts,
        }

    @property
    def tax(self) -> int:
        """All VAT in the total."""
        return sum(each.tax for each in self.vat)


def quote(lines: Sequence[LineToPrice], *, fees: Sequence[FeeToPrice] = (), currency: str) -> Quote:
    """Price an order. VAT is reckoned once per rate on the sum (EN 16931, BR-CO-17)."""
    by_rate: defaultdict[Decimal, int] = defaultdict(int)
    sums = [line.amount for line in lines]
    for line, amount in zip(lines, sums, strict=True):
        by_rate[line.vat_rate] += amount
    for fee in fees:
        by_rate[fee.vat_rate] += fee.amount
    vat = tuple(
        VatSum(rate=f"{rate:.2f}", gross=gross, tax=included_vat(gross, rate))
        for rate, gross in sorted(by_rate.items(), reverse=True)
    )
    return Quote(
        currency=currency,
        tickets=sum(line.tickets for line in lines),
        lines=sum(sums),
        fees=tuple((fee.code, fee.amount) for fee in fees if fee.amount),
        vat=vat,
        total=sum(each.gross for each in vat),
        discounts=_discounts(lines),
    )


def _discounts(lines: Sequence[LineToPrice]) -> tuple[Mapping[str, Any], ...]:
    """What each offer takes off all lines together."""
    sums: dict[int, dict[str, Any]] = {}
    for line in lines:
        for each in line.discounts:
            new = {"offer": each["offer"], "name": each["name"], "tickets": 0, "amount": 0}
            told = sums.setdefault(each["offer"], new)
            told["tickets"] += each["tickets"]
            told["amount"] += each["amount"]
    return tuple(sums.values())


ALWAYS = ("email", "first_name", "last_name")
ADDRESS = ("street", "postcode", "city", "country")


def require_details(buyer: Mapping[str, Any], *, with_address: bool) -> None:
    """Refuses (DetailsMissing, `fields`) a buyer without e-mail and names, or a needed address."""
    needed = ALWAYS + (ADDRESS if with_address else ())
    missing = [name for name in needed if not str(buyer.get(name) or "").strip()]
    if missing:
        raise DetailsMissing(_("Some details are missing. Please complete them."), fields=missing)


def require_same_total(*, shown: int, now: int, currency: str, language: str) -> None:
    """Refuses (PriceChanged) to place an order at another total than the buyer saw."""
    if shown != now:
        facts = {
            "shown": Money(shown, currency).format(language),
            "now": Money(now, currency).format(language),
        }
        message = _(
            "The total is now %(now)s instead of %(shown)s. Please check and confirm again."
        )
        raise PriceChanged(message % facts, total=now)
