"""An order as its mails show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from babel.numbers import format_decimal
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.domain.orders.models import Order, OrderLine
from tessera.lib.i18n import pick, say_date
from tessera.lib.money import LOCALES, Money

_WHOLE_LINES = Prefetch(
    "lines",
    OrderLine.objects.select_related(
        "product__tariff__event", "product__tariff__zone", "date"
    ).order_by("id"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """So many of one tariff, and what they cost together before any offer."""

    quantity: int
    name: str
    amount: str


@dataclass(frozen=True, slots=True)
class Evening:
    """One event on one date, with what was ordered for it."""

    event: str
    date: str
    venue: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What was ordered and what it costs; the figures are those of the stored quote."""

    number: str
    evenings: tuple[Evening, ...]
    discounts: tuple[tuple[str, str], ...]
    fees: tuple[tuple[str, str], ...]
    total: str
    vat: tuple[tuple[str, str], ...]


def summary_of(order: Order, lines: Sequence[OrderLine] | None = None) -> Summary:
    """The summary in the language that gettext speaks; the lines come with all they name."""
    found = _lines(order) if lines is None else list(lines)
    found.sort(key=lambda line: (line.date.starts_at if line.date else order.created_at, line.pk))
    quote = order.quote or {}
    return Summary(
        number=order.number or "",
        evenings=tuple(
            _evening(order, list(group))
            for _, group in groupby(found, key=lambda line: line.date_id)
        ),
        discounts=tuple(
            (pick(each["name"], order.language), _money(order, -int(each["amount"])))
            for each in quote.get("discounts", ())
            if each["amount"]
        ),
        fees=tuple((_fee(code), _money(order, amount)) for code, amount in quote.get("fees", ())),
        total=_money(order, order.total),
        vat=tuple(
            (_rate(each["rate"], order.language), _money(order, each["tax"]))
            for each in quote.get("vat", ())
            if each["tax"]
        ),
    )


def _evening(order: Order, lines: Sequence[OrderLine]) -> Evening:
    tariff, date = lines[0].tariff, lines[0].date
    event = tariff.event if tariff else None
    return Evening(
        event=pick(event.name if event else lines[0].name, order.language),
        date=say_date(date.starts_at, order.shop.time_zone, order.language) if date else "",
        venue=", ".join(part for part in (event.venue, event.city) if part) if event else "",
        rows=tuple(
            Row(
                line.tickets,
                _named(line, order.language),
                _money(order, line.amount + line.discount),
            )
            for line in lines
        ),
    )


def _fee(code: str) -> str:
    return _("Payment fee") if code == "payment" else _("Fee")


def _named(line: OrderLine, language: str) -> str:
    zone = pick(line.tariff.zone.name, language) if line.tariff else ""
    return " · ".join(part for part in (pick(line.name, language), zone) if part)


def _rate(rate: str, language: str) -> str:
    return format_decimal(Decimal(rate), locale=LOCALES.get(language, language))


def _money(order: Order, amount: int) -> str:
    return Money(amount, order.currency).format(order.language)


def what_for(order: Order) -> str:
    """What the order is for, short enough for a subject: "Hamlet", "Hamlet and 2 others"."""
    names = list(dict.fromkeys(evening.event for evening in summary_of(order).evenings))
    if not names:
        return order.number or ""
    if len(names) == 1:
        return names[0]
    others = len(names) - 1
    said = ngettext("%(name)s and %(count)d other", "%(name)s and %(count)d others", others)
    return said % {"name": names[0], "count": others}


def has_places(order: Order) -> bool:
    """Whether it brings tickets, or only what has no date: memberships and gifts."""
    return any(line.date_id for line in _lines(order))


def _lines(order: Order) -> list[OrderLine]:
    """The lines with all they name, read once however often a mail speaks of them."""
    prefetch_related_objects([order], _WHOLE_LINES)
    return list(order.lines.all())


def spaced(iban: str) -> str:
    """An IBAN in groups of four, as it is copied from paper."""
    plain = iban.replace(" ", "")
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))
