"""What a buyer types."""

from collections.abc import Mapping, Sequence
from typing import Any

from babel import Locale
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.customers.models import Civility
from tessera.domain.forms.making import REQUIRED
from tessera.domain.forms.rules import AskedForm
from tessera.flows.shopping import Item
from tessera.lib.errors import Refusal
from tessera.lib.lazily import Lazily
from tessera.lib.money import Money

phonenumbers = Lazily("phonenumbers")

COUNTRIES = ["CH", "FR", "LI", "DE", "IT", "AT", "BE", "LU", "GB", "ES", "NL", "PT", "US", "CA"]


class BadQuantity(Refusal):
    """What was typed is no number of tickets, or no amount."""

    code = "bad_quantity"


class BuyerForm(forms.Form):
    """Who buys. The address is asked where a way to pay needs it."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("What you order is sent there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    civility = forms.ChoiceField(
        label=gettext_lazy("Form of address"),
        required=False,
        choices=[
            (Civility.NONE, gettext_lazy("None")),
            (Civility.MADAM, gettext_lazy("Ms")),
            (Civility.SIR, gettext_lazy("Mr")),
        ],
        widget=forms.Select(attrs={"autocomplete": "honorific-prefix"}),
    )
    first_name = forms.CharField(
        label=gettext_lazy("First name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=gettext_lazy("Last name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    company = forms.CharField(
        label=gettext_lazy("Company"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    street = forms.CharField(
        label=gettext_lazy("Street and number"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    city = forms.CharField(
        label=gettext_lazy("Town"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        choices=[(code, code) for code in COUNTRIES],
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    newsletter = forms.BooleanField(
        label=gettext_lazy("Send me the newsletter (I can stop it at any time)"), required=False
    )

    def __init__(
        self, *facts: Any, asked: AskedForm | None = None, needed: Sequence[str] = (), **more: Any
    ) -> None:
        """`asked` says which fields are hidden or required; what is `needed` is shown anyway."""
        super().__init__(*facts, **more)
        told = asked.fields() if asked else {}
        for name in [name for name in self.fields if asked is not None]:
            if name in told:
                self.fields[name].required = told[name] == REQUIRED
            elif name not in needed and name not in self.data:
                del self.fields[name]

    def clean_phone(self) -> str:
        """A number somebody can call, in the international form."""
        typed = str(self.cleaned_data["phone"]).strip()
        if not typed:
            return ""
        country = self.data.get("country") or "CH"
        try:
            number = phonenumbers.parse(typed, country)
        except phonenumbers.NumberParseException as wrong:
            raise forms.ValidationError(_("This is no phone number.")) from wrong
        if not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(_("This is no phone number."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def country_names(language: str) -> list[tuple[str, str]]:
    """The countries in the reader's language."""
    territories = Locale.parse(language).territories
    return [(code, territories.get(code, code)) for code in COUNTRIES]


def items_from(data: QueryDict | Mapping[str, Any], *, currency: str) -> list[Item]:
    """The wishes of a tariff form: `quantity-<product>`, `price-<product>` and `date`.

    Refuses (BadQuantity) what is no number.
    """
    date = _number(data.get("date"))
    items = []
    for name, value in data.items():
        if not name.startswith("quantity-") or not str(value).strip():
            continue
        product, quantity = _number(name.removeprefix("quantity-")), _number(value)
        price = _amount(data.get(f"price-{product}"), currency) if quantity else None
        items.append(Item(product, date, quantity, price))
    return items


def _number(text: Any) -> int:
    value = str(text or "").strip()
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise BadQuantity(_("Please choose how many tickets you want."))
    return int(value)


def _amount(text: Any, currency: str) -> int | None:
    if not str(text or "").strip():
        return None
    try:
        return Money.parse(str(text), currency).amount
    except ValueError as wrong:
        raise BadQuantity(_("“%(typed)s” is no amount.") % {"typed": text}) from wrong
