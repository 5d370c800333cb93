"""The team ended a membership."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, MemberMail, MemberOccasion


class MembershipEnded(MemberMail):
    """To the member."""

    code = "membership_ended"
    name = gettext_lazy("Membership ended by the team")
    when = gettext_lazy("When the team ends a membership at once")
    on = "membership.ended"

    def facts(self, occasion: MemberOccasion) -> Letter:
        """That it is over, why, and that the account stays."""
        why = str(occasion.activity.facts.get("reason") or "")
        paragraphs = [
            _("Your membership “%(level)s” was ended by our team: its benefits are over.")
            % {"level": occasion.level}
        ]
        if why:
            paragraphs.append(_("Reason: %(why)s") % {"why": why})
        paragraphs.append(_("Your account and your orders stay. Questions? Just answer."))
        return Letter(
            subject=_("Your membership “%(level)s” has ended") % {"level": occasion.level},
            sign=_("Ended"),
            tone="bad",
            headline=_("Your membership was ended"),
            paragraphs=tuple(paragraphs),
            button=Button(_("My memberships"), occasion.mine_url),
            shows_order=False,
        )
