"""What is asked before an order is cancelled, or a payment validated."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
