"""The lines and the total of a cart or an order: the same on every page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.domain.catalogue.models import Product
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import pick
from tessera.lib.money import Money
from tessera.web.shop.cards import Picture, picture_of
from tessera.web.shop.saying import say


@dataclass(frozen=True, slots=True)
class LineSaid:
    """One line in words."""

    id: int
    name: str
    zone: str
    colour: str
    quantity: int
    tickets: str
    each: str
    whole: str
    amount: str
    discounts: list[tuple[str, str]]
    maximum: int
    is_loose: bool
    is_fixed: bool


@dataclass(slots=True)
class Group:
    """The lines of one date, or of one kind of what has no date."""

    event: str
    slug: str
    when: str
    place: str
    date_id: int
    picture: Picture | None
    lines: list[LineSaid] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Total:
    """What it costs in all. `whole` is what it would cost without the `discounts`; `code` is what
    was typed, `why_not` says why it does nothing."""

    tickets: str
    whole: str
    lines: str
    discounts: list[tuple[str, str]]
    code: str
    why_not: str
    fees: list[tuple[str, str]]
    total: str
    amount: int
    vat: list[str]


def groups_of(
    lines: Sequence[OrderLine], shop: Shop, *, currency: str, language: str
) -> list[Group]:
    """The lines by date, in an order that stays when one of them is changed."""
    groups: dict[str, Group] = {}
    for line in sorted(lines, key=_place):
        key = str(line.date_id or line.product.kind)
        if key not in groups:
            groups[key] = _group(line, shop, language)
        groups[key].lines.append(_line(line, currency, language))
    return list(groups.values())


def _group(line: OrderLine, shop: Shop, language: str) -> Group:
    if line.date is None or line.tariff is None:
        return Group(_kind(line), slug="", when="", place="", date_id=0, picture=None)
    event = line.tariff.event
    return Group(
        event=pick(event.name, language),
        slug=event.slug,
        when=say(line.date.starts_at, time_zone=shop.time_zone, language=language).full,
        place=", ".join(part for part in (event.venue, event.city) if part),
        date_id=line.date.id,
        picture=picture_of(event, language),
    )


def _kind(line: OrderLine) -> str:
    return _("Donation") if line.product.kind == Product.Kind.DONATION else _("Membership")


def _place(line: OrderLine) -> tuple[float, int, int, int, int]:
    starts = line.date.starts_at.timestamp() if line.date else 0.0
    zone = line.tariff.zone.position if line.tariff else 0
    return starts, line.date_id or 0, zone, line.product.position, line.product_id


def has_places(lines: Sequence[OrderLine]) -> bool:
    """Whether there are tickets among the lines, or only what has no date."""
    return any(line.date_id is not None for line in lines)


def total_of(order: Order, language: str, *, has_places: bool = True) -> Total:
    """The order's own quote in words."""
    quote, currency = order.quote, order.currency
    count = int(quote.get("tickets", 0))
    tickets = ngettext("%(count)d ticket", "%(count)d tickets", count)
    things = ngettext("%(count)d item", "%(count)d items", count)
    return Total(
        tickets=(tickets if has_places else things) % {"count": count},
        whole=_say(quote.get("lines", 0) + _off(quote), currency, language),
        lines=_say(quote.get("lines", 0), currency, language),
        discounts=_discounts(quote.get("discounts", ()), currency, language),
        code=quote.get("code", {}).get("text", ""),
        why_not=quote.get("code", {}).get("why_not", ""),
        fees=[
            (_fee(code), _say(amount, currency, language)) for code, amount in quote.get("fees", [])
        ],
        total=_say(quote.get("total", 0), currency, language),
        amount=int(quote.get("total", 0)),
        vat=[
            _("of which VAT %(rate)s %%: %(tax)s")
            % {"rate": _rate(each["rate"], language), "tax": _say(each["tax"], currency, language)}
            for each in quote.get("vat", [])
            if each["tax"]
        ],
    )


def _line(line: OrderLine, currency: str, language: str) -> LineSaid:
    zone = line.tariff.zone if line.tariff else None
    return LineSaid(
        id=line.id,
        name=pick(line.name, language),
        zone=pick(zone.name, language) if zone else "",
        colour=zone.colour if zone else "",
        quantity=line.quantity,
        tickets=ngettext("%(count)d ticket", "%(count)d tickets", line.tickets)
        % {"count": line.tickets},
        each=_say(line.unit_price, currency, language),
        whole=_say(line.whole, currency, language),
        discounts=_discounts(line.discounts, currency, language),
        amount=_say(line.amount, currency, language),
        maximum=line.product.max_per_order,
        is_loose=line.is_loose,
        is_fixed=line.date_id is None,
    )


def _off(quote: Mapping[str, Any]) -> int:
    return sum(int(each["amount"]) for each in quote.get("discounts", ()))


def _discounts(
    discounts: Iterable[Mapping[str, Any]], currency: str, language: str
) -> list[tuple[str, str]]:
    """Each offer by its name, and what it takes off, as the buyer was told."""
    return [
        (pick(each["name"], language), _say(-int(each["amount"]), currency, language))
        for each in discounts
        if each["amount"]
    ]


def _fee(code: str) -> str:
    return {"payment": _("Fee of the payment method")}.get(code, code)


def _rate(rate: str, language: str) -> str:
    short = rate.rstrip("0").rstrip(".") or "0"
    return short.replace(".", ",") if language == "fr" else short


def _say(amount: int, currency: str, language: str) -> str:
    return Money(int(amount), currency).format(language)
