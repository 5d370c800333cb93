"""What is asked of who makes a shop; most of it comes back in the settings."""

from collections.abc import Iterable, Mapping
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.shops.models import Shop
from tessera.domain.shops.rules import COLOURS, CURRENCIES, LANGUAGES
from tessera.lib.colours import tidy
from tessera.lib.lazily import Lazily
from tessera.web.backoffice.page import speaks
from tessera.web.parts.fields import AmountField, MomentField

iban_numbers = Lazily("stdnum.iban")
stdnum_exceptions = Lazily("stdnum.exceptions")

COUNTRIES = ("CH", "FR", "DE", "IT", "AT", "LI", "BE", "LU")
FONT_NAMES = {
    "fraunces": gettext_lazy("Fraunces: warm, with serifs"),
    "inter": gettext_lazy("Inter: plain and modern"),
    "georgia": gettext_lazy("Georgia: classic"),
}
OUR_PAGE = gettext_lazy("Buyers read it on every page, on tickets and in mails.")


class Asking(forms.Form):
    """A form that says what it was told; who shows it dresses it."""

    def facts(self) -> dict[str, Any]:
        """What was told, by the names of the shop's columns."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


def languages() -> list[tuple[str, str]]:
    """The languages that a shop can speak, in the reader's own."""
    reader = Locale.parse(speaks())
    return [(code, (reader.languages.get(code) or code).capitalize()) for code in LANGUAGES]


def currencies(more: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The currencies that a shop can sell in."""
    reader, known = Locale.parse(speaks()), [*CURRENCIES, *more]
    return [
        (code, f"{code} – {reader.currencies.get(code, code)}") for code in dict.fromkeys(known)
    ]


def countries(more: str = "") -> list[tuple[str, str]]:
    """Countries by name."""
    reader = Locale.parse(speaks())
    codes = dict.fromkeys([*COUNTRIES, more] if more else COUNTRIES)
    return [(code, reader.territories.get(code) or code) for code in codes]


class ManyOf(forms.MultipleChoiceField):
    """Some of several, as boxes to tick."""

    def __init__(self, *, label: Any, help_text: Any = "") -> None:
        super().__init__(label=label, help_text=help_text, widget=forms.CheckboxSelectMultiple)


class NewShopForm(Asking):
    """The first step: what the shop is called, where it lives, what it speaks."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("Organisation"), coerce=int)
    name = forms.CharField(
        label=gettext_lazy("Name of the shop"), max_length=120, help_text=OUR_PAGE
    )
    slug = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("The last part of its web address. Left empty, the name makes it."),
    )
    languages = ManyOf(
        label=gettext_lazy("Languages"),
        help_text=gettext_lazy("Your texts can be written in each of them."),
    )
    currencies = ManyOf(
        label=gettext_lazy("Currencies"),
        help_text=gettext_lazy("Every tariff has a price in each of them."),
    )

    def __init__(self, *args: Any, organisations: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours: Any = self.fields
        ours["languages"].choices, ours["currencies"].choices = languages(), currencies()
        if len(organisations) > 1:
            ours["organisation"].choices = list(organisations.items())
        else:
            del ours["organisation"]


class ContactForm(Asking):
    """Who sells, and how to reach them."""

    contact_name = forms.CharField(
        label=gettext_lazy("Organiser"),
        max_length=120,
        help_text=gettext_lazy("The person, company or association that sells the tickets."),
    )
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("Buyers write there; the answers to our mails arrive there."),
    )
    contact_phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Strongly advised: people in the street with a ticket will call."),
    )
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")
    street = forms.CharField(
        label=gettext_lazy("Street and number"), max_length=120, required=False
    )
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=gettext_lazy("Town"), max_length=80)
    country = forms.ChoiceField(label=gettext_lazy("Country"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours: Any = self.fields
        ours["country"].choices = countries(str(self.initial.get("country") or ""))


class ColourField(forms.CharField):
    """A colour from the browser's own chooser, "#rrggbb"; what is none becomes the default."""

    def __init__(self, *, label: Any, otherwise: str) -> None:
        self.otherwise = otherwise
        attrs = {"type": "color", "class": "input h-12 w-full cursor-pointer p-1"}
        super().__init__(label=label, required=False, widget=forms.TextInput(attrs=attrs))

    def clean(self, value: Any) -> str:
        """The colour."""
        return tidy(str(value or ""), self.otherwise)


class LookForm(Asking):
    """Logo, colours, letters and picture."""

    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        required=False,
        widget=forms.FileInput,
        help_text=gettext_lazy("PNG with a transparent ground looks best. At most 12 MB."),
    )
    remove_logo = forms.BooleanField(label=gettext_lazy("Take the logo away"), required=False)
    primary = ColourField(label=gettext_lazy("Main colour"), otherwise=COLOURS["primary"])
    secondary = ColourField(label=gettext_lazy("Second colour"), otherwise=COLOURS["secondary"])
    accent = ColourField(label=gettext_lazy("Accent"), otherwise=COLOURS["accent"])
    display_font = forms.ChoiceField(label=gettext_lazy("Letters of the titles"))
    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        required=False,
        widget=forms.FileInput,
        help_text=gettext_lazy("Stands wide on the first page of the shop. At most 12 MB."),
    )
    remove_picture = forms.BooleanField(label=gettext_lazy("Take the picture away"), required=False)

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours: Any = self.fields
        ours["display_font"].choices = list(FONT_NAMES.items())
        for kind in ("logo", "picture"):
            ours[kind].widget.attrs |= {
                "accept": "image/png,image/jpeg,image/webp",
                "class": "file-input w-full",
            }
            if not getattr(shop, kind):
                del ours[f"remove_{kind}"]

    def facts(self) -> dict[str, Any]:
        """Colours and letters."""
        told = self.cleaned_data
        return {
            "colours": {name: told[name] for name in COLOURS},
            "display_font": told["display_font"],
        }

    def pictures(self) -> dict[str, bytes | None]:
        """New files by kind; None takes the old one away."""
        told = self.cleaned_data
        found: dict[str, bytes | None] = {
            kind: None for kind in ("logo", "picture") if told.get(f"remove_{kind}")
        }
        files = {kind: told[kind] for kind in ("logo", "picture") if told.get(kind)}
        return found | {kind: file.read() for kind, file in files.items()}


