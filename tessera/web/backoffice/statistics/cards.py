"""The figures on top of a page: how much, and how it moved."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.domain.reporting.queries.days import Sold
from tessera.domain.reporting.queries.house import DateFill
from tessera.domain.reporting.queries.sales import Waiting
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import pick
from tessera.lib.money import LOCALES, Money
from tessera.web.backoffice.statistics.figures import Figures


@dataclass(frozen=True, slots=True)
class Card:
    """One figure: what it is, how much, and how it moved (`against` what)."""

    title: str
    value: str
    more: tuple[str, ...] = ()
    change: int | None = None
    against: str = ""
    percent: int | None = None
    url: str = ""
    late: str = ""


def sales_cards(figures: Figures) -> list[Card]:
    """Turnover and tickets of the period, against the one before."""
    shop, language = figures.asked.shop, figures.asked.language
    now, before = _counted(figures.sold), _counted(figures.before)
    main, others = shop.currencies[0], shop.currencies[1:]
    orders = ngettext("%(count)s order", "%(count)s orders", now["orders"])
    against = against_said(figures)
    return [
        Card(
            title=_("Sales"),
            value=Money(now[main], main).format(language),
            more=tuple(f"+ {Money(now[c], c).format(language)}" for c in others if now[c]),
            change=_change(now[main], before[main]),
            against=against,
        ),
        Card(
            title=_("Tickets sold"),
            value=grouped(now["tickets"], language),
            more=(orders % {"count": grouped(now["orders"], language)},),
            change=_change(now["tickets"], before["tickets"]),
            against=against,
        ),
    ]


def fill_card(dates: Sequence[DateFill], *, language: str) -> Card:
    """How full the coming dates are, all together."""
    capacity = sum(each.capacity for each in dates)
    taken = sum(each.taken for each in dates)
    percent = taken * 100 // capacity if capacity else 0
    places = ngettext("%(count)s place left", "%(count)s places left", capacity - taken)
    coming = ngettext("in %(count)s coming date", "in %(count)s coming dates", len(dates))
    left = places % {"count": grouped(capacity - taken, language)}
    return Card(
        _("Fill rate"),
        f"{percent} %",
        (f"{left} {coming % {'count': grouped(len(dates), language)}}",),
        percent=percent,
    )


def waiting_card(waiting: Sequence[Waiting], *, shop: Shop, language: str, url: str) -> Card:
    """What is still to be collected."""
    main = next((each for each in waiting if each.currency == shop.currencies[0]), None)
    amount = Money(main.amount if main else 0, shop.currencies[0])
    others = [each for each in waiting if each is not main]
    orders, late = sum(each.orders for each in waiting), sum(each.late for each in waiting)
    said = ngettext("%(count)s order", "%(count)s orders", orders)
    told_late = ngettext("%(count)s overdue", "%(count)s overdue", late) % {"count": late}
    return Card(
        title=_("To be collected"),
        value=amount.format(language),
        more=(
            *(f"+ {Money(each.amount, each.currency).format(language)}" for each in others),
            said % {"count": grouped(orders, language)},
        ),
        url=url,
        late=told_late if late else "",
    )


def against_said(figures: Figures) -> str:
    """What a period is compared with, in words."""
    edition = figures.compared.edition
    if edition is not None:
        return pick(edition, figures.asked.language)
    return _("the year before") if figures.asked.period.code == "season" else _("the weeks before")


def grouped(number: int, language: str) -> str:
    """A count for people."""
    return format_decimal(number, locale=LOCALES.get(language, language))


def _counted(sold: Sequence[Sold]) -> Counter[str]:
    counted = Counter[str]()
    for each in sold:
        if each.kind == "all":
            counted[each.currency] += each.amount
            counted["tickets"] += each.tickets
            counted["orders"] += each.orders
    return counted


def _change(now: int, before: int) -> int | None:
    return round((now - before) * 100 / before) if before else None
