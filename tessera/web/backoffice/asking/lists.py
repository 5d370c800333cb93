"""The forms of a shop: listed, begun, copied, put away."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tessera.domain.forms.making import FormFacts
from tessera.domain.forms.models import Form
from tessera.domain.forms.queries.building import (
    count_archived,
    has_order_form,
    rows_of,
    tariffs_asking,
)
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.answered import sheets_by_form
from tessera.flows import asking
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.asking.place import form_or_404, form_page
from tessera.web.backoffice.asking.words import FORM_KINDS, FORM_USES, times_said
from tessera.web.backoffice.page import page
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import dressed, sent


class NewForm(django_forms.Form):
    """What the form is for, and what the team calls it."""

    kind = django_forms.ChoiceField(
        label=gettext_lazy("What it is for"), widget=django_forms.RadioSelect
    )
    name = django_forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("Only your team reads it, for example “Workshops: participants”."),
    )

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["kind"]
        asked.choices = [(kind, FORM_KINDS[kind]) for kind in kinds]
        dressed(self)


@requires(Can.EDIT_SETTINGS)
@require_safe
def forms(request: ShopRequest) -> HttpResponse:
    """Every form under what it is for, and what asks it; a kind without one says what it is."""
    archived = request.GET.get("archived") == "yes"
    found = rows_of(request.shop.id, archived=archived)
    answered = sheets_by_form(request.shop.id)
    rows = [(row, answered.get(row.form.pk, 0), times_said(row.form)) for row in found]
    groups = [
        {
            "kind": kind,
            "title": FORM_KINDS[kind],
            "use": FORM_USES[kind],
            "rows": [each for each in rows if each[0].form.kind == kind],
            "may_add": kind != Form.Kind.ORDER or not any(r.form.kind == kind for r in found),
        }
        for kind in Form.Kind.values
    ]
    context = {
        "groups": groups,
        "archived": archived,
        "has_any": bool(found),
        "put_away": count_archived(request.shop.id),
    }
    return page(request, "asking/forms.html", context, section="forms")


@requires(Can.EDIT_SETTINGS)
def new_form(request: ShopRequest) -> HttpResponse:
    """What it is for and its name; the builder comes next."""
    kinds = list(Form.Kind.values)
    if has_order_form(request.shop.id):
        kinds.remove(Form.Kind.ORDER)
    wished = request.GET.get("kind", "")
    initial = {"kind": wished if wished in kinds else Form.Kind.TARIFF}
    if initial["kind"] == Form.Kind.ORDER:
        initial["name"] = _("Questions to buyers")
    form = NewForm(sent(request), initial=initial, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = asking.make_form(
                request.shop.id,
                kind=told["kind"],
                facts=FormFacts(name=told["name"].strip()),
                by=request.actor,
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.facts.get("field"), refusal.message)
        else:
            messages.success(request, _("The form is begun: now add what it asks."))
            return redirect("backoffice:form", request.shop.slug, made.pk)
    chosen = form["kind"].value()
    context = {
        "form": form,
        "kinds": [(kind, FORM_KINDS[kind], FORM_USES[kind], kind == chosen) for kind in kinds],
    }
    status = 422 if form.errors else 200
    return page(request, "asking/new_form.html", context, section="forms", status=status)


@requires(Can.EDIT_SETTINGS)
@require_POST
def copy_form(request: ShopRequest, form_id: int) -> HttpResponse:
    """The same questions on a form of its own."""
    found = form_or_404(request, form_id)
    try:
        made = asking.duplicate_form(found.pk, by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("backoffice:form", request.shop.slug, found.pk)
    messages.success(request, _("This is the copy. Nothing asks it yet."))
    return redirect("backoffice:form_settings", request.shop.slug, made.pk)


@requires(Can.EDIT_SETTINGS)
def archive_form(request: ShopRequest, form_id: int) -> HttpResponse:
    """Says what will not be asked any more, asks once, then puts the form away."""
    found = form_or_404(request, form_id)
    if request.method == "POST":
        asking.archive_form(found.pk, by=request.actor, at=clock.now())
        messages.success(request, _("The form is archived. Its answers stay where they are."))
        return redirect("backoffice:forms", request.shop.slug)
    context = {
        "tab": "settings",
        "tariffs": tariffs_asking(found.pk),
        "answered": sheets_by_form(request.shop.id).get(found.pk, 0),
    }
    return form_page(request, "archive.html", context, of=found)


@requires(Can.EDIT_SETTINGS)
@require_POST
def restore_form(request: ShopRequest, form_id: int) -> HttpResponse:
    """The form can be asked again."""
    found = form_or_404(request, form_id)
    try:
        asking.restore_form(found.pk, by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The form is back. Choose which tariffs ask it."))
    return redirect("backoffice:form", request.shop.slug, found.pk)