def look_of(shop: Shop) -> dict[str, Any]:
    """What the form of the look shows."""
    colours = {name: tidy(shop.colours.get(name), default) for name, default in COLOURS.items()}
    return {**colours, "display_font": shop.display_font}


class FirstEventForm(Asking):
    """The shortest event that can be sold."""

    name = forms.CharField(label=gettext_lazy("Name of the event"), max_length=120)
    venue = forms.CharField(label=gettext_lazy("Venue"), max_length=120)
    duration_minutes = forms.IntegerField(
        label=gettext_lazy("Duration in minutes"), min_value=1, max_value=2880, initial=90
    )
    places = forms.IntegerField(
        label=gettext_lazy("Places"), min_value=1, max_value=200_000, initial=100
    )
    tariff = forms.CharField(label=gettext_lazy("Tariff"), max_length=120)

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        self.shop = shop
        super().__init__(*args, **kwargs)
        ours: Any = self.fields
        ours["starts_at"] = MomentField(label=_("Date and time"), time_zone=shop.time_zone)
        for currency in shop.currencies:
            ours[f"price_{currency}"] = AmountField(
                label=_("Price in %(currency)s") % {"currency": currency}, currency=currency
            )
        order = ["name", "venue", "starts_at", "duration_minutes", "places", "tariff"]
        self.order_fields(order)

    def prices(self) -> dict[str, int]:
        """The price in each currency, in minor units."""
        return {code: self.cleaned_data[f"price_{code}"] for code in self.shop.currencies}


def iban_of(text: str) -> str:
    """The account number without blanks; refuses (ValidationError) a mistyped one."""
    if not text.strip():
        return ""
    try:
        return str(iban_numbers.validate(text))
    except stdnum_exceptions.ValidationError as wrong:
        raise forms.ValidationError(
            _("This is no IBAN: a digit may be wrong or missing. Copy it from a bank statement.")
        ) from wrong


def contact_for(organisation: str, person: Any) -> dict[str, str]:
    """What we know of who sells, as the first contact of a shop."""
    return {"contact_name": organisation, "contact_email": str(person.email)}
