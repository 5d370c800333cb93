"""A member leaves at the end."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, MemberMail, MemberOccasion


class MembershipStopped(MemberMail):
    """To the member."""

    code = "membership_stopped"
    name = gettext_lazy("Leaving noted")
    when = gettext_lazy("When a member leaves, or the team stops the renewal")
    on = "membership.stopped"

    def facts(self, occasion: MemberOccasion) -> Letter:
        """That the benefits last to the end, and that nothing is charged any more."""
        return Letter(
            subject=_("Your membership ends on %(until)s") % {"until": occasion.until},
            sign=_("Leaving"),
            tone="calm",
            headline=_("Noted: you leave at the end"),
            paragraphs=(
                _("You keep every benefit until %(until)s. Nothing is charged any more.")
                % {"until": occasion.until},
                _("You may come back whenever you like."),
            ),
            button=Button(_("My memberships"), occasion.mine_url),
            shows_order=False,
        )
