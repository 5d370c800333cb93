"""A membership is over."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, MemberMail, MemberOccasion


class MembershipLapsed(MemberMail):
    """To the member."""

    code = "membership_lapsed"
    name = gettext_lazy("Membership over")
    when = gettext_lazy("When it has ended and nobody renewed it, after the days of grace")
    on = "membership.lapsed"

    def facts(self, occasion: MemberOccasion) -> Letter:
        """That the benefits are over, and that one may come back."""
        return Letter(
            subject=_("Your membership “%(level)s” is over") % {"level": occasion.level},
            sign=_("Over"),
            tone="calm",
            headline=_("Your membership is over"),
            paragraphs=(
                _("It ended on %(until)s. Your account stays; you can join again at any time.")
                % {"until": occasion.until},
            ),
            button=Button(_("Renew my membership"), occasion.renew_url),
            shows_order=False,
        )
