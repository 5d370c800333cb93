"""The list of members."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.utils.formats import localize
from django.views.decorators.http import require_safe

from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.queries import grid as listing
from tessera.domain.memberships.queries.desk import (
    count_requests,
    count_to_approve,
    memberships_of_many,
)
from tessera.domain.memberships.queries.questions import questions_to_members
from tessera.domain.organisations.rules import Can
from tessera.web.backoffice.members.columns import (
    COLUMNS,
    Column,
    Sight,
    chosen_columns,
    drawn_filters,
    own_columns,
)
from tessera.web.backoffice.members.levels import level_choices
from tessera.web.backoffice.members.place import may_edit, members_page, today_of
from tessera.web.backoffice.page import fragment, speaks
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.responses import is_fragment
from tessera.web.parts.tables import Listing

COUNTED, COUNTED_NARROWED = 10_000, 2_000
"""Counting goes no further; what is asked of memberships is looked up member by member."""


@requires(Can.SEE_MEMBERS)
@require_safe
def members(request: ShopRequest) -> HttpResponse:
    """Members, searched, narrowed and sorted as the address says; a page of fifty."""
    shop, today = request.shop, today_of(request)
    asked = listing.asked_from(request.GET.urlencode())
    every = listing.members_of(shop.organisation_id)
    found = listing.narrowed(every, asked, today=today)
    most = COUNTED_NARROWED if asked.is_of_memberships else COUNTED
    counted = found.order_by()[: most + 1].count()
    columns = {**COLUMNS, **_own(request)}
    shown = chosen_columns(request.GET, columns)
    context: dict[str, Any] = {
        "is_narrowed": bool(asked),
        "grid": _grid(request, shown, asked),
        "count": localize(min(counted, most)) + ("+" if counted > most else ""),
        "counted": counted,
        "columns": [(column, column in shown) for column in columns.values()],
        "hidden": _pairs(request, but=("columns", "after", "before")),
        "column_inputs": request.GET.getlist("columns"),
        "query": settled(request.GET),
        "may_export": request.actor.may(Can.EXPORT),
        "may_edit": may_edit(request),
    }
    if is_fragment(request):
        return fragment(request, "members/members.html#list", context)
    context["filters"] = drawn_filters(asked, level_choices(request))
    context["to_approve"] = count_to_approve(request.actor, shop.id)
    context["requests"] = count_requests(shop.organisation_id) if may_edit(request) else 0
    return members_page(request, "members.html", context)


def settled(address: QueryDict) -> str:
    """The address without the page one is on."""
    pairs = [(name, text) for name, values in address.lists() for text in values]
    return urlencode([(name, text) for name, text in pairs if name not in ("after", "before")])


def _own(request: ShopRequest) -> dict[str, Column]:
    return own_columns(questions_to_members(request.shop.organisation_id), speaks())


def _grid(request: ShopRequest, columns: list[Column], asked: listing.Asked) -> Listing:
    sort = request.GET.get("sort") or "-number"
    today, marks = today_of(request), {name: request.GET.get(name, "") for name in MARKS}
    every = listing.members_of(request.shop.organisation_id)
    chosen: dict[int, Membership] = {}
    rows: list[Member]
    if sort.lstrip("-") == "ends":
        organisation_id = request.shop.organisation_id
        ends = listing.ends_page_of(organisation_id, asked, sort=sort, marks=marks, today=today)
        rows, after, before = [each.member for each in ends.rows], ends.after, ends.before
        ids = {each.pk for each in ends.rows}
    else:
        found = listing.narrowed(every, asked, today=today)
        people = listing.page_of(found, sort=sort, after=marks["after"], before=marks["before"])
        rows, after, before, ids = people.rows, people.after, people.before, set()
    has = memberships_of_many([each.pk for each in rows])
    if ids:
        chosen = {
            each.member_id: each for theirs in has.values() for each in theirs if each.pk in ids
        }
    return Listing(
        rows,
        columns=columns,
        sight=Sight(request.shop, speaks(), today, has, chosen),
        address=request.GET,
        paging={"sort": sort, "after": after, "before": before},
    )


MARKS = ("after", "before")


def _pairs(request: ShopRequest, *, but: tuple[str, ...]) -> list[tuple[str, str]]:
    told = request.GET.lists()
    return [(name, text) for name, values in told for text in values if name not in but]
