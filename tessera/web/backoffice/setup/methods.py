"""Which ways to pay a shop offers, and what each needs."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tessera.domain.organisations.rules import Can
from tessera.domain.payments.methods import METHODS, Method
from tessera.domain.payments.models import PaymentMethod
from tessera.domain.reporting.queries.opening import methods_of
from tessera.domain.shops.models import Shop
from tessera.flows.setting_up import set_method
from tessera.lib import clock
from tessera.web.backoffice.page import page
from tessera.web.backoffice.setup.forms import Asking
from tessera.web.backoffice.setup.tabs import TABS
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.fields import AmountField, TranslatedField
from tessera.web.parts.forms import dressed, sent
from tessera.web.parts.responses import UNPROCESSABLE

CHANNELS = ("for_online", "for_reseller", "for_counter")


class MethodForm(Asking):
    """What every way to pay has."""

    is_enabled = forms.BooleanField(label=gettext_lazy("Offered"), required=False)
    for_online = forms.BooleanField(label=gettext_lazy("Online"), required=False)
    for_reseller = forms.BooleanField(label=gettext_lazy("At resellers"), required=False)
    for_counter = forms.BooleanField(label=gettext_lazy("At the counter"), required=False)

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        self.shop = shop
        super().__init__(*args, **kwargs)
        ours: Any = self.fields
        ours["name"] = TranslatedField(
            label=_("Its name"),
            languages=shop.languages,
            max_length=80,
            required=False,
            help_text=_("Left empty, ours is shown."),
        )
        ours["message"] = TranslatedField(
            label=_("What to say after the order"),
            languages=shop.languages,
            max_length=500,
            is_long=True,
            rows=2,
            required=False,
        )
        for currency in shop.currencies:
            ours[f"fee_{currency}"] = AmountField(
                label=_("Fee for an order, in %(currency)s") % {"currency": currency},
                currency=currency,
                required=False,
            )

    def facts(self) -> dict[str, Any]:
        """The columns of the way to pay."""
        told = self.cleaned_data
        fees = {code: told[f"fee_{code}"] for code in self.shop.currencies}
        names = ("is_enabled", *CHANNELS, "name", "message")
        return {name: told[name] for name in names} | {
            "fee_order": {code: fee for code, fee in fees.items() if fee}
        }


@requires(Can.EDIT_SETTINGS)
@require_safe
def methods(request: ShopRequest) -> HttpResponse:
    """Every way to pay there is: offered, or what it lacks."""
    rows = methods_of(request.shop.id)
    shown = [_shown(code, part, rows.get(code)) for code, part in METHODS.all().items()]
    shown.sort(key=lambda each: not each["is_on"])
    context = {"methods": shown, "tab": "payment", "tabs": TABS.values()}
    return page(request, "setup/methods.html", context, section="settings")


@requires(Can.EDIT_SETTINGS)
def edit_method(request: ShopRequest, method: str) -> HttpResponse:
    """Switch one on or off, name it, and write what it needs."""
    part = METHODS.all().get(method)
    if part is None:
        raise Http404
    row = methods_of(request.shop.id).get(method)
    form = MethodForm(sent(request), initial=_initial(row), shop=request.shop)
    own = _own(part, row, request)
    if request.method != "POST" or not (form.is_valid() and (own is None or own.is_valid())):
        context = {"form": dressed(form), "own": own and dressed(own), "name": part.name}
        status = UNPROCESSABLE if form.is_bound else 200
        told = {**context, "tab": "payment", "tabs": TABS.values()}
        return page(request, "setup/method.html", told, section="settings", status=status)
    facts = form.facts() | ({"settings": own.cleaned_data} if own else {})
    set_method(request.shop.id, method, facts, by=request.actor, at=clock.now())
    messages.success(request, _("Saved."))
    return redirect("backoffice:methods", request.shop.slug)


def _shown(code: str, part: type[Method], row: PaymentMethod | None) -> dict[str, Any]:
    is_ready = part(row.settings if row else {}).is_ready()
    return {
        "code": code,
        "name": part.name,
        "is_ready": is_ready,
        "is_enabled": bool(row and row.is_enabled),
        "is_on": bool(row and row.is_enabled and is_ready),
        "waits": part.waits,
    }


def _initial(row: PaymentMethod | None) -> dict[str, Any]:
    if row is None:
        return dict.fromkeys(CHANNELS, True)
    fees = {f"fee_{currency}": amount for currency, amount in row.fee_order.items()}
    names = ("is_enabled", *CHANNELS, "name", "message")
    return {name: getattr(row, name) for name in names} | fees


def _own(part: type[Method], row: PaymentMethod | None, request: ShopRequest) -> forms.Form | None:
    if part.Settings is None:
        return None
    kept = row.settings if row and row.settings else {}
    form = part.Settings(sent(request), prefix="own")
    form.initial = {name: kept[name] for name in form.fields if name in kept}
    return dressed(form)
