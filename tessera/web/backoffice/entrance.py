"""Where people who work here begin."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tessera.domain.orders.queries.mine import has_ordered
from tessera.domain.organisations.queries.team import is_any_organisation
from tessera.domain.organisations.rules import Actor, Can
from tessera.domain.shops.models import Shop
from tessera.domain.shops.queries import visible_to
from tessera.web.backoffice.menu import first_page
from tessera.web.backoffice.page import speaks
from tessera.web.parts.access import actors_of, public


@public
def entrance(request: HttpRequest) -> HttpResponse:
    """Leads to the one shop there is, or asks which; a steward is led to the scanner.

    Strangers log in first. Who works nowhere founds an organisation, or, having bought tickets,
    is led to them. Who may set up a shop and has none is led to the wizard.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    actors = actors_of(request)
    if not actors:
        return _without_team(int(request.user.pk or 0))
    seen = [(actor, shop) for actor in actors for shop in visible_to(actor)]
    builders = [actor for actor in actors if actor.may(Can.EDIT_SETTINGS) and actor.shops is None]
    if builders and not seen:
        return redirect("backoffice:new_shop")
    half_way = [(shop, _wizard(shop)) for actor, shop in seen if _is_half_way(actor, shop)]
    doors = [
        (shop, url)
        for actor, shop in seen
        if not shop.wizard_step and (url := first_page(actor, shop))
    ]
    if not half_way and len({url for _, url in doors}) == 1:
        return redirect(doors[0][1])
    context = {
        "doors": doors,
        "half_way": half_way,
        "may_build": bool(builders),
        "language": speaks(),
    }
    return render(request, "backoffice/entrance.html", context)


def _without_team(person_id: int) -> HttpResponse:
    is_closed = not settings.SIGN_UP and is_any_organisation()
    if is_closed or has_ordered(person_id):
        return redirect("account:home")
    return redirect("backoffice:new_organisation")


def _is_half_way(actor: Actor, shop: Shop) -> bool:
    return bool(shop.wizard_step) and actor.may(Can.EDIT_SETTINGS)


def _wizard(shop: Shop) -> str:
    return reverse("backoffice:wizard", args=[shop.slug])
