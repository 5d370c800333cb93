"""Lists as files: a short one is sent at once, a long one is made in the background."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tessera.domain.reporting.queries.files import Asked, count_asked, rows_asked
from tessera.flows.exporting import ask_export, note_export
from tessera.lib import clock
from tessera.lib.sheets import SEPARATORS
from tessera.web.parts.access import ShopRequest
from tessera.web.parts.tables import csv_answer, xlsx_answer

AT_ONCE = 5000
"""More rows than these are written in the background."""


def file_made(
    request: ShopRequest, asked: Asked, *, form: str, separator: str = ""
) -> HttpResponseBase:
    """The file in the form that is asked for, or the way to where it will lie.

    Who took what home is noted. A bundle (ZIP) is always made in the background.
    """
    actor, shop, at = request.actor, request.shop, clock.now()
    separator = separator or "semicolon"
    rows = count_asked(actor, shop, asked, most=AT_ONCE + 1)
    if form == "zip" or rows > AT_ONCE:
        ask_export(shop, asked=asked, form=form, separator=separator, by=actor, at=at)
        messages.success(
            request, _("The file is being made. You can leave this page and find it here again.")
        )
        return redirect("backoffice:exports", shop.slug)
    note_export(shop, asked=asked, form=form, rows=rows, by=actor, at=at)
    name = file_name(shop.slug, asked.kind, form)
    found = rows_asked(actor, shop, asked)
    if form == "xlsx":
        return xlsx_answer(name, asked.titles, found)
    return csv_answer(name, asked.titles, found, separator=SEPARATORS.get(separator, ";"))


def file_name(slug: str, kind: str, form: str) -> str:
    """What the file is called where it is saved."""
    what = "tickets" if kind == "tickets_of_orders" else kind.replace("_", "-")
    return f"{slug}-{what}-{clock.now().date().isoformat()}.{form}"
