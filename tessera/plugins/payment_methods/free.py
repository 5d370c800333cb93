"""Free entry and invitations: nothing to pay, so it is paid."""

from django.utils.translation import gettext_lazy as _

from tessera.domain.payments.methods import Method, Next, PaymentFacts, Received


class Free(Method):
    """For a total of 0, and then alone."""

    code = "free"
    name = _("Free / invitation")
    asks_nobody = True
    only_for_nothing = True

    def start(self, payment: PaymentFacts) -> Next:
        """Received at once."""
        return Received()
