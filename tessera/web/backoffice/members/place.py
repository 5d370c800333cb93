"""What pages about members begin with."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from tessera.domain.catalogue.models import Level, Plan
from tessera.domain.catalogue.queries.plans import levels_of_organisation, plans_priced
from tessera.domain.memberships.models import Member
from tessera.domain.memberships.queries.desk import member_in
from tessera.domain.organisations.rules import Can
from tessera.lib import clock
from tessera.lib.i18n import local
from tessera.web.backoffice.page import page
from tessera.web.parts.access import ShopRequest


def level_or_404(request: ShopRequest, level_id: int) -> Level:
    """The level, if it is of this organisation."""
    for level in levels_of_organisation(request.shop.organisation_id):
        if level.pk == level_id:
            return level
    raise Http404


def plan_or_404(request: ShopRequest, plan_id: int) -> Plan:
    """The plan with its price, if it is of this shop."""
    found = plans_priced(request.shop.id).filter(product_id=plan_id).first()
    if found is None:
        raise Http404
    found.product.shop = request.shop
    return found


def member_or_404(request: ShopRequest, record: int) -> Member:
    """The member of this organisation, erased ones too."""
    found = member_in(request.shop.organisation_id, record)
    if found is None:
        raise Http404
    return found


def name_of(member: Member) -> str:
    """What a member is called, whatever is known of them."""
    if member.erased_at is not None:
        return _("Erased member")
    return member.full_name or member.company or member.email or "–"


def today_of(request: ShopRequest) -> date:
    """Today, on the calendar of the shop."""
    return local(clock.now(), request.shop.time_zone).date()


def may_edit(request: ShopRequest) -> bool:
    """Whether the reader looks after members, and does not only see them."""
    return request.actor.may(Can.EDIT_MEMBERS)


def members_page(
    request: ShopRequest,
    template: str,
    context: dict[str, Any],
    *,
    section: str = "members",
    status: int = 200,
) -> HttpResponse:
    """A page of this area: `members/<template>`."""
    told = {"may_edit": may_edit(request), **context}
    return page(request, f"members/{template}", told, section=section, status=status)
