"""The offers of a shop: found, put in order, switched on and off."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tessera.domain.offers.models import Offer
from tessera.domain.offers.queries.desk import count_codes, offers_in
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.offers import OfferFigures, figures_of
from tessera.flows import discounting
from tessera.lib import clock
from tessera.lib.i18n import pick
from tessera.web.backoffice.offers import words
from tessera.web.backoffice.offers.frame import may_edit, offer_or_404
from tessera.web.backoffice.page import fragment, page
from tessera.web.backoffice.programme.moves import place_asked
from tessera.web.backoffice.words import Word
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.responses import is_fragment


@dataclass(frozen=True, slots=True)
class Row:
    """One offer as the list shows it; `place` is its place among all of the shop."""

    offer: Offer
    figures: OfferFigures
    code: str
    state: Word
    effect: str
    period: str
    notes: list[str]
    codes: int
    place: int
    is_first: bool
    is_last: bool

    @property
    def percent(self) -> int | None:
        """How much of its tickets is taken."""
        most = self.offer.max_tickets
        return min(100, self.figures.taken * 100 // most) if most else None


@requires(Can.EDIT_PROGRAMME)
@require_safe
def offers(request: ShopRequest) -> HttpResponse:
    """Every offer in the order in which they apply, narrowed as the address says."""
    asked = request.GET
    sought = asked.get("q", "").replace("\x00", "").strip()[:100]
    state, kind = asked.get("state", ""), asked.get("kind", "")
    every = _rows(request)
    rows = [
        row
        for row in every
        if _is_named(row, sought)
        and (not state or row.code == state)
        and (not kind or row.offer.needs_code == (kind == "code"))
    ]
    is_narrowed = bool(sought or state or kind)
    context: dict[str, Any] = {
        "rows": rows,
        "sought": sought,
        "state": state,
        "kind": kind,
        "states": words.STATES,
        "is_narrowed": is_narrowed,
        "may_edit": may_edit(request),
        "may_move": may_edit(request) and not is_narrowed and len(every) > 1,
        "runs_automatic": sum(not row.offer.needs_code for row in every) > 1,
    }
    if is_fragment(request):
        return fragment(request, "offers/offers.html#list", context)
    return page(request, "offers/offers.html", context, section="offers")


@requires(Can.EDIT_PROGRAMME)
@require_POST
def move_offer(request: ShopRequest, offer_id: int) -> HttpResponse:
    """The offer at another place: the first applies first."""
    offer = offer_or_404(request, offer_id)
    discounting.move_offer(offer.pk, to=place_asked(request), by=request.actor, at=clock.now())
    return redirect("backoffice:offers", request.shop.slug)


@requires(Can.EDIT_PROGRAMME)
@require_POST
def switch_offer(request: ShopRequest, offer_id: int) -> HttpResponse:
    """Publish it, or make it a draft again."""
    offer = offer_or_404(request, offer_id)
    is_published = request.POST.get("to") == "published"
    discounting.switch_offer(offer.pk, is_published=is_published, by=request.actor, at=clock.now())
    said = _("The offer is published.") if is_published else _("The offer is switched off.")
    messages.success(request, said)
    return redirect("backoffice:offer", request.shop.slug, offer.pk)


def _rows(request: ShopRequest) -> list[Row]:
    shop, at = request.shop, clock.now()
    found = list(offers_in(shop.pk))
    ids = [offer.pk for offer in found]
    figures, codes = figures_of(ids, at=at), count_codes(ids)
    rows = []
    for place, offer in enumerate(found):
        code = words.state_of(offer, taken=figures[offer.pk].taken, at=at)
        rows.append(
            Row(
                offer=offer,
                figures=figures[offer.pk],
                code=code,
                state=words.STATES[code],
                effect=words.effect_said(offer, shop=shop),
                period=words.period_said(offer, shop=shop),
                notes=words.notes_of(offer, shop=shop),
                codes=codes.get(offer.pk, 0),
                place=place,
                is_first=place == 0,
                is_last=place == len(found) - 1,
            )
        )
    return rows


def _is_named(row: Row, sought: str) -> bool:
    if not sought:
        return True
    low = sought.casefold()
    texts = [*row.offer.name.values(), pick(row.offer.name, "en"), row.offer.team_note]
    return any(low in str(text).casefold() for text in texts)
