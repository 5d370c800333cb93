"""The programme, to read: events, their dates, what is sold."""

from datetime import timedelta

from django.http import HttpResponse

from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.days import sight_of
from tessera.domain.reporting.queries.house import by_event, dates_between
from tessera.lib import clock
from tessera.web.backoffice.page import page
from tessera.web.parts.access import ShopRequest, requires

LONG = timedelta(days=1500)


@requires(Can.SEE_DASHBOARD)
def events(request: ShopRequest) -> HttpResponse:
    """Events with coming dates, or with past ones."""
    at, shop = clock.now(), request.shop
    today = at - timedelta(hours=6)
    is_past = request.GET.get("when") == "past"
    since, until = (today - LONG, today) if is_past else (today, today + LONG)
    dates = dates_between(sight_of(request.actor, shop), since=since, until=until, most=2000)
    context = {"events": by_event(dates), "is_past": is_past}
    return page(request, "events.html", context, section="events")
