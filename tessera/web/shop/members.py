"""A visitor who says that they are a member: such pages are theirs alone."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tessera.domain.catalogue.models import EventDate, Tariff
from tessera.domain.memberships.queries.standing import levels_of
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import local

A_DAY = 60 * 60 * 24


def says_member(request: HttpRequest) -> bool:
    """Whether the visitor asked for what members may have."""
    return "member" in request.GET or "member" in request.POST


def open_to(
    request: HttpRequest, shop: Shop, tariffs: Sequence[Tariff], date: EventDate | None
) -> frozenset[int]:
    """The products for members that this visitor may have on the date; nobody is asked where
    there are none, or where the visitor does not say they are a member."""
    closed = [each for each in tariffs if each.product.level_ids is not None]
    if not closed or date is None or not says_member(request) or not request.user.is_authenticated:
        return frozenset()
    day = local(date.starts_at, shop.time_zone).date()
    mine = levels_of(int(request.user.pk), shop.organisation_id, on=day)
    return frozenset(each.product_id for each in closed if mine & set(each.product.level_ids or []))


def remember_member(response: HttpResponse, shop: Shop) -> HttpResponse:
    """The visitor is a member: no page with this cookie is kept for others."""
    response.set_cookie(
        f"member-{shop.slug}",
        "1",
        max_age=A_DAY,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
