"""The buyer's bank took money back: the team decides what becomes of the order."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, Mail, Occasion
from tessera.domain.mailing.summary import has_places
from tessera.lib.money import Money


class DisputeLost(Mail):
    """To the team: how much is gone, and what to do."""

    code = "dispute_lost"
    name = gettext_lazy("Dispute lost (to your team)")
    when = gettext_lazy("When the buyer’s bank has taken a disputed payment back")
    opening = 0
    on = "payment.dispute_lost"
    for_team = True

    def facts(self, occasion: Occasion) -> Letter:
        """What was taken."""
        order, facts = occasion.order, occasion.activity.facts
        taken = int(facts.get("taken") or facts.get("amount") or 0)
        money = Money(taken, order.currency).format(order.language)
        told = {"number": order.number, "money": money}
        return Letter(
            subject=_("Dispute lost: order %(number)s") % told,
            sign=_("To your team"),
            tone="bad",
            headline=_("A disputed payment is gone"),
            paragraphs=(
                _("The buyer’s bank took %(money)s of order %(number)s back.") % told,
                _(
                    "Its tickets are still valid. If they are to open no door, cancel the order in"
                    " the back office."
                )
                if has_places(order)
                else _("What was joined goes on. To end it, open the member in the back office."),
            ),
            button=Button(_("Open the order"), occasion.desk_url),
        )
