"""A membership will renew itself: what is charged, and when."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, MemberMail, MemberOccasion
from tessera.lib.i18n import say_day


class RenewalAnnounced(MemberMail):
    """To the member."""

    code = "renewal_announced"
    name = gettext_lazy("Automatic renewal announced")
    when = gettext_lazy("Before each automatic charge")
    needed = gettext_lazy("Nothing may be charged without having been announced.")
    on = "membership.renewal_announced"

    def facts(self, occasion: MemberOccasion) -> Letter:
        """The price, the day, the account it is charged to, and how to stop it."""
        told = occasion.activity.facts
        facts = {
            "level": occasion.level,
            "price": str(told.get("price") or occasion.price),
            "day": _day(told.get("on"), occasion.language),
            "card": str(told.get("card") or ""),
        }
        said = (
            _("On %(day)s your membership “%(level)s” renews itself: %(price)s, by %(card)s.")
            if facts["card"]
            else _("On %(day)s your membership “%(level)s” renews itself: %(price)s are charged.")
        )
        paragraphs = [said % facts]
        if told.get("before"):
            paragraphs.append(
                _("The price has changed: you paid %(before)s last time.")
                % {"before": told["before"]}
            )
        paragraphs.append(
            _(
                "You need do nothing. To be charged no more, choose “Stop automatic renewal” in"
                " your account before that day; to leave, “Leave”."
            )
        )
        return Letter(
            subject=_("Your membership renews itself on %(day)s") % facts,
            sign=_("Announced"),
            tone="calm",
            headline=_("Your membership goes on"),
            paragraphs=tuple(paragraphs),
            button=Button(_("My memberships"), occasion.mine_url),
            shows_order=False,
        )


def _day(told: object, language: str) -> str:
    return say_day(date.fromisoformat(str(told)), language) if told else ""
