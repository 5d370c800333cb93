"""The next edition of a shop."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.opening import extent_of
from tessera.domain.shops.models import Shop
from tessera.flows.duplicating import Edition, duplicate_shop
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.i18n import say_date
from tessera.web.backoffice.page import page, speaks
from tessera.web.backoffice.setup.forms import Asking
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.fields import TranslatedField
from tessera.web.parts.forms import dressed, sent
from tessera.web.parts.responses import UNPROCESSABLE

YEAR = 364
"""Fifty-two weeks: the same weekday a year later."""
FARTHEST = 3660


class EditionForm(Asking):
    """Name and address of the copy, and when it takes place."""

    slug = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("The last part of its web address. Left empty, the name makes it."),
    )
    shift = forms.ChoiceField(
        label=gettext_lazy("Dates"),
        widget=forms.RadioSelect(attrs={"class": "radio radio-sm"}),
        choices=[
            ("year", gettext_lazy("The same weekdays next year (52 weeks later)")),
            ("weeks", gettext_lazy("So many weeks later")),
            ("days", gettext_lazy("So many days later")),
        ],
    )
    count = forms.IntegerField(
        label=gettext_lazy("How many weeks or days"),
        min_value=0,
        max_value=FARTHEST,
        required=False,
        help_text=gettext_lazy("The time of day stays, in summer and in winter."),
    )

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours: Any = self.fields
        ours["name"] = TranslatedField(label=_("Name"), languages=shop.languages, max_length=120)
        self.order_fields(["name", "slug", "shift", "count"])

    def clean(self) -> Any:
        """Weeks and days need a number."""
        told = self.cleaned_data
        if told.get("shift") in ("weeks", "days") and told.get("count") is None:
            self.add_error("count", _("Write how many."))
        return told

    def days(self) -> int:
        """By how many days everything is later."""
        told = self.cleaned_data
        if told["shift"] == "year":
            return YEAR
        return int(told["count"]) * (7 if told["shift"] == "weeks" else 1)


@requires(Can.EDIT_SETTINGS)
def duplicate(request: ShopRequest) -> HttpResponse:
    """Says what is copied and what is not; then copies."""
    shop = request.shop
    initial = {"shift": "year", "name": shop.name}
    form = EditionForm(sent(request), initial=initial, shop=shop)
    if request.method != "POST" or not form.is_valid():
        return _asked(request, form)
    told = form.cleaned_data
    edition = Edition(told["name"], form.days(), slug=told["slug"].lower())
    try:
        made = duplicate_shop(shop.id, edition, by=request.actor, at=clock.now())
    except Refusal as refusal:
        return _asked(request, form, refusal=refusal.message)
    messages.success(request, _("Here is the next edition: a draft, in test mode."))
    return redirect("backoffice:opening", made.slug)


def _asked(request: ShopRequest, form: EditionForm, **more: Any) -> HttpResponse:
    shop = request.shop
    extent = extent_of(shop.id)
    context = {"form": dressed(form), "extent": extent, **more}
    if extent.first and extent.last:
        year = timedelta(days=YEAR)
        context["example"] = {
            "before": say_date(extent.first, shop.time_zone, speaks(), "day"),
            "after": say_date(extent.first + year, shop.time_zone, speaks(), "day"),
        }
    status = UNPROCESSABLE if form.is_bound else 200
    return page(request, "setup/duplicate.html", context, section="settings", status=status)
