"""A membership ends soon, or has ended: it can be renewed."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, MemberMail, MemberOccasion


class MembershipReminder(MemberMail):
    """To the member."""

    code = "membership_reminder"
    name = gettext_lazy("Renewal reminder")
    when = gettext_lazy("Before and after the end, on the days that the level says")
    on = "membership.reminded"

    def facts(self, occasion: MemberOccasion) -> Letter:
        """When it ends, what a renewal costs, and the way there."""
        days = int(occasion.activity.facts.get("offset") or 0)
        facts = {"level": occasion.level, "until": occasion.until, "price": occasion.price}
        over = days > 0
        headline = _("Your membership has ended") if over else _("Your membership ends soon")
        said = (
            _("Your membership “%(level)s” ended on %(until)s.")
            if over
            else _("Your membership “%(level)s” is good until %(until)s.")
        )
        paragraphs = [said % facts]
        if occasion.price:
            paragraphs.append(
                _("Renew it for %(price)s. What you renew early is added to the end.") % facts
            )
        return Letter(
            subject=_("Renew your membership “%(level)s”") % facts,
            sign=_("To be renewed"),
            tone="waiting",
            headline=headline,
            paragraphs=tuple(paragraphs),
            button=Button(_("Renew my membership"), occasion.renew_url),
            shows_order=False,
        )
