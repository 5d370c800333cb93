"""What was answered with an order: changed by its buyer until the hour, and its files."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tessera.domain.answers.queries.sheets import blocks_of, file_of, open_to_buyer
from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.shops.models import Shop
from tessera.flows import answering
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.i18n import speaking
from tessera.web.parts.access import public
from tessera.web.parts.responses import UNPROCESSABLE, attached
from tessera.web.shop.asked import (
    Asked,
    asked_on,
    copied,
    handed_of,
    note_new_files,
    uploads_of,
)
from tessera.web.shop.page import language_of, order_link, render
from tessera.web.shop.views.orders import find_order


@public
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, shop: str, secret: str) -> HttpResponse:
    """The questions of the order once more, filled with what was answered; back to the
    order where nothing can be changed any more."""
    place, order = find_order(request, shop, secret)
    if request.method == "POST":
        return _change(request, place, order)
    return _page(request, place, order, _asked(request, order))


@public
@require_safe
def answer_file(request: HttpRequest, shop: str, secret: str, handed: int) -> HttpResponseBase:
    """A file that was handed in with the order: to keep, never to be run by a browser."""
    _place, order = find_order(request, shop, secret)
    found = file_of(order.pk, handed)
    if found is None:
        raise Http404
    return attached(found.path, name=found.name, mime=found.mime)


def _change(request: HttpRequest, shop: Shop, order: Order) -> HttpResponse:
    at, handed = clock.now(), None
    try:
        uploads = uploads_of(request)
        if uploads:
            handed = handed_of(order, *answering.hand_in_later(order.pk, uploads, at=at))
    except Refusal as refusal:
        return _page(request, shop, order, _asked(request, order), refusal)
    if "copy" in request.POST:
        data = note_new_files(request.POST, handed) if handed else request.POST
        draft = _asked(request, order, data=data, handed=handed, is_draft=True)
        data = copied(data, draft)
        return _page(
            request, shop, order, _asked(request, order, data=data, handed=handed, is_draft=True)
        )
    asked = _asked(request, order, data=request.POST, handed=handed)
    if not asked.is_valid:
        return _page(request, shop, order, asked)
    try:
        with speaking(language_of(request)):
            answering.change_answers(order.pk, asked.told() or {}, at=at)
    except Refusal as refusal:
        return _page(request, shop, order, asked, refusal)
    return redirect(f"{order_link(shop, order.secret, language_of(request))}?saved=1#answers")


def _asked(request: HttpRequest, order: Order, **facts: object) -> Asked:
    lines = lines_of(order.pk)
    blocks = open_to_buyer(order, lines, blocks_of(order, lines), at=clock.now())
    return asked_on(order, blocks, lines, language=language_of(request), **facts)  # type: ignore[arg-type]  # as asked_on names them


def _page(
    request: HttpRequest,
    shop: Shop,
    order: Order,
    asked: Asked,
    refusal: Refusal | None = None,
) -> HttpResponse:
    if not asked.forms and refusal is None:
        return redirect(order_link(shop, order.secret, language_of(request)))
    wrong = [each for each in asked.forms if each.is_bound and each.errors]
    facts = {
        "address": reverse("shop:answers", args=[shop.slug, order.secret]),
        "order": order,
        "asked": asked,
        "wrong": wrong,
        "refusal": refusal,
    }
    status = UNPROCESSABLE if refusal or wrong else 200
    return render(request, "shop/answers.html", shop, facts, status=status)
