"""Dates are added: by a rule that repeats, or pasted as a list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tessera.domain.catalogue.dating import NewDate
from tessera.domain.catalogue.models import Event
from tessera.domain.catalogue.queries.dates import starts_of
from tessera.domain.catalogue.queries.events import zones_of
from tessera.domain.organisations.rules import Can
from tessera.flows import scheduling
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.programme.adding_form import AddingForm
from tessera.web.backoffice.programme.pasting import MOST_LINES, Usual, read
from tessera.web.backoffice.programme.place import event_or_404, event_page
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import dressed, sent
from tessera.web.parts.responses import UNPROCESSABLE

MOST_BYTES = 500_000


@dataclass(frozen=True, slots=True)
class Preview:
    """One start that was asked for: made, there already, or skipped by the clock."""

    shown: datetime
    at: datetime | None
    exists: bool

    @property
    def is_new(self) -> bool:
        """Whether a date is made of it."""
        return self.at is not None and not self.exists


class PastingForm(forms.Form):
    """A list, typed or as a file."""

    text = forms.CharField(
        label=gettext_lazy("Dates"),
        required=False,
        max_length=MOST_BYTES,
        strip=False,
        widget=forms.Textarea(
            attrs={
                "rows": "10",
                "class": "textarea w-full font-mono text-sm",
                "spellcheck": "false",
            }
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a CSV file"),
        required=False,
        widget=forms.FileInput(
            attrs={"accept": ".csv,.txt,text/csv", "class": "file-input w-full"}
        ),
    )

    def clean(self) -> dict[str, Any]:
        """The list, from wherever it came; refuses none, too long ones, and what is no text."""
        told = super().clean() or {}
        file = told.get("file")
        if file is not None:
            told["text"] = self._read(file)
        text = told.get("text") or ""
        if not text.strip() and not self.errors:
            self.add_error("text", _("Paste dates, or choose a file."))
        if text.count("\n") > MOST_LINES * 2:
            self.add_error("text", _("At most %(most)d lines at once.") % {"most": MOST_LINES})
        return told

    def _read(self, file: Any) -> str:
        if file.size > MOST_BYTES:
            self.add_error("file", _("The file is too large for a list of dates."))
            return ""
        try:
            found: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", _("This is no text file in UTF-8. Save it as CSV UTF-8."))
            return ""
        return found


@requires(Can.EDIT_PROGRAMME)
def add_dates(request: ShopRequest, event: str) -> HttpResponse:
    """Days that repeat, shown before they are made."""
    found = event_or_404(request, event)
    form = AddingForm(sent(request), event=found, zones=zones_of(found))
    context: dict[str, Any] = {"form": form, "help": "dates"}
    if request.method == "POST" and form.is_valid():
        there = starts_of(found)
        previews = [
            Preview(each.shown, each.at, each.at in there)
            for each in form.moments(request.shop.time_zone)
        ]
        new = [form.new_date(each.at) for each in previews if each.is_new and each.at]
        context |= _counted(previews, new)
        if request.POST.get("do") == "make" and new:
            done = _made(request, found, new, form)
            if done:
                return done
    context["places"] = [form[f"places_{zone.id}"] for zone in form.zones]
    status = UNPROCESSABLE if form.errors else 200
    return event_page(request, "add_dates.html", context, event=found, tab="dates", status=status)


@requires(Can.EDIT_PROGRAMME)
def paste_dates(request: ShopRequest, event: str) -> HttpResponse:
    """A list of dates, with a report line by line; nothing is made while one line is wrong."""
    found, shop = event_or_404(request, event), request.shop
    form = dressed(PastingForm(sent(request), request.FILES or None))
    zones = zones_of(found)
    context: dict[str, Any] = {"form": form, "zones": zones, "help": "dates"}
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        usual = Usual(
            shop.time_zone,
            [zone.id for zone in zones],
            found.duration_minutes,
            found.doors_minutes,
        )
        lines = read(text, usual, existing=starts_of(found))
        new = [line.date for line in lines if line.is_new and line.date]
        wrong = sum(bool(line.faults) for line in lines)
        context |= {**_counted(lines, new), "lines": lines, "wrong": wrong, "text": text}
        if request.POST.get("do") == "make" and new and not wrong:
            done = _made(request, found, new, form)
            if done:
                return done
    status = UNPROCESSABLE if form.errors or context.get("wrong") else 200
    return event_page(request, "paste_dates.html", context, event=found, tab="dates", status=status)


def _counted(asked: Any, new: list[NewDate]) -> dict[str, Any]:
    there = sum(each.exists for each in asked)
    return {"previews": asked, "new": len(new), "there": there}


def _made(
    request: ShopRequest, event: Event, new: list[NewDate], form: forms.Form
) -> HttpResponse | None:
    try:
        made = scheduling.add_dates(event.id, dates=new, by=request.actor, at=clock.now())
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return None
    said = ngettext("%(n)d date is made.", "%(n)d dates are made.", len(made))
    messages.success(request, said % {"n": len(made)})
    return redirect("backoffice:dates", request.shop.slug, event.slug)
