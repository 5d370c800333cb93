"""A membership goes on."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, MemberMail, MemberOccasion


class MembershipRenewed(MemberMail):
    """To the member."""

    code = "membership_renewed"
    name = gettext_lazy("Membership renewed")
    when = gettext_lazy("When a renewal is paid")
    on = "membership.renewed"

    def facts(self, occasion: MemberOccasion) -> Letter:
        """Until when it is good now."""
        return Letter(
            subject=_("Your membership is renewed until %(until)s") % {"until": occasion.until},
            sign=_("Renewed"),
            tone="good",
            headline=_("Thank you for staying"),
            paragraphs=(
                _("Your membership “%(level)s” is good until %(until)s.")
                % {"level": occasion.level, "until": occasion.until},
            ),
            button=Button(_("Show my card"), occasion.card_url),
            shows_order=False,
        )
