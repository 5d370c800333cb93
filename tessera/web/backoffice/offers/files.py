"""Codes, and who used an offer, taken home: short files at once, long ones in the background."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.files import Asked
from tessera.domain.reporting.queries.offers import codes_asked
from tessera.web.backoffice.offers.frame import offer_or_404
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.sales.exports import words_said
from tessera.web.backoffice.taking_home import file_made
from tessera.web.parts.access import ShopRequest, requires

Titles = Mapping[str, str | Promise]

CODE_TITLES: Titles = {
    "code": gettext_lazy("Code"),
    "active": gettext_lazy("Switched on"),
    "used": gettext_lazy("Used"),
    "most": gettext_lazy("Most uses"),
    "batch": gettext_lazy("What they are for"),
    "made": gettext_lazy("Made on"),
}

USE_TITLES: Titles = {
    "offer": gettext_lazy("Offer"),
    "code": gettext_lazy("Code"),
    "order": gettext_lazy("Order"),
    "status": gettext_lazy("Status of the order"),
    "placed_at": gettext_lazy("Ordered on"),
    "first_name": gettext_lazy("Buyer: first name"),
    "last_name": gettext_lazy("Buyer: last name"),
    "company": gettext_lazy("Buyer: company"),
    "email": gettext_lazy("Buyer: e-mail"),
    "tickets": gettext_lazy("Tickets that profit"),
    "amount": gettext_lazy("Taken off"),
    "currency": gettext_lazy("Currency"),
}


@requires(Can.EXPORT)
@require_POST
def codes_file(request: ShopRequest, offer_id: int) -> HttpResponseBase:
    """The codes that fit the filters, as CSV."""
    query = codes_asked(request.POST.get("query", "")).query()
    return _file(request, offer_id, "codes", CODE_TITLES, query=query)


@requires(Can.EXPORT)
@require_POST
def uses_file(request: ShopRequest, offer_id: int) -> HttpResponseBase:
    """Who used the offer, when and for how much, as CSV."""
    return _file(request, offer_id, "offer_uses", USE_TITLES)


def _file(
    request: ShopRequest, offer_id: int, kind: str, titles: Titles, *, query: str = ""
) -> HttpResponseBase:
    if not request.actor.may(Can.EDIT_PROGRAMME):
        raise PermissionDenied("Your profile does not include offers.")
    offer = offer_or_404(request, offer_id)
    asked = Asked(
        kind=kind,
        query=f"offer={offer.pk}" + (f"&{query}" if query else ""),
        columns=list(titles),
        titles=[str(title) for title in titles.values()],
        words={**words_said(request.shop.pk), "active": {"True": _("yes"), "False": _("no")}},
        language=speaks(),
    )
    separator = "semicolon" if speaks() in ("fr", "de") else "comma"
    return file_made(request, asked, form="csv", separator=separator)
