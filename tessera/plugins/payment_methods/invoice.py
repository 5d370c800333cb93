"""Pay on invoice: a transfer to the organiser's own account, validated by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.domain.payments.methods import Method, Next, PaymentFacts, Wait

DAYS = 10


class Settings(forms.Form):
    """What an organiser chooses."""

    days = forms.IntegerField(
        label=_("Days to pay"),
        help_text=_("Then the buyer is reminded, with as many days more each time."),
        min_value=1,
        max_value=120,
        initial=DAYS,
    )


class Invoice(Method):
    """The order waits so many days; its number is the reference of the transfer."""

    code = "invoice"
    name = _("Invoice")
    asks_nobody = True
    waits = True
    needs_address = True
    is_billed = True
    Settings = Settings

    def waits_days(self) -> int:
        """As the shop chose, else ten."""
        return int(self.settings.get("days") or DAYS)

    def start(self, payment: PaymentFacts) -> Next:
        """Nothing to do before the transfer arrives."""
        return Wait()
