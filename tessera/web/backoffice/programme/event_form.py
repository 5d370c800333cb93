"""What is asked of an event."""

from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.domain.catalogue.models import Category, Event, Visibility
from tessera.domain.shops.models import Shop
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.words import CATEGORIES
from tessera.web.parts.fields import TranslatedField
from tessera.web.parts.forms import dressed

TEXTS = ("name", "subtitle", "description", "picture_alt")
NEAR = ("CH", "FR", "DE", "IT", "AT", "LI", "BE", "LU")
STATUSES = (
    (Visibility.DRAFT, _("Draft: being prepared, nobody sees it")),
    (Visibility.VISIBLE, _("Visible: shown and on sale")),
    (Visibility.HIDDEN, _("Hidden: not shown; the counter can sell it")),
)
CALLED_OFF = (Visibility.CANCELLED, _("Called off"))


class EventForm(forms.Form):
    """General data, place, picture, times, and who sees it."""

    category = forms.ChoiceField(label=_("Category"), choices=lambda: CATEGORIES.items())
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(
            attrs={"accept": "image/jpeg,image/png,image/webp", "class": "file-input w-full"}
        ),
        help_text=_("JPEG, PNG or WebP, at most 12 MB; twice as wide as high fits best."),
    )
    venue = forms.CharField(label=_("Venue"), max_length=120, required=False)
    street = forms.CharField(label=_("Street and number"), max_length=120, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=_("Town"), max_length=80, required=False)
    country = forms.ChoiceField(label=_("Country"), initial="CH")
    latitude = forms.DecimalField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90, decimal_places=6
    )
    longitude = forms.DecimalField(
        label=_("Longitude"), required=False, min_value=-180, max_value=180, decimal_places=6
    )
    doors_minutes = forms.IntegerField(
        label=_("Doors open (minutes before)"),
        required=False,
        min_value=0,
        max_value=1440,
        help_text=_("New dates begin with it."),
    )
    duration_minutes = forms.IntegerField(
        label=_("Duration (minutes)"),
        required=False,
        min_value=1,
        max_value=32000,
        help_text=_("New dates end so long after they begin."),
    )
    age_from = forms.IntegerField(label=_("Age from"), required=False, min_value=0, max_value=99)
    capacity = forms.IntegerField(
        label=_("Places for all dates together"),
        required=False,
        min_value=0,
        max_value=2_000_000,
        help_text=_("Empty: only the places of each date count."),
    )
    status = forms.ChoiceField(label=_("Status"), choices=STATUSES, initial=Visibility.DRAFT)
    hidden_from_resellers = forms.BooleanField(label=_("Hide from resellers"), required=False)
    full_online = forms.BooleanField(
        label=_("Full for buyers online"),
        required=False,
        help_text=_("Shown as full and not sold, whatever is left."),
    )
    full_reseller = forms.BooleanField(label=_("Full for resellers"), required=False)

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        languages = shop.languages
        fields["name"] = TranslatedField(label=_("Name"), languages=languages, max_length=150)
        fields["subtitle"] = TranslatedField(
            label=_("Subtitle"), languages=languages, required=False, max_length=300
        )
        fields["description"] = TranslatedField(
            label=_("Description"),
            languages=languages,
            required=False,
            is_long=True,
            rows=8,
            max_length=20_000,
            help_text=_("**bold**, *italic*, - lists, [words](https://link), ## headings."),
        )
        fields["picture_alt"] = TranslatedField(
            label=_("What the picture shows"),
            languages=languages,
            required=False,
            help_text=_("Read aloud to those who do not see it."),
        )
        fields["country"].choices = _countries()
        if self.initial.get("status") == Visibility.CANCELLED:
            fields["status"].choices = [*STATUSES, CALLED_OFF]
        dressed(self)

    def clean(self) -> dict[str, Any]:
        """Coordinates come in pairs; texts that are left empty are empty."""
        told = super().clean() or {}
        if (told.get("latitude") is None) != (told.get("longitude") is None):
            self.add_error("longitude", _("Give both latitude and longitude, or neither."))
        for name in TEXTS:
            told[name] = told.get(name) or {}
        return told

    def facts(self) -> dict[str, Any]:
        """What is written of the event; the picture goes its own way."""
        own = set(self.fields) - {"picture", "seen"}
        return {name: self.cleaned_data[name] for name in sorted(own)}

    def picture_sent(self) -> bytes | None:
        """The file that was sent, if one was."""
        file = self.cleaned_data.get("picture")
        return file.read() if file else None


def initial_of(event: Event) -> dict[str, Any]:
    """What is stored of an event, for its form."""
    names = set(EventForm.base_fields) - {"picture"} | set(TEXTS)
    return {name: getattr(event, name) for name in names}


def initial_for(shop: Shop) -> dict[str, Any]:
    """What a new event begins with: the address of the shop."""
    there = {name: getattr(shop, name) for name in ("street", "postcode", "city", "country")}
    return {**there, "category": Category.OTHER, "status": Visibility.DRAFT}


def _countries() -> list[tuple[str, str]]:
    named = Locale.parse(speaks()).territories
    others = sorted(
        (name, code) for code, name in named.items() if len(code) == 2 and code.isalpha()
    )
    near = [(code, named[code]) for code in NEAR]
    return near + [(code, name) for name, code in others if code not in NEAR]
