"""One event in figures."""

from django.http import HttpResponse

from tessera.domain.organisations.rules import Can
from tessera.web.backoffice.page import page
from tessera.web.backoffice.programme.place import event_or_404, tabs_of
from tessera.web.backoffice.statistics import pictures
from tessera.web.backoffice.statistics.figures import asked_in
from tessera.web.backoffice.statistics.seen import seen
from tessera.web.parts.access import ShopRequest, requires

DRAWN = (
    pictures.dates,
    pictures.tariffs,
    pictures.zones,
    pictures.channels,
    pictures.methods,
)


@requires(Can.SEE_DASHBOARD)
def event_figures(request: ShopRequest, event: str) -> HttpResponse:
    """Sales by date, tariff, zone and door; how full its dates are; who enters tonight."""
    found = event_or_404(request, event)
    asked = asked_in(request, event=found)
    context = {
        "event": found,
        "tab": "figures",
        "tabs": tabs_of(found),
        "help": "figures",
        **seen(asked, drawn=DRAWN),
    }
    return page(request, "statistics/event.html", context, section="events")
