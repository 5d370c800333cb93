"""Where people who work here begin."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tessera.domain.shops.queries import visible_to
from tessera.web.backoffice.menu import first_page
from tessera.web.backoffice.page import speaks
from tessera.web.parts.access import actors_of, public


@public
def entrance(request: HttpRequest) -> HttpResponse:
    """Leads to the one shop there is, or asks which; a steward is led to the scanner.

    Strangers log in first; buyers are led to their account.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    actors = actors_of(request)
    if not actors:
        return redirect("account:home")
    doors = [
        (shop, url)
        for actor in actors
        for shop in visible_to(actor)
        if (url := first_page(actor, shop))
    ]
    if len({url for _, url in doors}) == 1:
        return redirect(doors[0][1])
    return render(request, "backoffice/entrance.html", {"doors": doors, "language": speaks()})
