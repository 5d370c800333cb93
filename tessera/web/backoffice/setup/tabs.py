"""The tabs of the settings: what each asks, and where it stands in the shop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.domain.shops.models import Shop
from tessera.domain.shops.rules import TEXTS
from tessera.web.backoffice.setup.forms import (
    OUR_PAGE,
    Asking,
    ContactForm,
    ManyOf,
    currencies,
    iban_of,
    languages,
)
from tessera.web.parts.fields import TranslatedField

ZONES = (
    "Europe/Zurich",
    "Europe/Paris",
    "Europe/Berlin",
    "Europe/Rome",
    "Europe/Vienna",
    "Europe/Brussels",
    "Europe/Luxembourg",
    "Europe/London",
    "America/Montreal",
    "America/New_York",
)


LIABLE = {"": None, "yes": True, "no": False}


def first_stays(chosen: Sequence[str], before: Sequence[str]) -> list[str]:
    """The same, but what came first before still does: it is the default."""
    first = [code for code in before[:1] if code in chosen]
    return list(dict.fromkeys([*first, *chosen]))


class General(Asking):
    """Names, address and languages."""

    slug = forms.CharField(label=_("Address"), max_length=60)
    languages = ManyOf(
        label=_("Languages"), help_text=_("Your texts can be written in each of them.")
    )
    time_zone = forms.ChoiceField(
        label=_("Clock"), help_text=_("Dates and times are said on this clock.")
    )

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours: Any = self.fields
        ours["name"] = TranslatedField(
            label=_("Name"), languages=shop.languages, max_length=120, help_text=OUR_PAGE
        )
        ours["description"] = TranslatedField(
            label=_("In a few words"),
            languages=shop.languages,
            max_length=400,
            is_long=True,
            rows=2,
            required=False,
            help_text=_("For search engines and for people who share the shop."),
        )
        ours["languages"].choices = languages()
        ours["time_zone"].choices = [
            (name, name) for name in dict.fromkeys([*ZONES, shop.time_zone])
        ]
        if shop.was_open:
            ours["slug"].disabled = True
            ours["slug"].help_text = _(
                "It stays: tickets, mails and posters lead there since the shop was first open."
            )
        self.order_fields(["name", "description", "slug", "languages", "time_zone"])

    def facts(self) -> dict[str, Any]:
        """The shop's first language stays the first."""
        told = super().facts()
        chosen = first_stays(told["languages"], self.initial["languages"])
        return {**told, "languages": chosen}


class Sales(Asking):
    """Currencies, hold, VAT and bank."""

    currencies = ManyOf(
        label=_("Currencies"), help_text=_("Every tariff has a price in each of them.")
    )
    hold_minutes = forms.IntegerField(
        label=_("Minutes that a cart keeps its places"),
        min_value=1,
        max_value=240,
        help_text=_("Then they are on sale again. Fifteen is enough for most."),
    )
    is_vat_liable = forms.ChoiceField(
        label=_("Are you liable for VAT?"),
        choices=[("", "–"), ("yes", _("Yes")), ("no", _("No"))],
        required=False,
    )
    vat_rate = forms.DecimalField(
        label=_("Usual VAT rate (%)"),
        min_value=Decimal(0),
        max_value=Decimal(99),
        decimal_places=2,
        required=False,
        help_text=_("Included in the prices. A tariff may have another."),
    )
    vat_number = forms.CharField(label=_("VAT number"), max_length=40, required=False)
    bank_holder = forms.CharField(label=_("Holder of the account"), max_length=120, required=False)
    iban = forms.CharField(
        label=_("IBAN"),
        max_length=42,
        required=False,
        help_text=_("Buyers who pay on invoice transfer the money there."),
    )

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours: Any = self.fields
        ours["currencies"].choices = currencies(shop.currencies)

    def clean_iban(self) -> str:
        """A number that adds up."""
        return iban_of(self.cleaned_data["iban"])

    def clean_vat_rate(self) -> Decimal:
        """Nothing is nothing per cent."""
        return self.cleaned_data["vat_rate"] or Decimal(0)

    def clean(self) -> Any:
        """Who is liable has a number, and an account has a holder."""
        told = self.cleaned_data
        if told.get("iban") and not told.get("bank_holder"):
            self.add_error("bank_holder", _("Write whose account it is: banks ask for both."))
        if told.get("is_vat_liable") == "yes" and not told.get("vat_number"):
            self.add_error("vat_number", _("Who is liable for VAT has a number; write it here."))
        return told

    def facts(self) -> dict[str, Any]:
        """Yes, no and not decided; the shop's first currency stays the first."""
        told = super().facts()
        liable = LIABLE[told["is_vat_liable"]]
        return {
            **told,
            "is_vat_liable": liable,
            "vat_rate": told["vat_rate"] if liable else Decimal(0),
            "currencies": first_stays(told["currencies"], self.initial["currencies"]),
        }


