"""One event in figures."""

from django.http import HttpResponse

from tessera.domain.organisations.rules import Can
from tessera.web.backoffice.page import page
from tessera.web.backoffice.programme.place import event_or_404, tabs_of
from tessera.web.backoffice.statistics import cards, pictures
from tessera.web.backoffice.statistics.entries import tonight_of
from tessera.web.backoffice.statistics.figures import asked_in, figures_of
from tessera.web.backoffice.statistics.fill import fill_dates, fill_of, those_of_today
from tessera.web.backoffice.statistics.periods import days_form
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
    figures = figures_of(asked)
    coming = fill_dates(asked)
    today = those_of_today(coming, asked)
    context = {
        "event": found,
        "tab": "figures",
        "tabs": tabs_of(found),
        "help": "figures",
        "asked": asked,
        "period": asked.period,
        "currency": asked.currency,
        "days_form": days_form(asked.period),
        "cards": [
            *cards.sales_cards(figures),
            cards.fill_card(coming, language=asked.language),
        ],
        "sales": pictures.sales(figures),
        "against": cards.against_said(figures),
        "bars": [draw(figures) for draw in DRAWN],
        "fill": fill_of(coming, asked),
        "tonight": tonight_of(today, asked) if today else None,
    }
    return page(request, "statistics/event.html", context, section="events")
