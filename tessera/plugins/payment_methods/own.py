"""A way to pay of the organiser's own: cheque, holiday voucher, transfer, phone. Rows of a shop
name it; this part serves them all."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.domain.payments.methods import OWN, Method, Next, PaymentFacts, Wait


class Settings(forms.Form):
    """What an organiser chooses."""

    days = forms.IntegerField(
        label=_("Days to pay"),
        help_text=_("Left empty, places are kept until the first date of the order."),
        min_value=1,
        max_value=120,
        required=False,
    )


class Own(Method):
    """The order waits, with its places, until somebody validates the payment."""

    code = OWN
    name = _("Own way to pay")
    asks_nobody = True
    waits = True
    Settings = Settings

    def waits_days(self) -> int | None:
        """As the shop chose, else until the first date."""
        days = self.settings.get("days")
        return int(days) if days else None

    def start(self, payment: PaymentFacts) -> Next:
        """Nothing to do before the money is here."""
        return Wait()
