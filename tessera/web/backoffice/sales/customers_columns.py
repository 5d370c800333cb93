"""The list of customers: its columns, and what it can be narrowed to."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date
from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tessera.domain.catalogue.models import Event
from tessera.domain.customers.models import Customer
from tessera.domain.reporting.queries.customers import Asked, Figures
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import local, pick
from tessera.lib.money import LOCALES, Money
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.tags import language_said
from tessera.web.parts.forms import dressed

Said = str | SafeString


@dataclass
class Sight:
    """What cells need to know beside their customer."""

    shop: Shop
    language: str
    figures: Mapping[int, Figures] = field(default_factory=dict)
    shown: Collection[str] = ()

    def of(self, customer: Customer) -> Figures:
        """What the customer bought."""
        return self.figures.get(customer.pk, Figures())

    def day(self, moment: datetime) -> str:
        """A day on the calendar of the shop, short enough for a list."""
        locale = LOCALES.get(self.language, self.language)
        return format_date(local(moment, self.shop.time_zone), "medium", locale=locale)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, what it says of a customer, how it lies on the page."""

    code: str
    title: str | Promise
    said: Callable[[Customer, Sight], Said]
    sort: str = ""
    css: str = ""


def name_of(customer: Customer) -> str:
    """What a customer is called, whatever is known of them."""
    if customer.erased_at is not None:
        return _("Erased customer")
    return customer.full_name or customer.company or customer.email or "–"


def _name(customer: Customer, sight: Sight) -> Said:
    url = reverse("backoffice:customer", args=[sight.shop.slug, customer.pk])
    return format_html(
        '<a class="link font-medium block max-w-40 truncate sm:max-w-52" href="{}">{}</a>'
        '<span class="block max-w-40 truncate text-xs muted sm:max-w-52">{}</span>',
        url,
        name_of(customer),
        "" if "email" in sight.shown else customer.email,
    )


def _text(name: str) -> Callable[[Customer, Sight], Said]:
    def said(customer: Customer, sight: Sight) -> Said:
        text = getattr(customer, name)
        return (
            format_html('<span class="block max-w-44 truncate xl:max-w-52">{}</span>', text)
            if text
            else "–"
        )

    return said


def _orders(customer: Customer, sight: Sight) -> Said:
    return str(sight.of(customer).orders or "–")


def _spent(customer: Customer, sight: Sight) -> Said:
    spent = sight.of(customer).spent
    said = [Money(amount, currency).format(sight.language) for currency, amount in spent.items()]
    return " + ".join(said) or "–"


def _last(customer: Customer, sight: Sight) -> Said:
    last = sight.of(customer).last_at
    return sight.day(last) if last else "–"


def _newsletter(customer: Customer, sight: Sight) -> Said:
    if customer.newsletter:
        return format_html('<span class="tag tag-good">{}</span>', _("yes"))
    return _("no")


def _since(customer: Customer, sight: Sight) -> Said:
    return sight.day(customer.created_at)


def _note(customer: Customer, sight: Sight) -> Said:
    return format_html('<span class="block max-w-56 truncate">{}</span>', customer.note)


WIDE, WIDER = "max-md:hidden", "max-xl:hidden"
WHEN = "max-lg:hidden whitespace-nowrap"
RIGHT = "text-right whitespace-nowrap"
COLUMNS: dict[str, Column] = {
    each.code: each
    for each in (
        Column("name", gettext_lazy("Name"), _name, sort="name"),
        Column("email", gettext_lazy("E-mail"), _text("email"), css=WIDE),
        Column("phone", gettext_lazy("Phone"), _text("phone"), css=f"{WIDER} whitespace-nowrap"),
        Column("company", gettext_lazy("Company"), _text("company"), css=WIDE),
        Column("street", gettext_lazy("Street"), _text("street"), css=WIDE),
        Column("postcode", gettext_lazy("Postcode"), _text("postcode"), css=WIDE),
        Column("city", gettext_lazy("Town"), _text("city"), css=WIDE),
        Column("country", gettext_lazy("Country"), _text("country"), css=WIDE),
        Column(
            "language",
            gettext_lazy("Language"),
            lambda each, _s: language_said(each.language),
            css=WIDE,
        ),
        Column("orders", gettext_lazy("Orders"), _orders, css="text-right"),
        Column("spent", pgettext_lazy("customer", "Spent"), _spent, css=RIGHT),
        Column("last", gettext_lazy("Last order"), _last, css=WHEN),
        Column("newsletter", gettext_lazy("Newsletter"), _newsletter, css=WIDE),
        Column("since", pgettext_lazy("customer", "Since"), _since, sort="since", css=WHEN),
        Column("note", gettext_lazy("Note"), _note, css=WIDE),
    )
}
DEFAULT = ("name", "phone", "city", "orders", "spent", "last", "newsletter", "since")


def chosen_columns(address: QueryDict) -> list[Column]:
    """What `columns` in the address asks for, in the order of the list; else the usual ones."""
    asked = {part for text in address.getlist("columns") for part in text.split(",")}
    known = [code for code in COLUMNS if code in asked]
    shown = dict.fromkeys(("name", *known)) if known else DEFAULT
    return [COLUMNS[code] for code in shown]


class Filters(forms.Form):
    """Everything that can be asked of customers; it shows the address and refuses nothing."""

    q = forms.CharField(label=gettext_lazy("Last name, company or e-mail"), required=False)
    newsletter = forms.ChoiceField(
        label=gettext_lazy("Newsletter"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            ("yes", gettext_lazy("Newsletter: yes")),
            ("no", gettext_lazy("Newsletter: no")),
        ],
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    event = forms.ChoiceField(label=gettext_lazy("Ordered tickets for"), required=False)
    since = forms.DateField(
        label=gettext_lazy("Known since"), required=False, widget=forms.DateInput
    )

    def __init__(self, asked: Asked, *, languages: list[str], events: list[Event]) -> None:
        super().__init__(initial={each.name: getattr(asked, each.name) for each in fields(asked)})
        language: Any = self.fields["language"]
        language.choices = [("", _("All")), *((code, language_said(code)) for code in languages)]
        event: Any = self.fields["event"]
        named = ((str(each.pk), pick(each.name, speaks())) for each in events)
        event.choices = [("", _("Any event")), *named]
        dressed(self)


def settled(address: QueryDict) -> str:
    """The address without the page one is on."""
    pairs = [(name, text) for name, values in address.lists() for text in values]
    return urlencode([(name, text) for name, text in pairs if name not in ("after", "before")])
