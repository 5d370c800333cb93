"""The columns of the list of orders: which there are, what each says, which are shown."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.files import code_in, discount_in, vat_in
from tessera.domain.orders.queries.grid import Contents
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import pick, say_date
from tessera.lib.money import Money
from tessera.web.backoffice.words import CHANNELS, ORDER_STATUSES, MethodNames, Word, word
from tessera.web.parts.escaping import escape
from tessera.web.parts.quick import address

Said = str | SafeString
MARK = "NUMBER"


@dataclass
class Sight:
    """What cells need to know beside their order; addresses and words are made once a page."""

    shop: Shop
    language: str
    contents: Contents = field(default_factory=dict)
    shown: Collection[str] = ()
    _said: dict[tuple[int, str], SafeString] = field(default_factory=dict)
    _url: str = ""
    _methods: MethodNames | None = None

    def method(self, code: str) -> str:
        """What a way to pay is called in this shop."""
        if self._methods is None:
            self._methods = MethodNames(self.shop.id)
        return self._methods(code)

    def url(self, number: str) -> str:
        """Where an order is."""
        if not self._url:
            self._url = address("backoffice:order", (self.shop.slug, MARK))
        return self._url.replace(MARK, number)

    def tag(self, words: dict[str, Word], code: str) -> SafeString:
        """A word on its colour."""
        key = (id(words), code)
        if key not in self._said:
            said = word(words, code)
            self._said[key] = mark_safe(  # noqa: S308 - escaped
                f'<span class="tag tag-{escape(said.tone)}">{escape(said.text)}</span>'
            )
        return self._said[key]

    def when(self, moment: datetime | None) -> str:
        """On the clock of the shop."""
        return say_date(moment, self.shop.time_zone, self.language, "short") if moment else "–"

    def money(self, amount: int, currency: str) -> str:
        """An amount for people."""
        return Money(amount, currency).format(self.language)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, what it says of an order, what it reads, how it lies on the page."""

    code: str
    title: str | Promise
    said: Callable[[Order, Sight], Said]
    needs: tuple[str, ...] = ()
    sort: str = ""
    css: str = ""


NARROW, WIDE, WIDER = "max-sm:hidden", "max-md:hidden", "max-xl:hidden"
RIGHT = "text-right whitespace-nowrap"


def _number(order: Order, sight: Sight) -> Said:
    number = order.number or ""
    said = f'<a class="number" href="{escape(sight.url(number))}">{escape(number)}</a>'
    return mark_safe(said)  # noqa: S308 - escaped


def _buyer(order: Order, sight: Sight) -> Said:
    """The name, or the company, or a dash; below it what has no column of its own."""
    name = order.full_name or order.company or "–"
    mail = "" if "email" in sight.shown else order.email
    status = sight.tag(ORDER_STATUSES, order.status) if "status" in sight.shown else ""
    return mark_safe(  # noqa: S308 - escaped
        f'<span class="block max-w-44 truncate max-sm:max-w-28">{escape(name)}</span>'
        f'<span class="block max-w-44 truncate text-xs muted max-sm:hidden">{escape(mail)}</span>'
        f'<span class="mt-1 block sm:hidden">{escape(status)}</span>'
    )


def _contents(order: Order, sight: Sight) -> Said:
    """The event with most tickets, and how many other events."""
    found = sight.contents.get(order.id, ())
    if not found:
        return "–"
    name, tickets = found[0]
    said = f"{tickets} × {pick(name, sight.language) or _('other articles')}"
    others = len(found) - 1
    if not others:
        return said
    more = ngettext("+ %(count)d other event", "+ %(count)d other events", others)
    return f"{said} {more % {'count': others}}"


def _note(order: Order, sight: Sight) -> Said:
    if not order.note:
        return ""
    return format_html(
        '<span title="{}"><span aria-hidden="true">✎</span> <span class="sr-only">{}</span></span>',
        order.note[:200],
        _("Has a note"),
    )


def _test(order: Order, sight: Sight) -> Said:
    if not order.is_test:
        return ""
    return format_html('<span class="tag tag-wait">{}</span>', pgettext_lazy("order", "Test"))


def _text(name: str) -> Callable[[Order, Sight], Said]:
    def said(order: Order, sight: Sight) -> Said:
        text = getattr(order, name)
        return format_html('<span class="block max-w-52 truncate">{}</span>', text) if text else "–"

    return said


def _amount(reckon: Callable[[Order], int]) -> Callable[[Order, Sight], Said]:
    return lambda order, sight: sight.money(reckon(order), order.currency)


def _moment(name: str) -> Callable[[Order, Sight], Said]:
    return lambda order, sight: sight.when(getattr(order, name))


