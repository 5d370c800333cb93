"""One offer at a glance: what it does, what became of it, who profited."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from tessera.domain.catalogue.queries.offered import hidden_tariffs
from tessera.domain.offers.models import Offer, OfferLimit
from tessera.domain.offers.queries.desk import has_codes, terms_of
from tessera.domain.orders.queries.grid import orders_visible_to
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.offers import (
    figures_of,
    taken_of_limits,
    uses_of_offer,
    uses_page,
)
from tessera.lib import clock
from tessera.lib.i18n import pick
from tessera.lib.money import Money
from tessera.web.backoffice.offers import words
from tessera.web.backoffice.offers.frame import offer_or_404, offer_page
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.sales.columns import Sight
from tessera.web.backoffice.words import ORDER_STATUSES
from tessera.web.parts.access import ShopRequest, requires


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One thing that the offer is for, and how much of it is used."""

    name: str
    numbers: str


@requires(Can.EDIT_PROGRAMME)
@require_safe
def offer(request: ShopRequest, offer_id: int) -> HttpResponse:
    """What the offer does and for whom; its figures; the orders that profit from it."""
    found, shop = offer_or_404(request, offer_id), request.shop
    figures = figures_of([found.pk], at=clock.now())[found.pk]
    orders = orders_visible_to(request.actor, shop.pk)
    shown = uses_page(
        uses_of_offer(found.pk, orders=orders),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    most = found.max_tickets
    context = {
        "figures": figures,
        "percent": min(100, figures.taken * 100 // most) if most else None,
        "given": words.money_said(figures.given) or "–",
        "facts": _facts(found, request),
        "limits": _limits(found),
        "opened": _opened(found),
        "uses": [use_line(each, request) for each in shown.rows],
        "has_codes": has_codes(found.pk),
        "next": shown.after,
        "previous": shown.before,
        "may_see_orders": request.actor.may(Can.SEE_ORDERS),
        "may_export": request.actor.may(Can.EXPORT),
    }
    return offer_page(request, "offer.html", context, offer=found, tab="offer")


def use_line(use: Any, request: ShopRequest) -> dict[str, Any]:
    """One use of an offer, as lists show it."""
    order = use.order
    sight = Sight(shop=request.shop, language=speaks())
    return {
        "number": order.number,
        "buyer": order.full_name or order.company or order.email or "–",
        "code": use.code.text if use.code else "",
        "tickets": use.tickets,
        "amount": Money(use.amount, order.currency).format(speaks()),
        "placed": sight.when(order.placed_at),
        "status": sight.tag(ORDER_STATUSES, order.status),
    }


def _facts(found: Offer, request: ShopRequest) -> list[tuple[str, str]]:
    shop = request.shop
    said = [
        (
            _("What it does"),
            _("%(what)s: %(how)s")
            % {
                "what": words.effect_name(found.effect),
                "how": words.effect_said(found, shop=shop),
            },
        ),
        (_("How one has it"), _("With a code") if found.needs_code else _("By itself")),
        (_("When"), words.period_said(found, shop=shop)),
        (_("For whom"), words.audience_said(found) or str(words.AUDIENCES["everybody"])),
        (pgettext("sold", "Where"), words.channels_said(found) or _("Everywhere")),
        (_("Per order"), words.per_order_said(found) or _("as many as one likes")),
        (
            _("Together with others"),
            _("yes, if they may be combined too") if found.is_combinable else _("no"),
        ),
    ]
    if found.remembers:
        said.append((_("Earlier orders"), _("count")))
    if found.team_note:
        said.append((_("Note for your team"), found.team_note))
    return said


def _limits(found: Offer) -> list[LimitLine]:
    taken = taken_of_limits(found.pk)
    return [
        LimitLine(_limit_name(row), _numbers(row, taken.get(row.pk, 0)))
        for row in found.limits.all()
    ]


def _limit_name(row: OfferLimit) -> str:
    language = speaks()
    if row.event is not None:
        return pick(row.event.name, language)
    if row.zone is not None:
        return f"{pick(row.zone.event.name, language)} · {pick(row.zone.name, language)}"
    assert row.product is not None
    tariff = getattr(row.product, "tariff", None)
    names = (
        [pick(tariff.event.name, language), pick(tariff.zone.name, language)]
        if tariff
        else [_("Memberships")]
    )
    return " · ".join([*names, pick(row.product.name, language)])


def _numbers(row: OfferLimit, taken: int) -> str:
    said = []
    if row.max_tickets is not None:
        said.append(_("%(taken)d of %(most)d tickets") % {"taken": taken, "most": row.max_tickets})
    if row.max_per_order is not None:
        most = row.max_per_order
        said.append(
            ngettext("at most %(n)d an order", "at most %(n)d an order", most) % {"n": most}
        )
    return " · ".join(said)


def _opened(found: Offer) -> list[str]:
    """The hidden tariffs that a code of it opens."""
    if not found.needs_code:
        return []
    things = [each.thing for each in terms_of(found).limits]
    language = speaks()
    return [
        " · ".join(
            pick(name, language)
            for name in (tariff.event.name, tariff.zone.name, tariff.product.name)
        )
        for tariff in hidden_tariffs(found.shop_id, things)
    ]
