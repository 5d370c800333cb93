"""What the back office asks."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.domain.organisations.rules import Can
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import pick
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.words import RIGHTS
from tessera.web.parts.forms import dressed


class Cancelling(forms.Form):
    """Why an order is cancelled."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Kept in the history of the order; the buyer does not see it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


class Validating(forms.Form):
    """What is to be remembered of a payment."""

    note = forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("For example the date on the bank statement."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


class NewToken(forms.Form):
    """Name, rights and shops of an API token."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("Say who or what will use it, for example “Website calendar”."),
    )
    rights = forms.MultipleChoiceField(label=_("Rights"), widget=forms.CheckboxSelectMultiple)
    shops = forms.TypedMultipleChoiceField(
        label=_("Shops"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all shops of the organisation."),
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
