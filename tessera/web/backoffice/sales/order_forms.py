"""What is asked before an order is cancelled, or a payment validated."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.domain.payments.models import Payment
from tessera.lib.i18n import local
from tessera.web.parts.fields import AmountField
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
    """How much came, when, under which reference. Left as it is: all of it, today."""

    booked_on = forms.DateField(
        label=_("Came on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    reference = forms.CharField(
        label=_("Reference"),
        max_length=140,
        required=False,
        help_text=_("What the bank calls it, or the number of the cheque."),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, payment: Payment, at: datetime, **kwargs: Any) -> None:
        self.payment, self.today = payment, local(at, payment.order.shop.time_zone).date()
        super().__init__(*args, **kwargs)
        self.fields["amount"] = AmountField(
            currency=payment.currency,
            required=False,
            label=_("Amount that came (%(currency)s)") % {"currency": payment.currency},
            help_text=_("Less leaves the order waiting for the rest; more goes back."),
            initial=payment.amount,
        )
        self.fields["booked_on"].initial = self.today
        self.order_fields(["amount", "booked_on", "reference", "note"])
        dressed(self)

    def clean_amount(self) -> int:
        """Refuses nothing at all; left empty it is what was asked for."""
        amount: int | None = self.cleaned_data["amount"]
        if amount == 0:
            raise forms.ValidationError(_("Money that came in is more than nothing."))
        return self.payment.amount if amount is None else amount

    def clean_booked_on(self) -> date:
        """Refuses a day to come."""
        day: date = self.cleaned_data["booked_on"] or self.today
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return day