COLUMNS: dict[str, Column] = {
    each.code: each
    for each in (
        Column("number", gettext_lazy("Number"), _number, sort="number"),
        Column("buyer", gettext_lazy("Buyer"), _buyer, sort="name"),
        Column("email", gettext_lazy("E-mail"), _text("email"), css=WIDE),
        Column("phone", gettext_lazy("Phone"), _text("phone"), ("phone",), css=WIDE),
        Column("company", gettext_lazy("Company"), _text("company"), css=WIDE),
        Column("city", gettext_lazy("Town"), _text("city"), ("city",), css=WIDE),
        Column("contents", gettext_lazy("Contents"), _contents, css=f"{WIDE} min-w-36"),
        Column(
            "tickets",
            gettext_lazy("Tickets"),
            lambda order, sight: str(order.quote.get("tickets", "")),
            ("quote",),
            css="text-right max-md:hidden",
        ),
        Column(
            "method",
            gettext_lazy("Payment"),
            lambda order, sight: sight.method(order.method),
            css=WIDER,
        ),
        Column(
            "channel",
            gettext_lazy("Channel"),
            lambda order, sight: str(word(CHANNELS, order.channel)),
            css=WIDE,
        ),
        Column(
            "sold_by",
            gettext_lazy("Sold by"),
            lambda order, sight: str(order.sold_by or "–"),
            ("sold_by__first_name", "sold_by__last_name", "sold_by__email"),
            css=WIDE,
        ),
        Column(
            "placed_at",
            pgettext_lazy("order", "Placed"),
            _moment("placed_at"),
            sort="placed",
            css=f"{WIDE} min-w-36",
        ),
        Column(
            "paid_at",
            pgettext_lazy("order", "Paid on"),
            _moment("paid_at"),
            ("paid_at",),
            css=f"{WIDE} min-w-36",
        ),
        Column(
            "due_at",
            pgettext_lazy("order", "Due"),
            _moment("due_at"),
            css=f"{WIDE} whitespace-nowrap",
        ),
        Column("currency", gettext_lazy("Currency"), _text("currency"), css=WIDE),
        Column(
            "total",
            gettext_lazy("Total"),
            _amount(lambda order: order.total),
            sort="total",
            css=RIGHT,
        ),
        Column(
            "net",
            gettext_lazy("Net of VAT"),
            _amount(lambda order: order.total - vat_in(order.quote)),
            ("quote",),
            css=f"{RIGHT} {NARROW}",
        ),
        Column(
            "vat",
            gettext_lazy("VAT"),
            _amount(lambda order: vat_in(order.quote)),
            ("quote",),
            css=f"{RIGHT} {NARROW}",
        ),
        Column(
            "discounts",
            gettext_lazy("Reductions"),
            _amount(lambda order: discount_in(order.quote)),
            ("quote",),
            css=f"{RIGHT} {NARROW}",
        ),
        Column(
            "code",
            gettext_lazy("Code"),
            lambda order, sight: code_in(order.quote),
            ("quote",),
            css=NARROW,
        ),
        Column(
            "received",
            gettext_lazy("Received"),
            _amount(lambda order: order.received),
            css=f"{RIGHT} {NARROW}",
        ),
        Column(
            "balance",
            gettext_lazy("Balance"),
            _amount(lambda order: order.balance),
            css=f"{RIGHT} {NARROW}",
        ),
        Column(
            "status",
            gettext_lazy("Status"),
            lambda order, sight: sight.tag(ORDER_STATUSES, order.status),
            css=NARROW,
        ),
        Column("note", gettext_lazy("Note"), _note, ("note",)),
        Column("is_test", gettext_lazy("Test order"), _test, ("is_test",)),
    )
}

ONLY_IN_FILES: dict[str, str | Promise] = {
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "street": gettext_lazy("Street"),
    "postcode": gettext_lazy("Postcode"),
    "country": gettext_lazy("Country"),
    "language": gettext_lazy("Language"),
    "newsletter": gettext_lazy("Newsletter"),
}

DEFAULT = ("number", "buyer", "contents", "method", "placed_at", "total", "status")


def chosen_columns(address: QueryDict) -> list[Column]:
    """What `columns` in the address asks for, in the order of the list; else the usual ones."""
    asked = {part for text in address.getlist("columns") for part in text.split(",")}
    known = [code for code in COLUMNS if code in asked]
    shown = dict.fromkeys(("number", *known)) if known else DEFAULT
    return [COLUMNS[code] for code in shown]


def needs_of(columns: Sequence[Column]) -> list[str]:
    """What has to be read for these columns beside what every list reads."""
    return sorted({need for column in columns for need in column.needs})


def title_of(code: str) -> str:
    """What a column is called, on the screen and in files."""
    return str(COLUMNS[code].title if code in COLUMNS else ONLY_IN_FILES[code])
