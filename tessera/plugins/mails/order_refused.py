"""The organiser says no to an order, and why."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, Mail, Occasion
from tessera.domain.mailing.summary import what_for


class OrderRefused(Mail):
    """To the buyer, with the reason in the organiser's own words."""

    code = "order_refused"
    name = gettext_lazy("Order refused")
    when = gettext_lazy("When somebody of the team refuses an order")
    needed = gettext_lazy("Buyers must know that their places are no longer kept.")
    on = "order.refused"

    def facts(self, occasion: Occasion) -> Letter:
        """That the places are free again, and why."""
        order, reason = occasion.order, str(occasion.activity.facts.get("reason") or "").strip()
        paragraphs = [_("We cannot accept your order. You owe nothing.")]
        if reason:
            paragraphs.append(_("The reason: %(reason)s") % {"reason": reason})
        return Letter(
            subject=_("Your order %(number)s was not accepted: %(what)s")
            % {"number": order.number, "what": what_for(order)},
            sign=_("Refused"),
            tone="bad",
            headline=_("Your order was not accepted"),
            paragraphs=tuple(paragraphs),
            button=Button(_("Open my order"), occasion.order_url),
        )
