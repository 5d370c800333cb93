"""The figures of any picture, to take home: exactly what is drawn."""

from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase

from tessera.domain.organisations.rules import Can
from tessera.web.backoffice.statistics.entries import todays_dates, tonight_of
from tessera.web.backoffice.statistics.figures import Asked, asked_in, event_in, figures_of
from tessera.web.backoffice.statistics.fill import fill_dates, fill_of
from tessera.web.backoffice.statistics.pictures import PICTURES, Picture, events
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.tables import csv_answer


@requires(Can.SEE_DASHBOARD)
def figures_csv(request: ShopRequest, picture: str) -> HttpResponseBase:
    """The figures of a picture for a spreadsheet."""
    found = _picture(picture, _asked(request))
    rows = ([str(value) for value in row] for row in found.rows)
    return csv_answer(f"{request.shop.slug}-{found.code}.csv", found.columns, rows)


@requires(Can.SEE_DASHBOARD)
def figures_json(request: ShopRequest, picture: str) -> HttpResponseBase:
    """The figures of a picture for a program."""
    asked = _asked(request)
    found = _picture(picture, asked)
    told = {
        "picture": found.code,
        "shop": asked.shop.slug,
        "event": asked.event.slug if asked.event else None,
        "from": f"{asked.period.first}",
        "to": f"{asked.period.last}",
        "rows": [dict(zip(found.columns, row, strict=True)) for row in found.rows],
    }
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    name = f"{request.shop.slug}-{found.code}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _asked(request: ShopRequest) -> Asked:
    return asked_in(request, event=event_in(request, request.GET.get("event", "")))


def _picture(code: str, asked: Asked) -> Picture:
    if code == "fill":
        return fill_of(fill_dates(asked), asked).picture
    if code == "entries":
        return tonight_of(todays_dates(asked), asked).picture
    if code == "events":
        return events(asked)[0]
    if code not in PICTURES:
        raise Http404
    return PICTURES[code](figures_of(asked))
