"""From nothing to a shop that can be tried out: five steps, each kept at once."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.catalogue.queries.listing import events_of
from tessera.domain.organisations.queries.team import organisation_of
from tessera.domain.organisations.rules import Can
from tessera.domain.shops.models import Shop
from tessera.flows.setting_up import (
    STEPS,
    FirstEvent,
    NewShop,
    add_first_event,
    change_shop,
    start_shop,
)
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.i18n import pick
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.setup.forms import (
    Asking,
    ContactForm,
    FirstEventForm,
    NewShopForm,
    contact_for,
)
from tessera.web.backoffice.setup.opening import points_of
from tessera.web.backoffice.setup.preview import preview_of
from tessera.web.backoffice.setup.settings import look_form, save_look
from tessera.web.backoffice.setup.tabs import TABS
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import dressed, sent
from tessera.web.parts.responses import UNPROCESSABLE

TITLES = {
    "shop": gettext_lazy("Name and address"),
    "contact": gettext_lazy("Contact"),
    "look": gettext_lazy("Look"),
    "event": gettext_lazy("First event"),
    "summary": gettext_lazy("Ready to try"),
}


@requires(Can.EDIT_SETTINGS)
def new_shop(request: ShopRequest) -> HttpResponse:
    """The first step: makes the shop."""
    makers = [each for each in request.actors if each.may(Can.EDIT_SETTINGS)]
    names = {each.organisation_id or 0: str(organisation_of(each)) for each in makers}
    initial = {"languages": [speaks()], "currencies": ["CHF"]}
    form = dressed(NewShopForm(sent(request), initial=initial, organisations=names))
    if request.method != "POST" or not form.is_valid():
        status = UNPROCESSABLE if form.is_bound else 200
        return _page(request, "shop", {"form": dressed(form)}, status=status)
    told = form.cleaned_data
    chosen = told.get("organisation") or next(iter(names))
    actor = next(each for each in makers if each.organisation_id == chosen)
    new = NewShop(told["name"], told["languages"], told["currencies"], slug=told["slug"].lower())
    try:
        contact = contact_for(names[chosen or 0], request.user)
        shop = start_shop(new, by=actor, at=clock.now(), **contact)
    except Refusal as refusal:
        context = {"form": form, "refusal": refusal.message}
        return _page(request, "shop", context, status=UNPROCESSABLE)
    return redirect("backoffice:wizard", shop.slug, "contact")


@requires(Can.EDIT_SETTINGS)
def wizard(request: ShopRequest, step: str = "") -> HttpResponse:
    """A step of the making of this shop; without one, where it stopped."""
    shop = request.shop
    if not step:
        step = shop.wizard_step if shop.wizard_step in STEPS else "summary"
        return redirect("backoffice:wizard", shop.slug, step)
    views = {
        "shop": _shop,
        "contact": _contact,
        "look": _look,
        "event": _event,
        "summary": _summary,
    }
    if step not in views:
        raise Http404
    return views[step](request)


def _shop(request: ShopRequest) -> HttpResponse:
    tab = TABS["general"]
    form = tab.form(sent(request), initial=tab.shown(request.shop), shop=request.shop)
    if request.method != "POST" or not form.is_valid():
        return _asked(request, "shop", form)
    return _kept(request, form, "shop", "contact")


def _contact(request: ShopRequest) -> HttpResponse:
    form = ContactForm(sent(request), initial=TABS["contact"].shown(request.shop))
    if request.method != "POST" or not form.is_valid():
        return _asked(request, "contact", form)
    return _kept(request, form, "contact", "look")


def _look(request: ShopRequest) -> HttpResponse:
    form = look_form(request, request.shop)
    chosen = request.POST.dict() if request.method == "POST" else None
    preview = preview_of(request.shop, chosen)
    if request.method != "POST" or not form.is_valid():
        return _asked(request, "look", form, **preview)
    try:
        save_look(request, form, **_onward(request.shop, "event"))
    except Refusal as refusal:
        return _asked(request, "look", form, refusal=refusal.message, **preview)
    return redirect("backoffice:wizard", request.shop.slug, "event")


def _event(request: ShopRequest) -> HttpResponse:
    shop = request.shop
    if "skip" in request.POST or not request.actor.may(Can.EDIT_PROGRAMME):
        _move(request, "summary")
        return redirect("backoffice:wizard", shop.slug, "summary")
    initial = {"tariff": _("Full price"), "venue": shop.city and pick(shop.name, speaks())}
    form = FirstEventForm(sent(request), initial=initial, shop=shop)
    made = events_of(shop.id, most=1)
    if request.method != "POST" or not form.is_valid():
        return _asked(request, "event", form, made=made[0].name if made else None)
    told = form.cleaned_data
    first = FirstEvent(
        prices=form.prices(),
        **{name: told[name] for name in FirstEvent.__slots__ if name != "prices"},
    )
    try:
        add_first_event(shop.id, first, by=request.actor, at=clock.now())
    except Refusal as refusal:
        return _asked(request, "event", form, refusal=refusal.message)
    return redirect("backoffice:wizard", shop.slug, "summary")


def _summary(request: ShopRequest) -> HttpResponse:
    shop = request.shop
    if request.method == "POST":
        _move(request, "")
        messages.success(request, _("The shop is made. Try it out, then open the sale."))
        return redirect("backoffice:opening", shop.slug)
    points = points_of(shop, at=clock.now())
    return _page(request, "summary", {"shop": shop, "points": points})


def _asked(request: ShopRequest, step: str, form: Asking, **more: Any) -> HttpResponse:
    context = {"shop": request.shop, "form": dressed(form), **more}
    return _page(request, step, context, status=UNPROCESSABLE if form.is_bound else 200)


def _kept(request: ShopRequest, form: Asking, step: str, following: str) -> HttpResponse:
    facts = form.facts() | _onward(request.shop, following)
    try:
        shop = change_shop(request.shop.id, facts, by=request.actor, at=clock.now())
    except Refusal as refusal:
        return _asked(request, step, form, refusal=refusal.message)
    return redirect("backoffice:wizard", shop.slug, following)


def _move(request: ShopRequest, following: str) -> None:
    facts = {"wizard_step": following} if following == "" else _onward(request.shop, following)
    change_shop(request.shop.id, facts, by=request.actor, at=clock.now())


def _onward(shop: Shop, following: str) -> dict[str, str]:
    """Going back to a step does not forget how far one was; a finished wizard stays finished."""
    reached = STEPS.index(shop.wizard_step) if shop.wizard_step in STEPS else len(STEPS)
    return {"wizard_step": following} if reached < STEPS.index(following) else {}


def _page(
    request: HttpRequest, step: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    shop: Shop | None = context.get("shop")
    frame = {
        "step": step,
        "number": STEPS.index(step) + 1,
        "steps": _steps(step, shop),
        "title": TITLES[step],
        "language": speaks(),
    }
    template = f"backoffice/setup/wizard_{step}.html"
    return render(request, template, {**frame, **context}, status=status)


def _steps(here: str, shop: Shop | None) -> list[dict[str, Any]]:
    """Every step with its address, once the shop exists."""
    reached = STEPS.index(shop.wizard_step) if shop and shop.wizard_step in STEPS else len(STEPS)
    now = STEPS.index(here)
    return [
        {
            "title": TITLES[code],
            "number": place + 1,
            "is_here": code == here,
            "is_done": shop is not None and place < max(reached, now),
            "url": reverse("backoffice:wizard", args=[shop.slug, code])
            if shop is not None and place <= reached
            else "",
        }
        for place, code in enumerate(STEPS)
    ]
