"""What is asked about money that goes back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.web.backoffice.words import WAYS_BACK
from tessera.web.parts.fields import AmountField
from tessera.web.parts.forms import dressed


class GivingBack(forms.Form):
    """How much, why, and by which way: by the provider, by hand now, or by hand later."""

    note = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Printed on the credit note, and kept in the history of the order."),
    )
    how = forms.ChoiceField(label=_("How does it go back?"), required=False)

    def __init__(self, *args: Any, currency: str, gives_back: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = AmountField(
            currency=currency,
            label=_("Amount that goes back (%(currency)s)") % {"currency": currency},
        )
        first = _("The way it came, by itself") if gives_back else _("By hand, later")
        ways = [
            (code, _("Sent already: %(way)s") % {"way": way}) for code, way in WAYS_BACK.items()
        ]
        how: Any = self.fields["how"]
        how.choices = [("", first), *ways]
        self.order_fields(["amount", "note", "how"])
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
