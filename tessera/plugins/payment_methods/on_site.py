"""Pay on site: the places are kept until the date, the money comes at the door."""

from django.utils.translation import gettext_lazy as _

from tessera.domain.payments.methods import Method, Next, PaymentFacts, Wait


class OnSite(Method):
    """The order waits until its first date; somebody validates the payment."""

    code = "on_site"
    name = _("On site")
    asks_nobody = True
    waits = True

    def start(self, payment: PaymentFacts) -> Next:
        """Nothing to do before the buyer stands there."""
        return Wait()
