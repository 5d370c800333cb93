"""A card that is none: the team of a shop in test mode says itself how the payment ends."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.payments.methods import (
    Failed,
    Form,
    Method,
    Next,
    PaymentFacts,
    Received,
    RefundFacts,
)
from tessera.lib.money import Money

GOOD, REFUSED = "received", "refused"


class TrialCard(Method):
    """Asks nobody: the page lets one choose between a payment that works and one that does not."""

    code = "test_card"
    name = gettext_lazy("Test card")
    description = gettext_lazy(
        "A test: no money moves, and you choose whether it works. Only your team sees it, and only"
        " in test mode."
    )
    only_for_tests = True
    gives_back = True

    def start(self, payment: PaymentFacts) -> Next:
        """The page that asks how it is to end."""
        facts = {
            "description": payment.description,
            "money": Money(payment.amount, payment.currency).format(payment.language),
            "return_url": payment.return_url,
        }
        return Form("shop/pay_test.html", facts)

    def answer(self, payment: PaymentFacts, given: Mapping[str, str]) -> Next:
        """As chosen; without a choice the page again."""
        if given.get("end") == GOOD:
            return Received()
        if given.get("end") == REFUSED:
            return Failed("test_refused", _("This test card was refused, as you chose."))
        return self.start(payment)

    def refund(self, refund: RefundFacts) -> Next:
        """Nothing came, so nothing is to be sent."""
        return Received()
