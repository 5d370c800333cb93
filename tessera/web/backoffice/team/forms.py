"""What the pages of the team ask."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.organisations.models import Profile
from tessera.domain.organisations.queries.team import limits_of
from tessera.domain.organisations.rules import Actor, Can, Limits
from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop
from tessera.flows.staffing import Wanted
from tessera.lib.i18n import pick
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.team.reach import Dimension
from tessera.web.backoffice.team.rights import AREAS, EXPLAINED
from tessera.web.backoffice.words import RIGHTS, profile_name
from tessera.web.parts.forms import dressed

BOX = {"class": "checkbox checkbox-sm"}


class Founding(forms.Form):
    """What the organisation is called."""

    name = forms.CharField(
        label=gettext_lazy("Name of your organisation"),
        max_length=120,
        help_text=gettext_lazy(
            "A theatre, a festival, a club: who sells. It can be changed later."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


class OrganisationForm(forms.Form):
    """The organisation's name, and what it asks of its team."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    requires_mfa = forms.BooleanField(
        label=gettext_lazy("Everybody in the team needs a second factor"),
        required=False,
        help_text=gettext_lazy(
            "An authenticator app or a passkey. Who has none yet is led to it before anything "
            "else. Codes of door devices are not concerned."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


class ProfileChoice(forms.Form):
    """Which profile."""

    profile = forms.TypedChoiceField(label=gettext_lazy("Profile"), coerce=int)

    def __init__(self, *args: Any, profiles: Iterable[Profile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours: Any = self.fields
        ours["profile"].choices = [(each.pk, profile_name(each)) for each in profiles]
        dressed(self)


class Inviting(ProfileChoice):
    """Whom to ask, and as what."""

    field_order = ("email", "profile")
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("The link is good for 14 days and works once."),
    )

    def __init__(self, *args: Any, profiles: Iterable[Profile], **kwargs: Any) -> None:
        super().__init__(*args, profiles=profiles, **kwargs)
        ours: Any = self.fields
        ours["profile"].choices = [("", _("Choose…")), *ours["profile"].choices]


class InvitingReseller(forms.Form):
    """Who resells what."""

    name = forms.CharField(
        label=gettext_lazy("Name of the point of sale"),
        max_length=80,
        help_text=gettext_lazy("For example “Tourist office”. Their profile is called so."),
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    shops = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Shops they may sell"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs=BOX),
    )

    def __init__(self, *args: Any, shops: Iterable[Shop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours: Any = self.fields
        ours["shops"].choices = [(shop.id, pick(shop.name, speaks())) for shop in shops]
        dressed(self)


class Joining(forms.Form):
    """The account of who was invited."""

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
    password = forms.CharField(
        label=gettext_lazy("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least ten characters."),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        dressed(self)

    def clean_password(self) -> str:
        """Long enough, and not easy to guess."""
        told, password = self.cleaned_data, self.cleaned_data["password"]
        somebody = Person(
            email=self.email,
            first_name=told.get("first_name", ""),
            last_name=told.get("last_name", ""),
        )
        validate_password(password, somebody)
        return str(password)


class NewCode(forms.Form):
    """Which device, and where it may scan."""

    name = forms.CharField(
        label=gettext_lazy("Name of the device or of the door"),
        max_length=80,
        help_text=gettext_lazy("For example “Main entrance, phone 2”. It stands beside each scan."),
    )
    profile = forms.TypedChoiceField(
        label=gettext_lazy("Where it scans"), coerce=int, required=False, empty_value=None
    )

    def __init__(
        self, *args: Any, profiles: Iterable[Profile], may_all: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        ours: Any = self.fields
        everywhere = [("", _("The whole organisation"))] if may_all else []
        ours["profile"].required = not may_all
        ours["profile"].choices = [
            *everywhere,
            *((each.pk, _("As “%(name)s”") % {"name": profile_name(each)}) for each in profiles),
        ]
        dressed(self)


class ProfileForm(forms.Form):
    """Name, rights, and on what they hold; offers nothing that the actor does not hold."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    rights = forms.MultipleChoiceField(
        label=gettext_lazy("Rights"), widget=forms.CheckboxSelectMultiple(attrs=BOX)
    )

    def __init__(self, *args: Any, actor: Actor, reach: Sequence[Dimension], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reach, ours = reach, self.fields
        rights: Any = ours["rights"]
        rights.choices = [(right.value, RIGHTS[right.value]) for right in Can if right in actor.can]
        for each in reach:
            if each.may_all:
                initial = self.initial.get(f"all_{each.code}", True)
                ours[f"all_{each.code}"] = forms.BooleanField(
                    label=str(each.all_of_it),
                    required=False,
                    initial=initial,
                    widget=forms.CheckboxInput(attrs={"class": "checkbox checkbox-sm is-all"}),
                )
            coerce: Any = int if each.code in ("shops", "events", "zones") else str
            chosen: Any = forms.TypedMultipleChoiceField(
                label=str(each.title),
                coerce=coerce,
                required=False,
                widget=forms.CheckboxSelectMultiple(attrs=BOX),
                choices=each.choices,
            )
            ours[each.code] = chosen
        dressed(self)

    def areas(self) -> list[tuple[str, list[tuple[Any, str, str]]]]:
        """The rights by part of the house: each with its box, its words and what it means."""
        boxes = {str(box.data["value"]): box.tag() for box in self["rights"]}
        return [
            (str(title), [(boxes[code], str(RIGHTS[code]), str(EXPLAINED[code])) for code in found])
            for title, codes in AREAS
            if (found := [code for code in codes if code in boxes])
        ]

    def dimensions(self) -> list[tuple[str, Any, Any]]:
        """Each way to limit: its title, the box for all of it if it may be ticked, its choices."""
        whole = {each.code: self[f"all_{each.code}"] for each in self.reach if each.may_all}
        return [(str(e.title), whole.get(e.code), self[e.code]) for e in self.reach]

    @staticmethod
    def shown(profile: Profile) -> dict[str, Any]:
        """The initial values of the form for a profile."""
        limits = limits_of(profile)
        values = {code: getattr(limits, code) for code in Limits.__slots__}
        return {
            "name": profile_name(profile),
            "rights": profile.rights,
            **{f"all_{code}": chosen is None for code, chosen in values.items()},
            **{code: sorted(chosen or ()) for code, chosen in values.items()},
        }

    def clean(self) -> dict[str, Any]:
        """Who does not leave it open chooses at least one."""
        told = super().clean() or self.cleaned_data
        for each in self.reach:
            if not told.get(f"all_{each.code}") and not told.get(each.code):
                message = (
                    _("Choose at least one, or all.") if each.may_all else _("Choose at least one.")
                )
                self.add_error(each.code, ValidationError(message))
        return told

    def wanted(self) -> Wanted:
        """What the profile shall be."""
        told = self.cleaned_data
        chosen = {
            each.code: None if told.get(f"all_{each.code}") else frozenset(told[each.code])
            for each in self.reach
        }
        return Wanted(name=told["name"].strip(), rights=told["rights"], limits=Limits(**chosen))


class NewToken(forms.Form):
    """Name, rights and shops of an API token."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("Say who or what will use it, for example “Website calendar”."),
    )
    rights = forms.MultipleChoiceField(
        label=gettext_lazy("Rights"), widget=forms.CheckboxSelectMultiple
    )
    shops = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Shops"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: all shops of the organisation."),
    )

    def __init__(
        self, *args: Any, rights: Iterable[Can], shops: Iterable[Shop], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        ours: Any = self.fields
        ours["rights"].choices = [
            (right.value, RIGHTS[right.value]) for right in Can if right in set(rights)
        ]
        ours["shops"].choices = [(shop.id, pick(shop.name, speaks())) for shop in shops]
        dressed(self)
