"""The charge for a renewal did not work."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, MemberMail, MemberOccasion


class RenewalFailed(MemberMail):
    """To the member."""

    code = "renewal_failed"
    name = gettext_lazy("Automatic renewal failed")
    when = gettext_lazy("When a charge does not work; it is tried again")
    needed = gettext_lazy("Members must know that their membership is not paid.")
    on = "membership.charge_failed"

    def facts(self, occasion: MemberOccasion) -> Letter:
        """Why, when it is tried again, and how to pay in another way."""
        told = occasion.activity.facts
        facts = {"level": occasion.level, "why": str(told.get("message") or "")}
        paragraphs = [_("The renewal of your membership “%(level)s” could not be charged.") % facts]
        if facts["why"]:
            paragraphs.append(_("Your bank says: %(why)s") % facts)
        paragraphs.append(
            _("We try again in a few days. You can also renew in another way now.")
            if told.get("again")
            else _("We do not try again. Renew in another way to stay a member.")
        )
        return Letter(
            subject=_("Your membership “%(level)s” could not be renewed") % facts,
            sign=_("Not charged"),
            tone="bad",
            headline=_("The charge did not work"),
            paragraphs=tuple(paragraphs),
            button=Button(_("Renew my membership"), occasion.renew_url),
            shows_order=False,
        )
