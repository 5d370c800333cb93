"""The log of a shop, and of the team."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.activity import queries as log
from tessera.domain.activity.models import Activity
from tessera.domain.organisations.queries.team import team_of
from tessera.domain.organisations.rules import Can
from tessera.lib import clock
from tessera.lib.i18n import local
from tessera.web.backoffice.activity.telling import Line, file_lines, lines_of
from tessera.web.backoffice.page import fragment, page
from tessera.web.backoffice.words import ACTORS, SUBJECTS
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import dressed
from tessera.web.parts.responses import is_fragment
from tessera.web.parts.tables import csv_answer

BLOCK = 1000
OF_TEAM = ("member", "invitation", "profile", "access_code", "organisation")


class Filters(forms.Form):
    """Everything that can be asked of the log; it shows the address and refuses nothing."""

    who = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    subject = forms.ChoiceField(label=gettext_lazy("What about"), required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=forms.DateInput)
    until = forms.DateField(label=gettext_lazy("Until"), required=False, widget=forms.DateInput)

    def __init__(self, asked: log.Asked, *, organisation_id: int, is_team: bool) -> None:
        names = ("who", "subject", "since", "until")
        super().__init__(initial={name: getattr(asked, name) for name in names})
        people = [(str(each.person_id), str(each.person)) for each in team_of(organisation_id)]
        nobody = [] if is_team else [(code, ACTORS[code]) for code in log.NOBODY]
        who: Any = self.fields["who"]
        who.choices = [("", _("Everybody")), *people, *nobody]
        subject: Any = self.fields["subject"]
        known = [(code, said) for code, said in SUBJECTS.items() if (code in OF_TEAM) == is_team]
        subject.choices = [("", _("Everything")), *known]
        dressed(self)


@requires(Can.SEE_ACTIVITY)
def activity(request: ShopRequest) -> HttpResponse:
    """What happened in the shop, or in the team, newest first; a page of fifty."""
    is_team, asked = _is_team(request), log.asked_from(request.GET.urlencode())
    found = log.page_of(
        _found(request, asked),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    address = request.GET.copy()
    for name in ("after", "before"):
        address.pop(name, None)
    query = address.urlencode()
    context = {
        "lines": lines_of(found.rows, shop=request.shop, actor=request.actor),
        "filters": Filters(asked, organisation_id=request.shop.organisation_id, is_team=is_team),
        "is_narrowed": bool(asked),
        "is_team": is_team,
        "may_see_team": request.actor.shops is None and request.actor.events is None,
        "of": request.GET.get("of", "") if asked.of else "",
        "query": query,
        "next_url": f"?{query}&after={found.after}" if found.after else "",
        "previous_url": f"?{query}&before={found.before}" if found.before else "",
    }
    if is_fragment(request):
        return fragment(request, "activity/activity.html#list", context)
    return page(request, "activity/activity.html", context, section="activity")


@requires(Can.EXPORT)
def activity_csv(request: ShopRequest) -> HttpResponseBase:
    """The same as a file, however long."""
    if not request.actor.may(Can.SEE_ACTIVITY):
        raise PermissionDenied
    found = _found(request, log.asked_from(request.GET.urlencode()))
    rows = found.select_related("person").order_by("-at", "-id").iterator(chunk_size=BLOCK)
    lines = file_lines(_blocks(rows), shop=request.shop, actor=request.actor)
    titles = [_("When"), _("Who"), _("What"), _("About"), _("Details")]
    name = f"{request.shop.slug}-activity-{clock.now().date().isoformat()}.csv"
    told = (_cells(line, request.shop.time_zone) for line in lines)
    return csv_answer(name, titles, told, separator=";")


def _cells(line: Line, time_zone: str) -> list[Any]:
    at = local(line.activity.at, time_zone).replace(tzinfo=None, microsecond=0)
    return [at, line.who, str(line.what), line.thing, line.details]


def _blocks(rows: Iterator[Activity]) -> Iterator[list[Activity]]:
    block: list[Activity] = []
    for one in rows:
        block.append(one)
        if len(block) == BLOCK:
            yield block
            block = []
    yield block


def _is_team(request: ShopRequest) -> bool:
    return request.GET.get("where") == "team"


def _found(request: ShopRequest, asked: log.Asked) -> QuerySet[Activity]:
    actor, shop = request.actor, request.shop
    seen = log.activity_of_team(actor) if _is_team(request) else log.activity_of_shop(actor, shop)
    return log.narrowed(seen, asked, time_zone=shop.time_zone)
