"""Levels: what members have, in all shops of the organisation."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import RegexValidator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tessera.domain.catalogue.models import Level
from tessera.domain.catalogue.planning import LevelFacts
from tessera.domain.catalogue.queries.plans import is_level_used, levels_of_organisation
from tessera.domain.memberships.queries.plans import members_by_level
from tessera.domain.memberships.queries.standing import has_members
from tessera.domain.organisations.rules import Can
from tessera.flows import planning
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.i18n import pick
from tessera.web.backoffice.members.place import level_or_404, members_page, today_of
from tessera.web.backoffice.page import speaks
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.clashes import clashes, guard
from tessera.web.parts.fields import TranslatedField
from tessera.web.parts.forms import dressed, sent
from tessera.web.parts.responses import UNPROCESSABLE

MOST_DAYS = 400
FIRST = LevelFacts(name={})


class DaysField(forms.CharField):
    """Numbers of days, as people list them: "30, 7"; cleaned to a list, the largest first."""

    def clean(self, value: Any) -> Any:
        """The days; refuses what is no number from 0 to 400."""
        parts = str(super().clean(value) or "").replace(";", ",").replace(" ", ",").split(",")
        told = [part for part in parts if part]
        if not all(part.isdecimal() and len(part) < 5 for part in told):
            raise forms.ValidationError(_("Write numbers of days, for example 30, 7."))
        days = [int(part) for part in told]
        if any(day > MOST_DAYS for day in days):
            raise forms.ValidationError(_("Write numbers from 0 to %(n)d.") % {"n": MOST_DAYS})
        return sorted(set(days), reverse=True)

    def prepare_value(self, value: Any) -> Any:
        """As people list them."""
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


def _days(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=0, max_value=MOST_DAYS)


class LevelForm(forms.Form):
    """What the level is called, gives, and what happens around its end."""

    rank = forms.IntegerField(
        label=gettext_lazy("Rank"),
        min_value=0,
        max_value=1000,
        help_text=gettext_lazy("The higher, the more: an upgrade leads to a higher rank."),
    )
    colour = forms.CharField(
        label=gettext_lazy("Colour of the card"),
        max_length=7,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", gettext_lazy("Choose a colour."))],
        widget=forms.TextInput(attrs={"type": "color", "class": "input h-10 w-24 p-1"}),
    )
    before = DaysField(
        label=gettext_lazy("Reminders before the end"),
        required=False,
        help_text=gettext_lazy("Days before the last day, for example 30, 7. Empty: none."),
    )
    after = DaysField(
        label=gettext_lazy("Reminders after the end"),
        required=False,
        help_text=gettext_lazy("Days after the last day, for example 7. Empty: none."),
    )
    grace_days = _days(
        gettext_lazy("Grace, in days"),
        gettext_lazy("Benefits go on for so long while a failed debit is tried again."),
    )
    opens_days = _days(
        gettext_lazy("Renewal opens, days before the end"),
        gettext_lazy("From then on members see the button."),
    )
    closes_days = _days(
        gettext_lazy("Renewal closes, days after the end"),
        gettext_lazy("Later they join anew."),
    )

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["name"] = TranslatedField(
            label=gettext_lazy("Name"), languages=languages, max_length=80
        )
        fields["benefits"] = TranslatedField(
            label=gettext_lazy("Benefits"),
            languages=languages,
            required=False,
            is_long=True,
            rows=5,
            max_length=4000,
            help_text=gettext_lazy("What members read. **bold**, *italic*, - lists."),
        )
        dressed(self)

    def facts(self) -> LevelFacts:
        """What is written."""
        told = self.cleaned_data
        same = ("name", "colour", "rank", "grace_days", "opens_days", "closes_days")
        days = [-day for day in told["before"]] + [day for day in told["after"] if day]
        return LevelFacts(
            benefits=told["benefits"] or {},
            reminder_days=tuple(days),
            **{name: told[name] for name in same},
        )


@requires(Can.SEE_MEMBERS)
@require_safe
def levels(request: ShopRequest) -> HttpResponse:
    """Every level, the highest first, with how many members have it today."""
    organisation_id = request.shop.organisation_id
    counted = members_by_level(organisation_id, on=today_of(request))
    rows = [
        (level, counted.get(level.pk, 0), _around(level))
        for level in levels_of_organisation(organisation_id)
    ]
    return members_page(request, "levels.html", {"rows": rows}, section="levels")


@requires(Can.EDIT_MEMBERS)
def new_level(request: ShopRequest) -> HttpResponse:
    """One more level of the organisation."""
    last = levels_of_organisation(request.shop.organisation_id)
    initial = {**_initial(FIRST), "rank": last[0].rank + 10 if last else 10}
    form = LevelForm(sent(request), languages=request.shop.languages, initial=initial)
    if request.method == "POST" and form.is_valid() and _saved(request, form, None):
        return redirect("backoffice:levels", request.shop.slug)
    return _form(request, form, {})


@requires(Can.EDIT_MEMBERS)
def edit_level(request: ShopRequest, level_id: int) -> HttpResponse:
    """All that is said of a level; who saves second is told what changed meanwhile."""
    level = level_or_404(request, level_id)
    form = LevelForm(sent(request), languages=request.shop.languages, initial=_initial(level))
    guard(form)
    context: dict[str, Any] = {"level": level}
    if request.method == "POST" and form.is_valid():
        context["clashes"] = clashes(form)
        if not context["clashes"] and _saved(request, form, level):
            return redirect("backoffice:levels", request.shop.slug)
    return _form(request, form, context)


@requires(Can.EDIT_MEMBERS)
def delete_level(request: ShopRequest, level_id: int) -> HttpResponse:
    """Remove a level that no plan grants and nobody had; or why it stays."""
    level, refusal = level_or_404(request, level_id), ""
    if request.method == "POST":
        try:
            planning.delete_level(request.shop, level_id=level.pk, by=request.actor, at=clock.now())
        except Refusal as refused:
            refusal = refused.message
        else:
            messages.success(request, _("The level is removed."))
            return redirect("backoffice:levels", request.shop.slug)
    is_used = is_level_used(level) or has_members(level.pk)
    context = {"level": level, "is_used": is_used, "refusal": refusal}
    status = UNPROCESSABLE if refusal else 200
    return members_page(request, "delete_level.html", context, section="levels", status=status)


def _saved(request: ShopRequest, form: LevelForm, level: Level | None) -> bool:
    try:
        planning.write_level(
            request.shop,
            form.facts(),
            level_id=level.pk if level else None,
            by=request.actor,
            at=clock.now(),
        )
    except Refusal as refusal:
        field = str(refusal.facts.get("field", ""))
        form.add_error(field if field in form.fields else "before", refusal.message)
        return False
    messages.success(request, _("Saved."))
    return True


def _form(request: ShopRequest, form: LevelForm, context: dict[str, Any]) -> HttpResponse:
    is_wrong = form.errors or context.get("clashes")
    told = {**context, "form": form, "language": speaks()}
    status = UNPROCESSABLE if is_wrong else 200
    return members_page(request, "level.html", told, section="levels", status=status)


def _initial(level: Level | LevelFacts) -> dict[str, Any]:
    days = list(level.reminder_days)
    same = ("name", "benefits", "colour", "rank", "grace_days", "opens_days", "closes_days")
    return {
        **{name: getattr(level, name) for name in same},
        "before": sorted((-day for day in days if day <= 0), reverse=True),
        "after": sorted((day for day in days if day > 0), reverse=True),
    }


def _around(level: Level) -> list[str]:
    """What happens around the end, in words."""
    said = []
    before = sorted((-day for day in level.reminder_days if day <= 0), reverse=True)
    after = sorted(day for day in level.reminder_days if day > 0)
    if before:
        told = ", ".join(map(str, before))
        said.append(_("reminders %(days)s days before the end") % {"days": told})
    if after:
        told = ", ".join(map(str, after))
        said.append(_("reminders %(days)s days after the end") % {"days": told})
    if level.grace_days:
        said.append(_("%(n)d days of grace") % {"n": level.grace_days})
    return said


def level_choices(request: ShopRequest) -> list[tuple[int, str]]:
    """The levels by name, for fields that choose one."""
    found = levels_of_organisation(request.shop.organisation_id)
    return [(level.pk, pick(level.name, speaks())) for level in found]
