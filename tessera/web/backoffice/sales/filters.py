"""What the list of orders is narrowed to: fields to ask, chips that tell, addresses that undo."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tessera.domain.catalogue.models import Event, EventDate, Tariff
from tessera.domain.orders.queries.criteria import Criteria, without
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import pick, say_date
from tessera.lib.money import Money
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.words import CHANNELS, ORDER_STATUSES, MethodNames
from tessera.web.parts.forms import dressed

Choices = list[tuple[str, Any]]
Said = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
TICKS = forms.CheckboxSelectMultiple(attrs={"class": "checkbox checkbox-sm"})
WAITING = gettext_lazy("Everything that waits")
DAYS = {
    "since": gettext_lazy("Placed from"),
    "until": gettext_lazy("Placed until"),
    "paid_since": gettext_lazy("Paid from"),
    "paid_until": gettext_lazy("Paid until"),
}
AMOUNTS = {"least": gettext_lazy("Total from"), "most": gettext_lazy("Total up to")}
KINDS = {"real": gettext_lazy("Real orders"), "test": gettext_lazy("Test orders")}
NEWSLETTER = {"yes": gettext_lazy("Newsletter: yes"), "no": gettext_lazy("Newsletter: no")}


@dataclass(frozen=True, slots=True)
class Offered:
    """What a shop has that orders can be narrowed to."""

    shop: Shop
    methods: list[str]
    events: list[Event]
    dates: list[EventDate]
    tariffs: list[Tariff]


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that is asked, and the address without it."""

    said: str
    url: str


class Named(forms.Form):
    """The words that orders are looked for by."""

    q = forms.CharField(label=gettext_lazy("Number, last name or e-mail"), required=False)


class Filters(forms.Form):
    """Everything else that can be asked; it shows the address and refuses nothing."""

    status = forms.MultipleChoiceField(label=gettext_lazy("Status"), required=False, widget=TICKS)
    method = forms.ChoiceField(label=gettext_lazy("Payment"), required=False)
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), required=False)
    event = forms.ChoiceField(label=gettext_lazy("Event"), required=False)
    date = forms.ChoiceField(label=gettext_lazy("Date"), required=False)
    tariff = forms.ChoiceField(label=gettext_lazy("Tariff"), required=False)
    since = forms.DateField(label=DAYS["since"], required=False, widget=forms.DateInput)
    until = forms.DateField(label=DAYS["until"], required=False, widget=forms.DateInput)
    paid_since = forms.DateField(label=DAYS["paid_since"], required=False, widget=forms.DateInput)
    paid_until = forms.DateField(label=DAYS["paid_until"], required=False, widget=forms.DateInput)
    least = forms.CharField(label=AMOUNTS["least"], required=False)
    most = forms.CharField(label=AMOUNTS["most"], required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Test or real"), required=False)
    newsletter = forms.ChoiceField(label=gettext_lazy("Newsletter"), required=False)

    def __init__(self, asked: Criteria, choices: Said) -> None:
        super().__init__(initial={each.name: getattr(asked, each.name) for each in fields(asked)})
        currency = asked.currency or "CHF"
        for name in AMOUNTS:
            if isinstance(self.initial[name], int):
                self.initial[name] = Money(self.initial[name], currency).plain()
            self.fields[name].widget.attrs["inputmode"] = "decimal"
        for name, found in choices:
            field: Any = self.fields[name]
            field.choices = found if name == "status" else [("", _("All")), *found]
        dressed(self)


def drawn_filters(asked: Criteria, choices: Said) -> SafeString:
    """The fields of `Filters`: the same as the last time, while the same is asked and offered."""
    return _drawn(replace(asked, q="", pick=()), choices, speaks())


@lru_cache(maxsize=128)
def _drawn(asked: Criteria, choices: Said, _language: str) -> SafeString:
    told = {"filters": Filters(asked, choices), "currencies": dict(choices)["currency"]}
    return render_to_string("backoffice/sales/filters.html", told)


def said_choices(offered: Offered) -> Said:
    """What can be chosen, in words of the reader's language."""
    return tuple(
        (name, tuple((code, str(said)) for code, said in choices))
        for name, choices in choices_of(offered).items()
    )


def choices_of(offered: Offered) -> dict[str, Choices]:
    """What can be chosen for each filter, by name."""
    language, zone, said = speaks(), offered.shop.time_zone, MethodNames(offered.shop.id)
    return {
        "status": [("waiting", WAITING), *((c, w.text) for c, w in ORDER_STATUSES.items())],
        "method": [(code, said(code)) for code in offered.methods],
        "channel": [(code, said.text) for code, said in CHANNELS.items()],
        "currency": [(code, code) for code in offered.shop.currencies],
        "event": [(str(each.id), pick(each.name, language)) for each in offered.events],
        "date": [
            (str(each.id), say_date(each.starts_at, zone, language, "short"))
            for each in offered.dates
        ],
        "tariff": [(str(each.pk), _tariff(each, language)) for each in offered.tariffs],
        "kind": list(KINDS.items()),
        "newsletter": list(NEWSLETTER.items()),
    }


def chips_of(asked: Criteria, choices: Said, address: QueryDict) -> list[Chip]:
    """Everything that is asked, but for the words, each with the address without it."""
    if not asked:
        return []
    told = {name: [str(value) for value in values] for name, values in address.lists()}
    words = {name: dict(found) for name, found in choices}
    return [
        Chip(said, f"?{urlencode(without(told, name, value), doseq=True)}")
        for name, value, said in _asked(asked, words)
    ]


def _asked(asked: Criteria, words: dict[str, dict[str, str]]) -> Iterator[tuple[str, str, str]]:
    for status in asked.status:
        yield "status", status, words["status"].get(status, status)
    for name in ("method", "channel", "currency", "event", "date", "tariff", "kind", "newsletter"):
        value = getattr(asked, name)
        if value:
            yield name, "", words[name].get(str(value), str(value))
    if asked.pick:
        many = ngettext("%(count)d ticked order", "%(count)d ticked orders", len(asked.pick))
        yield "pick", "", many % {"count": len(asked.pick)}
    for name, title in DAYS.items():
        day = getattr(asked, name)
        if day:
            yield name, "", f"{title} {day:%d.%m.%Y}"
    for name, title in AMOUNTS.items():
        amount = getattr(asked, name)
        if amount is not None:
            yield name, "", f"{title} {Money(amount, asked.currency or 'CHF').plain()}"


def _tariff(tariff: Tariff, language: str) -> str:
    return f"{pick(tariff.product.name, language)} · {pick(tariff.zone.name, language)}"
