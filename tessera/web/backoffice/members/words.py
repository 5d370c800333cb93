"""Memberships in words: where they stand, how long a plan lasts, where they come from."""

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from tessera.domain.catalogue.models import Plan, Product
from tessera.domain.memberships.models import Membership
from tessera.domain.memberships.queries.standing import lasts
from tessera.domain.memberships.rules import Standing, standing
from tessera.lib.i18n import say_day_short
from tessera.web.backoffice.members.yearly import yearly_said
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.words import Word

STANDINGS: Mapping[str, Word] = {
    Standing.ACTIVE: Word(pgettext_lazy("membership", "Active"), "good"),
    Standing.LEAVING: Word(pgettext_lazy("membership", "Leaves at the end"), "wait"),
    Standing.FUTURE: Word(pgettext_lazy("membership", "To come"), "news"),
    Standing.GRACE: Word(pgettext_lazy("membership", "In grace"), "wait"),
    Standing.LAPSED: Word(pgettext_lazy("membership", "Lapsed"), "bad"),
    Standing.ENDED: Word(pgettext_lazy("membership", "Ended"), "quiet"),
}
NONE = Word(pgettext_lazy("membership", "None yet"), "quiet")
"""Of a member who never had any."""

ORIGINS: Mapping[str, str | Promise] = {
    "order": pgettext_lazy("membership", "Ordered"),
    "grant": pgettext_lazy("membership", "Granted by hand"),
    "import": pgettext_lazy("membership", "Imported"),
}

PLAN_STATUSES: Mapping[str, Word] = {
    Product.Status.DRAFT: Word(pgettext_lazy("plan", "Draft"), "quiet"),
    Product.Status.PREVIEW: Word(pgettext_lazy("plan", "Preview"), "news"),
    Product.Status.PUBLISHED: Word(pgettext_lazy("plan", "Published"), "good"),
}

UNITS: Mapping[str, str | Promise] = {
    "years": gettext_lazy("Years"),
    "months": gettext_lazy("Months"),
    "days": gettext_lazy("Days"),
    "season": gettext_lazy("Season: from a day of the year to the day before it, a year later"),
    "unlimited": gettext_lazy("For ever"),
}

REASONS: Mapping[str, str | Promise] = {
    "changed": gettext_lazy("Changed to another level"),
    "ended": gettext_lazy("Ended by the team"),
    "erased": gettext_lazy("The member was forgotten"),
}
"""Why a membership ended, where nobody said it in words."""


def standing_said(membership: Membership | None, *, today: date) -> Word:
    """Where it stands today."""
    if membership is None:
        return NONE
    return STANDINGS[standing(lasts(membership), today=today)]


def duration_said(plan: Plan) -> str:
    """How long the plan lasts: "1 year", "season from 1 September"."""
    if plan.unit == "unlimited":
        return _("for ever")
    if plan.unit == "season":
        starts = _("season from %(day)s") % {"day": yearly_said(plan.season_starts)}
        if not plan.season_rollover:
            return starts
        told = {"season": starts, "day": yearly_said(plan.season_rollover)}
        return _("%(season)s; from %(day)s on with the next one") % told
    said = {
        "days": ngettext("%(n)d day", "%(n)d days", plan.count),
        "months": ngettext("%(n)d month", "%(n)d months", plan.count),
        "years": ngettext("%(n)d year", "%(n)d years", plan.count),
    }
    return said[plan.unit] % {"n": plan.count}


def day_said(day: date | None, *, none: str = "") -> str:
    """A day, short enough for a list; `none` for no day."""
    if day is None:
        return none or _("no end")
    return say_day_short(day, speaks())


def renewal_said(membership: Membership, *, today: date) -> str:
    """What becomes of it at its end, where that is still open."""
    if hasattr(membership, "followed_by"):
        return _("renewed")
    if membership.ended_on is not None or membership.ends_on is None:
        return "–"
    if membership.covered_by_id is not None:
        return _("with who pays")
    if membership.stops:
        return _("none: they leave")
    if membership.mandate_id is not None:
        return _("renews itself")
    return _("by hand") if today <= membership.ends_on else "–"


def reason_said(membership: Membership) -> str:
    """Why it ended before its time, "" when it did not."""
    if membership.ended_on is None:
        return ""
    return str(REASONS.get(membership.ended_reason, membership.ended_reason))
