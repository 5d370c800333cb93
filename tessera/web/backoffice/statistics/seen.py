"""What the pages of figures show, of a shop or of one event."""

from collections.abc import Callable, Sequence
from typing import Any

from tessera.web.backoffice.statistics import cards, pictures
from tessera.web.backoffice.statistics.entries import tonight_of
from tessera.web.backoffice.statistics.figures import Asked, Figures, figures_of
from tessera.web.backoffice.statistics.fill import fill_dates, fill_of, those_of_today
from tessera.web.backoffice.statistics.periods import days_form

Draw = Callable[[Figures], pictures.Picture]


def seen(asked: Asked, *, drawn: Sequence[Draw]) -> dict[str, Any]:
    """Cards, sales, the pictures that are `drawn`, how full the dates are, who enters tonight."""
    figures = figures_of(asked)
    coming = fill_dates(asked)
    today = those_of_today(coming, asked)
    return {
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
        "bars": [draw(figures) for draw in drawn],
        "fill": fill_of(coming, asked),
        "tonight": tonight_of(today, asked) if today else None,
    }
