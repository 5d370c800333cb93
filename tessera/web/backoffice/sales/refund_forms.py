"""What is asked about money that goes back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.web.backoffice.words import WAYS_BACK
from tessera.web.parts.fields import AmountField
from tessera.web.parts.forms import dressed


class GivingBack(forms.Form):
    """How much, and why."""

    note = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Kept in the history of the order; the buyer does not see it."),
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = AmountField(
            currency=currency,
            label=_("Amount that goes back (%(currency)s)") % {"currency": currency},
        )
        self.order_fields(["amount", "note"])
        dressed(self)


class SentByHand(forms.Form):
    """In which way the money was sent."""

    how = forms.ChoiceField(label=_("How was it sent?"), choices=list(WAYS_BACK.items()))
    note = forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("For example the date on the bank statement."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)
