"""Discount codes for memberships: listed, made, edited, switched, removed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tessera.domain.catalogue.models import Plan
from tessera.domain.catalogue.queries.plans import membership_terms, plans_priced
from tessera.domain.offers.models import Code, Offer
from tessera.domain.offers.queries.codes import plan_code_in, plan_codes_of
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.offers import figures_of
from tessera.flows import admitting
from tessera.flows.admitting import PlanCode, told_of
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.i18n import pick, say_date
from tessera.lib.money import Money
from tessera.web.backoffice.members.place import members_page
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.words import Word
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.clashes import clashes, guard
from tessera.web.parts.fields import AmountField, MomentField
from tessera.web.parts.forms import dressed, sent
from tessera.web.parts.responses import UNPROCESSABLE

STATES = {
    "running": Word(gettext_lazy("Can be used"), "good"),
    "coming": Word(gettext_lazy("Not yet"), "news"),
    "used_up": Word(gettext_lazy("Used up"), "wait"),
    "over": Word(pgettext_lazy("code", "Over"), "quiet"),
    "draft": Word(gettext_lazy("Draft"), "quiet"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One code as the list shows it."""

    offer: Offer
    told: PlanCode
    state: Word
    off: str
    plan: str
    period: str
    used: int


class CodeForm(forms.Form):
    """The code, what it takes off, how often, when and for what."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("For your team only: members never see it."),
    )
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=800,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For your team only."),
    )
    text = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input w-full uppercase"}),
        help_text=gettext_lazy("What people type. Empty: one is made by chance."),
    )
    max_uses = forms.IntegerField(
        label=gettext_lazy("How often it can be used"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=gettext_lazy("Empty: as often as one likes."),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("What it takes off"),
        choices=[
            ("percent", gettext_lazy("A percentage of the price with VAT")),
            ("amount", gettext_lazy("An amount off the price with VAT")),
        ],
        initial="percent",
        widget=forms.RadioSelect,
    )
    percent = forms.DecimalField(
        label=gettext_lazy("Per cent"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
    )
    plan = forms.ChoiceField(label=gettext_lazy("For which plans"), required=False)
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=[
            ("draft", gettext_lazy("Draft: cannot be used")),
            ("published", gettext_lazy("Published: can be used")),
        ],
        initial="published",
    )

    def __init__(
        self,
        *args: Any,
        plans: list[Plan],
        currency: str,
        time_zone: str,
        is_frozen: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.is_frozen = is_frozen
        self.currency, fields = currency, self.fields
        plan: Any = fields["plan"]
        named = [(str(each.pk), pick(each.product.name, speaks())) for each in plans]
        plan.choices = [("", _("All plans")), *named]
        fields["amount"] = AmountField(
            currency=currency, label=_("Amount in %(code)s") % {"code": currency}, required=False
        )
        for name, label in (("starts_at", _("From")), ("ends_at", _("Until"))):
            fields[name] = MomentField(time_zone=time_zone, label=label, required=False)
        if self.initial.get("text"):
            fields["text"].disabled = True
            fields["text"].help_text = _("It was given out: it stays as it is.")
        for name in ("mode", "percent", "amount") if is_frozen else ():
            fields[name].disabled = True
        dressed(self)

    def clean(self) -> dict[str, Any]:
        """What is said of the way that was not chosen is left out."""
        told = super().clean() or self.cleaned_data
        mode = told.get("mode", "percent")
        if self.is_frozen:
            told |= {name: self.initial.get(name) for name in ("percent", "amount")}
        told["amount" if mode == "percent" else "percent"] = None
        if told.get(mode) is None and mode not in self.errors:
            self.add_error(mode, _("Say how much is taken off."))
        return told

    def facts(self) -> PlanCode:
        """What is written."""
        told = self.cleaned_data
        same = ("name", "description", "text", "percent", "amount", "max_uses", "starts_at")
        return PlanCode(
            **{name: told[name] for name in (*same, "ends_at")},
            currency=self.currency,
            plan_id=int(told["plan"]) if told["plan"] else None,
            is_published=told["status"] == "published",
        )


@requires(Can.EDIT_MEMBERS)
@require_safe
def plan_codes(request: ShopRequest) -> HttpResponse:
    """Every code for memberships, the newest first, with how often it was used."""
    pairs = plan_codes_of(request.shop.pk)
    used = figures_of([offer.pk for offer, _code in pairs], at=clock.now())
    names = {each.pk: pick(each.product.name, speaks()) for each in _plans(request)}
    rows = [
        _row(request, offer, code, used=used[offer.pk].taken, names=names) for offer, code in pairs
    ]
    return members_page(request, "codes.html", {"rows": rows}, section="plan_codes")


@requires(Can.EDIT_MEMBERS)
def new_plan_code(request: ShopRequest) -> HttpResponse:
    """A code, typed or made by chance."""
    if membership_terms(request.shop.id) is None:
        return redirect("backoffice:member_settings", request.shop.slug)
    form = _form(request, initial={})
    if "generate" in request.POST:
        told: Any = request.POST.copy()
        told["text"] = admitting.new_code_text()
        form = _form(request, initial=told.dict())
        form.fields["text"].disabled = False
        form.fields["text"].help_text = ""
        return _page(request, form, {})
    if request.method == "POST" and form.is_valid():
        try:
            made = admitting.create_plan_code(
                request.shop, form.facts(), by=request.actor, at=clock.now()
            )
        except Refusal as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("The code is %(code)s.") % {"code": made.text})
            return redirect("backoffice:plan_codes", request.shop.slug)
    return _page(request, form, {})


@requires(Can.EDIT_MEMBERS)
def edit_plan_code(request: ShopRequest, plan_code: int) -> HttpResponse:
    """What is said of a code; who saves second is told what changed meanwhile."""
    offer, code = _pair(request, plan_code)
    is_frozen = offer.first_used_at is not None
    form = _form(request, initial=_initial(told_of(offer, code)), is_frozen=is_frozen)
    guard(form)
    context: dict[str, Any] = {"offer": offer, "code": code, "is_frozen": is_frozen}
    if request.method == "POST" and form.is_valid():
        context["clashes"] = clashes(form)
        if not context["clashes"]:
            try:
                admitting.edit_plan_code(
                    request.shop, offer.pk, form.facts(), by=request.actor, at=clock.now()
                )
            except Refusal as refusal:
                _refuse(form, refusal)
            else:
                messages.success(request, _("Saved."))
                return redirect("backoffice:plan_codes", request.shop.slug)
    return _page(request, form, context)


@requires(Can.EDIT_MEMBERS)
@require_POST
def delete_plan_code(request: ShopRequest, plan_code: int) -> HttpResponse:
    """Remove a code that nobody used; one that was is only switched off."""
    offer, _code = _pair(request, plan_code)
    try:
        admitting.delete_plan_code(request.shop, offer.pk, by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The code is removed."))
    return redirect("backoffice:plan_codes", request.shop.slug)


def _pair(request: ShopRequest, offer_id: int) -> tuple[Offer, Code]:
    found = plan_code_in(request.shop.pk, offer_id)
    if found is None:
        raise Http404
    return found


def _plans(request: ShopRequest) -> list[Plan]:
    return list(plans_priced(request.shop.id))


def _form(request: ShopRequest, *, initial: dict[str, Any], is_frozen: bool = False) -> CodeForm:
    terms = membership_terms(request.shop.id)
    return CodeForm(
        None if "generate" in request.POST else sent(request),
        plans=_plans(request),
        currency=terms.currency if terms else request.shop.currencies[0],
        time_zone=request.shop.time_zone,
        is_frozen=is_frozen,
        initial=initial,
    )


def _page(request: ShopRequest, form: CodeForm, context: dict[str, Any]) -> HttpResponse:
    is_wrong = form.errors or context.get("clashes")
    status = UNPROCESSABLE if is_wrong else 200
    told = {**context, "form": form}
    return members_page(request, "code.html", told, section="plan_codes", status=status)


def _initial(told: PlanCode) -> dict[str, Any]:
    same = ("name", "description", "text", "percent", "amount", "max_uses", "starts_at")
    return {
        **{name: getattr(told, name) for name in (*same, "ends_at")},
        "mode": "percent" if told.percent is not None else "amount",
        "plan": str(told.plan_id or ""),
        "status": "published" if told.is_published else "draft",
    }


def _row(
    request: ShopRequest, offer: Offer, code: Code, *, used: int, names: dict[int, str]
) -> Row:
    told, shop = told_of(offer, code), request.shop
    begins, ends = (
        moment and say_date(moment, shop.time_zone, speaks(), "short")
        for moment in (told.starts_at, told.ends_at)
    )
    period = " – ".join([str(begins or "…"), str(ends or "…")]) if begins or ends else _("always")
    off = (
        f"−{told.percent:g} %"
        if told.percent is not None
        else f"−{Money(told.amount or 0, told.currency).format(speaks())}"
    )
    return Row(
        offer=offer,
        told=told,
        state=STATES[_state(told, used=used)],
        off=off,
        plan=names.get(told.plan_id or 0, "") if told.plan_id else _("All plans"),
        period=period,
        used=used,
    )


def _state(told: PlanCode, *, used: int) -> str:
    at = clock.now()
    if not told.is_published:
        return "draft"
    if told.ends_at is not None and told.ends_at <= at:
        return "over"
    if told.starts_at is not None and told.starts_at > at:
        return "coming"
    return "used_up" if told.max_uses is not None and used >= told.max_uses else "running"


def _refuse(form: CodeForm, refusal: Refusal) -> None:
    asked = str(refusal.facts.get("field", ""))
    known = {"below_taken": "max_uses", "code_taken": "text", "bad_code": "text"}
    field = asked or known.get(refusal.code, "text")
    form.add_error(field if field in form.fields else None, refusal.message)