class Contact(ContactForm):
    """Who sells, and how to reach them."""

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class Terms(Asking):
    """What a buyer accepts."""

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours: Any = self.fields
        ours["terms"] = TranslatedField(
            label=_("Terms of sale"),
            languages=shop.languages,
            max_length=20_000,
            is_long=True,
            rows=14,
            required=False,
            help_text=_(
                "Buyers accept them before they order. Exchange, refund, late arrival, data"
                " protection. Markdown: **bold**, # title, - list."
            ),
        )


TEXT_FIELDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "welcome": (_("Welcome"), _("Above the programme, on the first page of the shop.")),
    "footer": (_("Note under every page"), _("Partners, subsidies, a word of thanks.")),
    "confirmation": (
        _("After the order"),
        _("On the page of a paid order: how to come, what to bring."),
    ),
    "ticket": (
        _("On the tickets"),
        _("Beside the code, instead of the beginning of the terms. Short: three lines."),
    ),
    "closed": (
        _("While the shop is closed or hidden"),
        _("What strangers read then, for example when the sale begins again."),
    ),
}


class Texts(Asking):
    """What the shop says in its own words."""

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours: Any = self.fields
        for name in TEXTS:
            label, where = TEXT_FIELDS[name]
            ours[name] = TranslatedField(
                label=label,
                languages=shop.languages,
                max_length=300 if name == "ticket" else 2000,
                is_long=True,
                rows=3,
                required=False,
                help_text=where,
            )

    def facts(self) -> dict[str, Any]:
        """All texts are one column of the shop."""
        return {"texts": {name: text for name, text in super().facts().items() if text}}


def _columns(*names: str) -> Callable[[Shop], dict[str, Any]]:
    return lambda shop: {name: getattr(shop, name) for name in names}


def _sales(shop: Shop) -> dict[str, Any]:
    told = _columns("currencies", "hold_minutes", "vat_rate", "vat_number", "bank_holder", "iban")(
        shop
    )
    liable = {value: said for said, value in LIABLE.items()}
    return {**told, "is_vat_liable": liable[shop.is_vat_liable]}


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of the settings: its form, and how it reads the shop."""

    code: str
    title: str | Promise
    form: Callable[..., Asking]
    shown: Callable[[Shop], dict[str, Any]]


CONTACT = (
    "contact_name",
    "contact_email",
    "contact_phone",
    "website",
    "street",
    "postcode",
    "city",
    "country",
)
TABS = {
    tab.code: tab
    for tab in (
        Tab(
            "general",
            pgettext_lazy("settings", "General"),
            General,
            _columns("name", "description", "slug", "languages", "time_zone"),
        ),
        Tab("sales", pgettext_lazy("settings", "Sales and VAT"), Sales, _sales),
        Tab("contact", _("Contact"), Contact, _columns(*CONTACT)),
        Tab("terms", _("Terms"), Terms, _columns("terms")),
        Tab("texts", _("Texts"), Texts, lambda shop: dict(shop.texts)),
    )
}
