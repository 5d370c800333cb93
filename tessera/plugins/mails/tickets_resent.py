"""Somebody at the shop sends the tickets once more."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, Mail, Occasion
from tessera.domain.mailing.summary import what_for


class TicketsResent(Mail):
    """To the buyer; the codes are the same as before."""

    code = "tickets_resent"
    name = gettext_lazy("Tickets sent again")
    when = gettext_lazy("When somebody of the team sends tickets again")
    needed = gettext_lazy("It goes out only when somebody asks for it.")
    on = "tickets.resent"
    attachments = ("tickets", "calendar")

    def facts(self, occasion: Occasion) -> Letter:
        """The tickets are attached, as they were."""
        return Letter(
            subject=_("Your tickets once more: %(what)s") % {"what": what_for(occasion.order)},
            headline=_("Your tickets once more"),
            paragraphs=(
                _("As agreed, here are your tickets again. They are the same as before."),
                _("On your phone, open the page of your order and show the code at the entrance."),
            ),
            button=Button(_("Open my order"), occasion.order_url),
        )
