"""The organiser takes an approval back, and why."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, Mail, Occasion
from tessera.domain.mailing.summary import what_for


class ApprovalWithdrawn(Mail):
    """To the buyer, with the reason in the organiser's own words."""

    code = "approval_withdrawn"
    name = gettext_lazy("Approval withdrawn")
    when = gettext_lazy("When somebody of the team takes an approval back before it is paid")
    needed = gettext_lazy("Buyers must know that the link to pay is no longer good.")
    on = "order.approval_withdrawn"
    attachments = ("credit_note",)

    def facts(self, occasion: Occasion) -> Letter:
        """That nothing is to be paid any more, and why."""
        order, reason = occasion.order, str(occasion.activity.facts.get("reason") or "").strip()
        paragraphs = [
            _("We have to take our approval of your order back. You owe nothing."),
            _("Please do not pay any more: money that still reaches us goes back to you."),
        ]
        if reason:
            paragraphs.append(_("The reason: %(reason)s") % {"reason": reason})
        return Letter(
            subject=_("Your order %(number)s is no longer approved: %(what)s")
            % {"number": order.number, "what": what_for(order)},
            sign=_("Withdrawn"),
            tone="bad",
            headline=_("Your order is no longer approved"),
            paragraphs=tuple(paragraphs),
            button=Button(_("Open my order"), occasion.order_url),
        )
