"""The frame of one form: its head, and the tabs of all that belongs to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tessera.domain.forms.models import Form
from tessera.domain.forms.queries.building import form_in
from tessera.domain.organisations.rules import Can
from tessera.web.backoffice.asking.words import FORM_KINDS
from tessera.web.backoffice.page import page
from tessera.web.parts.access import ShopRequest


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a form."""

    code: str
    title: str
    url: str


def form_or_404(request: ShopRequest, form_id: int) -> Form:
    """The form of this address, of this shop."""
    found = form_in(request.shop.id, form_id)
    if found is None:
        raise Http404
    found.shop = request.shop
    return found


def form_page(
    request: ShopRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    of: Form,
    status: int = 200,
) -> HttpResponse:
    """A page of the form under its tabs: `asking/<template>`; `context` says which `tab`."""
    facts = {
        "asked_form": of,
        "kind_name": FORM_KINDS[of.kind],
        "tabs": tabs_of(request, of),
        "may_copy": of.kind != Form.Kind.ORDER,
        "help": "forms",
    }
    whole = {**facts, **context}
    return page(request, f"asking/{template}", whole, section="forms", status=status)


def tabs_of(request: ShopRequest, form: Form) -> list[Tab]:
    """The pages of a form, in their order."""
    said = [("questions", "form", _("Questions"))]
    if form.kind == Form.Kind.TARIFF and request.actor.may(Can.EDIT_PROGRAMME):
        said.append(("tariffs", "form_tariffs", _("Asked with")))
    said.append(("settings", "form_settings", pgettext("tab", "Settings")))
    return [
        Tab(code, title, reverse(f"backoffice:{name}", args=[form.shop.slug, form.pk]))
        for code, name, title in said
    ]
