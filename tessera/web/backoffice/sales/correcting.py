"""What the team corrects in an order: the buyer, the note, the name on a ticket."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.tickets import ticket_visible_to
from tessera.flows.correcting import BUYER, correct_buyer, name_holder, write_note
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.page import page, refused
from tessera.web.backoffice.sales.customers_forms import countries_to_choose
from tessera.web.backoffice.sales.place import order_or_404
from tessera.web.backoffice.tags import language_said
from tessera.web.backoffice.words import CIVILITIES
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.clashes import clashes, guard
from tessera.web.parts.forms import dressed, sent


class Buyer(forms.Form):
    """Who bought."""

    civility = forms.ChoiceField(label=gettext_lazy("Form of address"), required=False)
    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=80, required=False)
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=80, required=False)
    company = forms.CharField(label=gettext_lazy("Company"), max_length=120, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    street = forms.CharField(label=gettext_lazy("Street"), max_length=120, required=False)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=gettext_lazy("Town"), max_length=80, required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of mails and tickets"))
    with_customer = forms.BooleanField(
        label=gettext_lazy("Correct the customer too"),
        required=False,
        help_text=gettext_lazy("Else only this order is changed."),
    )

    def __init__(self, data: QueryDict | None, *, order: Order) -> None:
        initial = {name: getattr(order, name) for name in BUYER} | {"with_customer": True}
        super().__init__(data, initial=initial)
        ours: Any = self.fields
        ours["civility"].choices = [("", "–"), *CIVILITIES.items()]
        codes = dict.fromkeys([*(code for code, _name in settings.LANGUAGES), order.language])
        ours["language"].choices = [(code, language_said(code)) for code in codes if code]
        ours["country"].choices = countries_to_choose()
        guard(self)
        dressed(self)

    def clean(self) -> dict[str, Any]:
        """Refuses a buyer of whom nothing is known."""
        told: dict[str, Any] = super().clean() or {}
        if not any(told.get(name) for name in ("email", "last_name", "company")):
            raise forms.ValidationError(_("Write at least a last name, a company or an e-mail."))
        return told


class Holder(forms.Form):
    """Who the ticket names."""

    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=80, required=False)
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guard(self)
        dressed(self)


@requires(Can.EDIT_ORDERS)
def edit_buyer(request: ShopRequest, number: str) -> HttpResponse:
    """Another buyer on the order; who edits second is told what the first changed."""
    found = order_or_404(request, number)
    form = Buyer(sent(request), order=found)
    context: dict[str, Any] = {"order": found, "form": form}
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return page(request, "sales/buyer.html", context, section="orders", status=status)
    both = clashes(form)
    if both:
        again = {**context, "clashes": both}
        return page(request, "sales/buyer.html", again, section="orders", status=409)
    told = form.cleaned_data
    try:
        correct_buyer(
            found.id,
            buyer={name: told[name] for name in BUYER},
            with_customer=told["with_customer"],
            by=request.actor,
            at=clock.now(),
        )
    except Refusal as refusal:
        return refused(request, refusal, "sales/buyer.html", context, section="orders")
    messages.success(
        request, _("The buyer is corrected. What stood there before is in the history.")
    )
    new_mail = told["email"] and told["email"] != found.email and found.status == Status.PAID
    return redirect(_page(request, number, "customer") + ("&mail=new" if new_mail else ""))


@requires(Can.EDIT_ORDERS)
@require_POST
def edit_note(request: ShopRequest, number: str) -> HttpResponse:
    """What the team wants to remember."""
    found = order_or_404(request, number)
    text = request.POST.get("note", "").replace("\x00", "")[:2000]
    write_note(found.id, note=text, by=request.actor, at=clock.now())
    messages.success(request, _("The note is saved."))
    return redirect(_page(request, number, "customer"))


@requires(Can.EDIT_ORDERS)
def edit_holder(request: ShopRequest, ticket: int) -> HttpResponse:
    """Another name on a ticket; its code stays."""
    held = ticket_visible_to(request.actor, request.shop, ticket)
    if held is None:
        raise Http404
    found = held.order
    initial = {"first_name": held.holder_first_name, "last_name": held.holder_last_name}
    form = Holder(sent(request), initial=initial)
    context: dict[str, Any] = {"order": found, "ticket": held, "form": form}
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return page(request, "sales/holder.html", context, section="orders", status=status)
    both = clashes(form)
    if both:
        again = {**context, "clashes": both}
        return page(request, "sales/holder.html", again, section="orders", status=409)
    told = form.cleaned_data
    name_holder(
        found.id,
        held.id,
        first_name=told["first_name"],
        last_name=told["last_name"],
        by=request.actor,
        at=clock.now(),
    )
    messages.success(request, _("The ticket is in the new name. Its code stays the same."))
    return redirect(_page(request, found.number or "", "tickets"))


def _page(request: ShopRequest, number: str, tab: str) -> str:
    return f"{reverse('backoffice:order', args=[request.shop.slug, number])}?tab={tab}"
