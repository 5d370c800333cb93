"""Somebody is a member now: level, last day, card."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, MemberMail, MemberOccasion


class MembershipStarted(MemberMail):
    """To the member."""

    code = "membership_started"
    name = gettext_lazy("Membership begun")
    when = gettext_lazy("When a membership begins: it was paid, or given")
    on = "membership.started"
    also_on = ("membership.granted",)

    def facts(self, occasion: MemberOccasion) -> Letter:
        """What they have, until when, and where the card is."""
        return Letter(
            subject=_("Welcome: you are a member (%(level)s)") % {"level": occasion.level},
            sign=_("Member"),
            tone="good",
            headline=_("Welcome among our members"),
            paragraphs=(
                _("Your membership “%(level)s” is good until %(until)s. Your number is %(number)d.")
                % {
                    "level": occasion.level,
                    "until": occasion.until,
                    "number": occasion.member.number,
                },
                _("Your card, your benefits and everything else are in your account."),
            ),
            button=Button(_("Show my card"), occasion.card_url),
            shows_order=False,
        )
