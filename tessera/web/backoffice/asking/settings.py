"""What is said on top of a form, until when its answers change, how long they are kept."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.forms.models import Form
from tessera.domain.forms.queries.building import facts_of_form
from tessera.domain.organisations.rules import Can
from tessera.flows import asking
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.asking.place import form_or_404, form_page
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.clashes import clashes, guard
from tessera.web.parts.fields import TranslatedField
from tessera.web.parts.forms import dressed, sent

NUMBER = {"class": "input w-full", "inputmode": "numeric"}


class SettingsForm(forms.Form):
    """Names, purpose, and times."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("Only your team reads it."),
    )
    may_edit = forms.ChoiceField(
        label=gettext_lazy("Who answers can change the answers"),
        choices=[
            ("yes", gettext_lazy("Yes, until some hours before the date")),
            ("no", gettext_lazy("No, only your team can")),
        ],
        widget=forms.RadioSelect,
    )
    editable_hours = forms.IntegerField(
        label=gettext_lazy("Hours before the date"),
        required=False,
        min_value=0,
        max_value=9999,
        widget=forms.NumberInput(attrs=NUMBER),
    )
    keep_days = forms.IntegerField(
        label=gettext_lazy("Erase the answers so many days after the date"),
        required=False,
        min_value=0,
        max_value=36_500,
        widget=forms.NumberInput(attrs=NUMBER),
        help_text=gettext_lazy(
            "Empty: they go with the customer. Thirty days are enough for most events; answers "
            "about health should go soon."
        ),
    )

    def __init__(self, *args: Any, of: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        languages = of.shop.languages
        fields["title"] = TranslatedField(
            label=_("Title"),
            languages=languages,
            required=False,
            max_length=120,
            help_text=_("Over the questions, for example “Who is coming?”."),
        )
        fields["purpose"] = TranslatedField(
            label=_("Why you ask"),
            languages=languages,
            required=False,
            max_length=1000,
            is_long=True,
            rows=3,
            help_text=_(
                "What the answers are for, who reads them, when they are erased. Data protection "
                "asks you to say it, and people answer more readily."
            ),
        )
        dressed(self)

    def clean(self) -> dict[str, Any]:
        """Refuses changes without a number of hours."""
        told = super().clean() or {}
        missing = told.get("editable_hours") is None and "editable_hours" not in self.errors
        if told.get("may_edit") == "yes" and missing:
            self.add_error("editable_hours", _("Write how many hours, or 0 for until it begins."))
        return told


@requires(Can.EDIT_SETTINGS)
def settings(request: ShopRequest, form_id: int) -> HttpResponse:
    """Writes them; what somebody else changed meanwhile is shown before it is overwritten."""
    found = form_or_404(request, form_id)
    form = SettingsForm(sent(request), initial=_initial(found), of=found)
    guard(form)
    context: dict[str, Any] = {"form": form, "tab": "settings"}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            context["clashes"] = clashes(form)
            if not context["clashes"] and _saved(request, found, form):
                return redirect("backoffice:form_settings", request.shop.slug, found.pk)
            status = 409 if context["clashes"] else 422
    return form_page(request, "settings.html", context, of=found, status=status)


def _saved(request: ShopRequest, found: Form, form: SettingsForm) -> bool:
    told = form.cleaned_data
    facts = replace(
        facts_of_form(found),
        name=told["name"].strip(),
        title=told["title"] or {},
        purpose=told["purpose"] or {},
        editable_hours=told["editable_hours"] if told["may_edit"] == "yes" else None,
        keep_days=told["keep_days"],
    )
    try:
        asking.edit_form(found.pk, facts=facts, by=request.actor, at=clock.now())
    except Refusal as refusal:
        form.add_error(refusal.facts.get("field"), refusal.message)
        return False
    messages.success(request, _("Saved."))
    return True


def _initial(found: Form) -> dict[str, Any]:
    same = ("name", "title", "purpose", "keep_days")
    told: dict[str, Any] = {name: getattr(found, name) for name in same}
    told["may_edit"] = "no" if found.editable_hours is None else "yes"
    told["editable_hours"] = found.editable_hours
    return told
