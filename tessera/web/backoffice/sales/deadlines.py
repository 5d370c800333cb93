"""Until when one order is to be paid: shown with its payments, extended, paused."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tessera.domain.orders.models import Order, Status
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.organisations.rules import Can
from tessera.domain.payments.deadlines import standing_of
from tessera.domain.payments.terms import days_left, end_of_day
from tessera.flows.reminding import extend_deadline, pause_deadline, resume_deadline
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.i18n import local
from tessera.web.backoffice.page import page
from tessera.web.backoffice.sales.place import order_or_404
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import dressed, sent
from tessera.web.parts.responses import UNPROCESSABLE

LONGEST = timedelta(days=730)


class ExtendForm(forms.Form):
    """The last day to pay."""

    until = forms.DateField(
        label=gettext_lazy("Last day to pay"),
        widget=forms.DateInput(),
        help_text=gettext_lazy("The places are kept until the end of that day."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_until(self) -> date:
        """A day from today on, within two years."""
        told: date = self.cleaned_data["until"]
        if not self.today <= told <= self.today + LONGEST:
            raise ValidationError(_("Choose a day from today on, within two years."))
        return told


def facts_of_deadline(request: ShopRequest, order: Order) -> dict[str, Any]:
    """What the tab of payments says about the deadline; nothing when the order does not wait."""
    deadline = standing_of(order) if order.status == Status.PENDING else None
    if deadline is None:
        return {}
    return {
        "deadline": deadline,
        "days_left": days_left(deadline.ends_at, since=clock.now(), zone=request.shop.time_zone),
        "may_extend": request.actor.may(Can.EDIT_ORDERS),
    }


@requires(Can.EDIT_ORDERS)
def extend(request: ShopRequest, number: str) -> HttpResponse:
    """Another last day to pay."""
    order = order_or_404(request, number)
    deadline = standing_of(order)
    if deadline is None:
        messages.error(request, _("This order does not wait for a payment with a deadline."))
        return _back(request, number)
    zone = request.shop.time_zone
    form = ExtendForm(
        sent(request),
        today=local(clock.now(), zone).date(),
        initial={"until": local(deadline.ends_at, zone).date() + timedelta(days=10)},
    )
    first = min((line.date.starts_at for line in lines_of(order.id) if line.date), default=None)
    context = {"order": order, "deadline": deadline, "form": dressed(form), "first_date": first}
    if request.method != "POST":
        return _page(request, context)
    if not form.is_valid():
        return _page(request, context, status=UNPROCESSABLE)
    noon = datetime.combine(form.cleaned_data["until"], time(12), tzinfo=ZoneInfo(zone))
    try:
        extend_deadline(
            order.id, ends_at=end_of_day(noon, 0, zone), by=request.actor, at=clock.now()
        )
    except Refusal as refusal:
        return _page(request, context | {"refusal": refusal.message}, status=UNPROCESSABLE)
    messages.success(request, _("The deadline is changed; the places wait with it."))
    return _back(request, number)


@requires(Can.EDIT_ORDERS)
@require_POST
def pause(request: ShopRequest, number: str) -> HttpResponse:
    """Let the order rest, or go on."""
    order = order_or_404(request, number)
    goes_on = request.POST.get("to") == "resume"
    act = resume_deadline if goes_on else pause_deadline
    try:
        act(order.id, by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        said = _("The deadline runs again.") if goes_on else _("The deadline is paused.")
        messages.success(request, said)
    return _back(request, number)


def _page(request: ShopRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return page(request, "sales/extend.html", context, section="orders", status=status)


def _back(request: ShopRequest, number: str) -> HttpResponse:
    answer = redirect("backoffice:order", request.shop.slug, number)
    answer["Location"] += "?tab=payments"
    return answer
