"""Memberships switched on, how they are paid, and how they are shown."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.catalogue.models import MembershipTerms
from tessera.domain.catalogue.planning import TermsFacts
from tessera.domain.catalogue.queries.plans import levels_of_organisation, membership_terms
from tessera.domain.organisations.rules import Can
from tessera.domain.payments.queries import ready_for_members
from tessera.domain.shops.models import Shop
from tessera.flows import planning
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.members.place import members_page
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.clashes import clashes, guard
from tessera.web.parts.fields import TranslatedField
from tessera.web.parts.forms import dressed, sent
from tessera.web.parts.responses import UNPROCESSABLE


class TermsForm(forms.Form):
    """The switch, how members pay, and what the page of memberships looks like."""

    is_active = forms.BooleanField(
        label=gettext_lazy("Take members in this shop"),
        required=False,
        help_text=gettext_lazy(
            "Switched off, nobody can join any more; who is a member stays one, and nothing is "
            "lost."
        ),
    )
    pays_online = forms.BooleanField(
        label=gettext_lazy("Online payment"),
        required=False,
        help_text=gettext_lazy("By card, at once: they are members as soon as it is confirmed."),
    )
    pays_by_invoice = forms.BooleanField(
        label=gettext_lazy("Payment by invoice"),
        required=False,
        help_text=gettext_lazy("They are members once you have validated the payment."),
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency of memberships"))
    layout = forms.ChoiceField(
        label=gettext_lazy("How plans are shown"),
        choices=[
            (MembershipTerms.Layout.CARDS, gettext_lazy("Cards, with pictures")),
            (MembershipTerms.Layout.LIST, gettext_lazy("List, one below the other")),
            (MembershipTerms.Layout.TABLE, gettext_lazy("Table, to compare levels")),
        ],
        widget=forms.RadioSelect,
    )
    asks_donation = forms.BooleanField(
        label=gettext_lazy("Ask for a donation on top"),
        required=False,
        help_text=gettext_lazy(
            "Whoever joins may add an amount of their choice. It is a line of its own, without VAT."
        ),
    )

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["currency"].choices = [(code, code) for code in shop.currencies]
        fields["intro"] = TranslatedField(
            label=gettext_lazy("Text above the plans"),
            languages=shop.languages,
            required=False,
            is_long=True,
            rows=5,
            max_length=4000,
            help_text=gettext_lazy("**bold**, *italic*, - lists, [words](https://link)."),
        )
        dressed(self)

    def facts(self) -> TermsFacts:
        """What is written."""
        return TermsFacts(**{name: self.cleaned_data[name] for name in TermsFacts.__slots__})


@requires(Can.EDIT_MEMBERS)
def member_settings(request: ShopRequest) -> HttpResponse:
    """The switch and its settings; says what is still missing before somebody can pay."""
    shop, terms = request.shop, membership_terms(request.shop.id)
    form = TermsForm(sent(request), shop=shop, initial=_initial(terms, shop))
    guard(form)
    context: dict[str, Any] = {"form": form, "terms": terms}
    if request.method == "POST" and form.is_valid():
        context["clashes"] = clashes(form) if terms is not None else []
        if not context["clashes"] and _saved(request, form):
            return redirect("backoffice:member_settings", shop.slug)
    is_wrong = form.errors or context.get("clashes")
    context |= _missing(shop, terms)
    status = UNPROCESSABLE if is_wrong else 200
    return members_page(request, "settings.html", context, section="member_settings", status=status)


def _saved(request: ShopRequest, form: TermsForm) -> bool:
    try:
        terms = planning.set_terms(request.shop, form.facts(), by=request.actor, at=clock.now())
    except Refusal as refusal:
        form.add_error(str(refusal.facts.get("field", "")) or None, refusal.message)
        dressed(form)
        return False
    on, off = _("Memberships are switched on."), _("Saved. Nobody can join while it is off.")
    messages.success(request, on if terms.is_active else off)
    return True


def _initial(terms: MembershipTerms | None, shop: Shop) -> dict[str, Any]:
    if terms is None:
        first = TermsFacts(is_active=False, currency=shop.currencies[0])
        return {name: getattr(first, name) for name in TermsFacts.__slots__}
    return {name: getattr(terms, name) for name in TermsFacts.__slots__}


def _missing(shop: Shop, terms: MembershipTerms | None) -> dict[str, Any]:
    """What somebody who is to join would miss: a way to pay, a level."""
    if terms is None or not terms.is_active:
        return {}
    ready = ready_for_members(shop.id)
    return {
        "lacks_online": terms.pays_online and "online" not in ready,
        "lacks_invoice": terms.pays_by_invoice and "invoice" not in ready,
        "lacks_level": not levels_of_organisation(shop.organisation_id),
    }
