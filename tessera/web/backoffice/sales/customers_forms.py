"""What is asked of customers, and about them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tessera.domain.customers.models import KEPT, Customer
from tessera.domain.shops.models import Shop
from tessera.lib.countries import countries
from tessera.lib.lazily import Lazily
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.tags import language_said
from tessera.web.backoffice.words import CIVILITIES
from tessera.web.parts.clashes import guard
from tessera.web.parts.forms import dressed

phonenumbers = Lazily("phonenumbers")

EDITED = ("email", *KEPT, "note")
FIRST = ("CH", "FR", "DE", "IT", "AT", "LI", "BE", "LU")
TITLES = {
    "email": gettext_lazy("E-mail"),
    "civility": gettext_lazy("Form of address"),
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "company": gettext_lazy("Company"),
    "phone": gettext_lazy("Phone"),
    "street": gettext_lazy("Street and number"),
    "postcode": gettext_lazy("Postcode"),
    "city": gettext_lazy("Town"),
    "country": gettext_lazy("Country"),
    "language": gettext_lazy("Language"),
    "note": gettext_lazy("Note"),
}


def _line(name: str, most: int, autocomplete: str = "off") -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=TITLES[name], max_length=most, required=False, widget=widget)


class CustomerForm(forms.Form):
    """Everything that is known of a customer; a name or an e-mail is enough."""

    civility = forms.ChoiceField(
        label=TITLES["civility"], required=False, choices=[("", "–"), *CIVILITIES.items()]
    )
    first_name = _line("first_name", 80)
    last_name = _line("last_name", 80)
    company = _line("company", 120)
    email = forms.EmailField(
        label=TITLES["email"],
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Orders made with this address come to this customer."),
    )
    phone = _line("phone", 40)
    street = _line("street", 120)
    postcode = _line("postcode", 20)
    city = _line("city", 80)
    country = forms.ChoiceField(label=TITLES["country"], required=False)
    language = forms.ChoiceField(label=TITLES["language"])
    note = forms.CharField(
        label=TITLES["note"],
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=gettext_lazy("For the team. Customers do not see it, but may ask to read it."),
    )

    def __init__(self, data: Any = None, *, shop: Shop, customer: Customer | None = None) -> None:
        initial: dict[str, Any] = {"language": shop.languages[0], "country": "CH"}
        if customer is not None:
            initial = {name: getattr(customer, name) for name in EDITED}
        super().__init__(data, initial=initial)
        language: Any = self.fields["language"]
        spoken = dict.fromkeys([*shop.languages, initial["language"], *dict(settings.LANGUAGES)])
        language.choices = [(code, language_said(code)) for code in spoken if code]
        country: Any = self.fields["country"]
        country.choices = countries_to_choose()
        if customer is None:
            self.fields["newsletter"] = forms.BooleanField(
                label=gettext_lazy("They agreed to the newsletter"),
                required=False,
                help_text=gettext_lazy(
                    "Tick it only if they said so: the day and your name are kept."
                ),
            )
        dressed(self)
        if customer is not None:
            guard(self)

    def clean_phone(self) -> str:
        """A number somebody can call, in the international form."""
        typed = str(self.cleaned_data["phone"]).strip()
        if not typed or typed == self.initial.get("phone"):
            return typed
        try:
            number = phonenumbers.parse(typed, self.data.get("country") or "CH")
        except phonenumbers.NumberParseException:
            raise forms.ValidationError(_("This is no phone number.")) from None
        if not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(_("This is no phone number."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    def clean(self) -> dict[str, Any]:
        """Refuses somebody who could not be found again."""
        told = super().clean() or self.cleaned_data
        named = ("email", "first_name", "last_name", "company")
        if not self.errors and not any(told.get(name) for name in named):
            raise forms.ValidationError(
                _("Write a name, a company or an e-mail: a customer is found by one.")
            )
        return told

    def told(self) -> dict[str, Any]:
        """The values to write, without what only the form needs."""
        names = [*EDITED, "newsletter"]
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class Merging(forms.Form):
    """Which value stays, field by field; the one who stays comes first."""

    def __init__(
        self, data: Any = None, *, kept: Customer, other: Customer, names: Sequence[str]
    ) -> None:
        super().__init__(data)
        for name in names:
            self.fields[name] = forms.ChoiceField(
                label=TITLES[name],
                initial="kept",
                widget=forms.RadioSelect,
                choices=[
                    ("kept", said(name, getattr(kept, name))),
                    ("other", said(name, getattr(other, name))),
                ],
            )
        dressed(self)

    def from_other(self) -> list[str]:
        """The fields whose value comes from the other."""
        return [name for name, whose in self.cleaned_data.items() if whose == "other"]


class Erasing(forms.Form):
    """What must be known before somebody is erased."""

    sure = forms.BooleanField(label=gettext_lazy("I have read what goes. It cannot be undone."))

    def __init__(self, data: Any = None, *, elsewhere: int, coming: int) -> None:
        super().__init__(data)
        if coming:
            self.fields["despite_coming"] = forms.BooleanField(
                label=gettext_lazy("Erase although there are valid tickets for a date to come"),
                help_text=gettext_lazy(
                    "The tickets stay valid, but nobody can be told of a change."
                ),
            )
        if elsewhere:
            self.fields["also_elsewhere"] = forms.BooleanField(
                label=gettext_lazy("Take the name off the tickets that others bought, too"),
                required=False,
                help_text=gettext_lazy(
                    "Leave it if they could be for somebody else of the same name."
                ),
            )
        dressed(self)


class FileForm(forms.Form):
    """How the list is written."""

    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[("xlsx", gettext_lazy("Excel (XLSX)")), ("csv", gettext_lazy("Text (CSV)"))],
        widget=forms.RadioSelect,
    )
    separator = forms.ChoiceField(
        label=gettext_lazy("Separator"),
        choices=[
            ("semicolon", gettext_lazy("Semicolon ;")),
            ("comma", gettext_lazy("Comma ,")),
            ("tab", pgettext_lazy("separator", "Tab")),
        ],
        required=False,
        help_text=gettext_lazy("For CSV alone. Excel in French and German expects semicolons."),
    )

    def __init__(self, data: Any = None, *, initial: Mapping[str, str]) -> None:
        super().__init__(data, initial=dict(initial))
        dressed(self)


def said(name: str, value: str) -> str:
    """A value as people read it."""
    if name == "civility":
        return str(CIVILITIES.get(value, "–"))
    if name == "language":
        return language_said(value)
    if name == "country":
        return dict(countries_to_choose()).get(value, value)
    return value or "–"


def countries_to_choose() -> list[tuple[str, str]]:
    """Countries in the reader's language, the near ones first; none is a choice too."""
    known = countries(speaks())
    near = [(code, known[code]) for code in FIRST]
    return [("", "–"), *near, *(each for each in known.items() if each[0] not in FIRST)]
